use super::*;
use Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};

/// What each event of a stream shows, up to the one that decides; then what the end shows.
fn stream(dialect: Dialect, events: &[&str]) -> Sign {
    let mut gate = Gate::new(dialect, true);
    for event in events {
        let sign = gate.feed(format!("data: {event}\n\n").as_bytes());
        if !matches!(sign, Sign::Nothing | Sign::Begun) {
            return sign;
        }
    }
    gate.finish()
}

fn kind(sign: &Sign) -> &'static str {
    match sign {
        Sign::Nothing => "nothing",
        Sign::Begun => "begun",
        Sign::Content => "content",
        Sign::Error(_) => "error",
        Sign::Empty => "empty",
        Sign::Unreadable => "unreadable",
    }
}

const START: &str = r#"{"type":"message_start","message":{"content":[],"usage":{"input_tokens":1}}}"#;
const STOP: &str = r#"{"type":"message_stop"}"#;
const ROLE: &str =
    r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#;
const CREATED: &str =
    r#"{"type":"response.created","response":{"id":"r","error":null,"output":[],"instructions":"x"}}"#;

/// The numbers are those of the cases in the field.
#[test]
fn each_beginning_is_what_it_is() {
    let rows: &[(&str, Dialect, &[&str], &str)] = &[
        // Errors before content.
        ("21", Anthropic, &[START, r#"{"type":"error","error":{"type":"overloaded_error"}}"#], "error"),
        ("21", OpenaiChat, &[ROLE, r#"{"error":{"message":"no"}}"#], "error"),
        ("21", OpenaiChat, &[r#"{"choices":[{"delta":{"content":"a"}}],"error":{"message":"no"}}"#], "error"),
        (
            "21",
            OpenaiResponses,
            &[CREATED, r#"{"type":"error","code":"server_error","message":"m"}"#],
            "error",
        ),
        ("21", Gemini, &[r#"{"error":{"code":503,"message":"m"}}"#], "error"),
        (
            "29",
            OpenaiResponses,
            &[CREATED, r#"{"type":"response.failed","response":{"status":"failed"}}"#],
            "error",
        ),
        ("28", OpenaiChat, &[r#"{"error":null,"choices":[{"delta":{"content":"a"}}]}"#], "content"),
        // The end before content.
        ("22", Anthropic, &[STOP], "empty"),
        (
            "22",
            Anthropic,
            &[
                START,
                r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":0}}"#,
                STOP,
            ],
            "empty",
        ),
        ("22", OpenaiChat, &["[DONE]"], "empty"),
        (
            "22",
            OpenaiChat,
            &[ROLE, r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#, "[DONE]"],
            "empty",
        ),
        (
            "22",
            OpenaiResponses,
            &[CREATED, r#"{"type":"response.completed","response":{"output":[]}}"#],
            "empty",
        ),
        ("22", Gemini, &[r#"{"candidates":[{"finishReason":"STOP"}]}"#], "empty"),
        ("22", Anthropic, &[START], "empty"),
        // What says why it is short is an answer.
        (
            "27",
            Anthropic,
            &[START, r#"{"type":"message_delta","delta":{"stop_reason":"refusal"}}"#],
            "content",
        ),
        (
            "27",
            Anthropic,
            &[
                START,
                r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#,
            ],
            "content",
        ),
        ("27", OpenaiChat, &[ROLE, r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#], "content"),
        ("27", OpenaiResponses, &[r#"{"type":"response.incomplete","response":{"output":[]}}"#], "content"),
        ("27", Gemini, &[r#"{"candidates":[{"finishReason":"MAX_TOKENS"}]}"#], "content"),
        ("27", Gemini, &[r#"{"promptFeedback":{"blockReason":"SAFETY"}}"#], "content"),
        ("27", Gemini, &[r#"{"response":{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}}"#], "content"),
        // What can't be read, and what isn't known.
        ("23", Anthropic, &[START, r#"{"type":"content_block_de"#], "unreadable"),
        ("23", OpenaiChat, &["oops"], "unreadable"),
        ("23", Anthropic, &[r#"{"type":"of_the_future","text":"x"}"#, STOP], "empty"),
        // Names are no content, arguments are; a call without any is a call.
        (
            "24",
            Anthropic,
            &[
                START,
                r#"{"type":"content_block_start","content_block":{"type":"tool_use","name":"t","input":{}}}"#,
                r#"{"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{\"a"}}"#,
            ],
            "content",
        ),
        (
            "24",
            Anthropic,
            &[
                START,
                r#"{"type":"content_block_start","content_block":{"type":"tool_use","name":"t","input":{}}}"#,
                r#"{"type":"content_block_delta","delta":{"partial_json":""}}"#,
                STOP,
            ],
            "content",
        ),
        (
            "24",
            OpenaiChat,
            &[
                r#"{"choices":[{"delta":{"tool_calls":[{"function":{"name":"t","arguments":""}}]}}]}"#,
                "[DONE]",
            ],
            "content",
        ),
        (
            "24",
            OpenaiResponses,
            &[
                r#"{"type":"response.output_item.added","item":{"type":"function_call","name":"t","arguments":""}}"#,
                r#"{"type":"response.function_call_arguments.delta","delta":"{"}"#,
            ],
            "content",
        ),
        // Everything that a person or a client sees.
        (
            "25",
            Anthropic,
            &[r#"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"h"}}"#],
            "content",
        ),
        (
            "25",
            Anthropic,
            &[r#"{"type":"content_block_delta","delta":{"type":"signature_delta","signature":"h"}}"#],
            "content",
        ),
        (
            "25",
            Anthropic,
            &[r#"{"type":"content_block_start","content_block":{"type":"redacted_thinking","data":"h"}}"#],
            "content",
        ),
        ("25", OpenaiChat, &[r#"{"choices":[{"delta":{"reasoning_content":"h"}}]}"#], "content"),
        ("25", OpenaiChat, &[r#"{"choices":[{"delta":{"refusal":"h"}}]}"#], "content"),
        ("25", OpenaiChat, &[r#"{"choices":[{"delta":{"audio":{"data":"h"}}}]}"#], "content"),
        (
            "25",
            OpenaiResponses,
            &[r#"{"type":"response.reasoning_summary_text.delta","delta":"h"}"#],
            "content",
        ),
        ("25", OpenaiResponses, &[r#"{"type":"response.output_text.done","text":"h"}"#], "content"),
        (
            "25",
            OpenaiResponses,
            &[r#"{"type":"response.completed","response":{"output":[{"type":"message"}]}}"#],
            "content",
        ),
        (
            "25",
            Gemini,
            &[r#"{"candidates":[{"content":{"parts":[{"thought":true,"text":"h"}]}}]}"#],
            "content",
        ),
        (
            "25",
            Gemini,
            &[r#"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"t"}}]}}]}"#],
            "content",
        ),
        // Roles, usage and pings are none.
        ("26", OpenaiChat, &[ROLE, r#"{"choices":[],"usage":{"prompt_tokens":1}}"#, "[DONE]"], "empty"),
        ("26", Anthropic, &[START, r#"{"type":"ping"}"#], "empty"),
        ("26", Gemini, &[r#"{"usageMetadata":{"promptTokenCount":1}}"#], "empty"),
    ];
    for (case, dialect, events, expected) in rows {
        assert_eq!(kind(&stream(*dialect, events)), *expected, "case {case}, {dialect}: {events:?}");
    }
}

#[test]
fn a_ping_is_no_beginning_and_a_name_alone_is_an_error() {
    let mut gate = Gate::new(Anthropic, true);
    assert_eq!(gate.feed(b": hello\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n"), Sign::Nothing);
    assert_eq!(gate.feed(format!("data: {START}\n\n").as_bytes()), Sign::Begun);
    let failed = gate.feed(b"event: error\ndata: {\"message\":\"m\"}\n\n");
    assert_eq!(failed, Sign::Error(br#"{"message":"m"}"#.to_vec()));
}

/// Cases 1, 2 and 3.
#[test]
fn split_anywhere_it_shows_the_same() {
    let text = format!(
        "data: {START}\r\n\r\ndata: {{\"type\":\"content_block_delta\",\"delta\":{{\"text\":\"中\"}}}}\r\n\r\n"
    );
    let mut gate = Gate::new(Anthropic, true);
    let signs: Vec<_> = text.bytes().map(|byte| gate.feed(&[byte])).collect();
    let first = signs.iter().position(|sign| *sign == Sign::Content).unwrap();
    assert!(first > text.len() - 4 && signs[..first].iter().all(|sign| kind(sign) != "error"));
}

#[test]
fn a_whole_answer_is_judged_as_a_whole() {
    for (case, body, expected) in [
        ("28", r#"{"error":{"message":"no"}}"#, "error"),
        ("28", r#"{"type":"error","error":{"type":"overloaded_error"}}"#, "error"),
        ("28", r#"{"error":"no"}"#, "error"),
        ("28", r#"{"error":null,"choices":[]}"#, "content"),
        ("28", r#"{"id":"r","error":{},"choices":[]}"#, "content"),
        ("30", r#"{"choices":[{"message":{"content":"an \"error\": {}"}}]}"#, "content"),
        ("29", r#"{"object":"response","status":"failed","error":null}"#, "error"),
        ("11", r#"{"choices":[{"message":{"content":"cut of"#, "unreadable"),
        ("28", "<html><body>sign in</body></html>", "unreadable"),
        ("28", "quota exceeded", "unreadable"),
        ("22", "  \n", "empty"),
        ("10", "\u{feff}{\"choices\":[]}", "content"),
    ] {
        let mut gate = Gate::new(OpenaiChat, false);
        let first = gate.feed(body.as_bytes());
        let sign = if matches!(first, Sign::Nothing | Sign::Begun) { gate.finish() } else { first };
        assert_eq!(kind(&sign), expected, "case {case}: {body}");
    }
}

/// Case 8.
#[test]
fn a_document_where_a_stream_was_asked_for_is_judged_as_one() {
    let mut gate = Gate::new(OpenaiChat, true);
    assert_eq!(gate.feed(br#"{"error":{"message":"no"}}"#), Sign::Begun);
    assert_eq!(kind(&gate.finish()), "error");
}

#[test]
fn an_array_shows_content_before_it_is_closed() {
    let mut gate = Gate::new(Gemini, true);
    assert_eq!(gate.feed(br#"[{"usageMetadata":{}},"#), Sign::Begun);
    assert_eq!(gate.feed(br#"{"candidates":[{"content":{"parts":[{"te"#), Sign::Begun);
    assert_eq!(gate.feed(br#"xt":"a"}]}}]}"#), Sign::Content);
    let mut failing = Gate::new(Gemini, true);
    assert_eq!(kind(&failing.feed(br#"[{"error":{"code":429}}"#)), "error");
}

proptest::proptest! {
    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400), stream: bool) {
        for dialect in Dialect::ALL {
            let mut gate = Gate::new(dialect, stream);
            bytes.chunks(7).for_each(|chunk| {
                let _ = gate.feed(chunk);
            });
            let _ = gate.finish();
        }
    }
}
