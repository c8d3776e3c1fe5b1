//! What goes wrong in the field, each case under its number in the project's list of them: an answer with a quirk
//! passes byte for byte and is still understood; one that is none is never seen.

#![expect(clippy::unwrap_used, reason = "a table that can't be made has failed its test")]

use bytes::Bytes;
use domain::Dialect::{self, Anthropic, Gemini, OpenaiChat, OpenaiResponses};
use journeys::{Instance, Scene};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use upstream::{Script, Upstream};

/// What the client gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gets {
    /// These very bytes; the row knows so many output tokens.
    Them(u64),
    /// These very bytes; the upstream didn't count.
    ThemUncounted,
    /// The second provider's answer.
    Another,
}

/// A case: what the first provider answers in pieces, and what becomes of it.
struct Case {
    number: u8,
    what: &'static str,
    scene: Scene,
    content_type: &'static str,
    pieces: Vec<Vec<u8>>,
    gets: Gets,
}

const START: &str = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n";
const BLOCK: &str = "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
const DELTA: &str = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"你好, 世界 🌍\"}}\n\n";
const USAGE: &str = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":42}}\n\n";
const STOP: &str = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
const ERROR: &str = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

fn message() -> String {
    [START, BLOCK, DELTA, USAGE, STOP].concat()
}

fn stream(number: u8, what: &'static str, dialect: Dialect, pieces: &[&str], gets: Gets) -> Case {
    let pieces = pieces.iter().map(|piece| piece.as_bytes().to_vec()).collect();
    Case {
        number,
        what,
        scene: Scene { dialect, stream: true },
        content_type: "text/event-stream",
        pieces,
        gets,
    }
}

fn bytes(number: u8, what: &'static str, pieces: Vec<Vec<u8>>, gets: Gets) -> Case {
    Case { pieces, ..stream(number, what, Anthropic, &[], gets) }
}

fn whole(number: u8, what: &'static str, dialect: Dialect, body: &str, gets: Gets) -> Case {
    let scene = Scene { dialect, stream: false };
    Case { scene, content_type: "application/json", ..stream(number, what, dialect, &[body], gets) }
}

fn chat(delta: &str, finish: &str) -> String {
    format!(
        "data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{finish}}}]}}\n\n"
    )
}

fn response(kind: &str, more: &str) -> String {
    format!("event: {kind}\ndata: {{\"type\":\"{kind}\"{more}}}\n\n")
}

fn gemini(parts: &str, finish: &str) -> String {
    format!(
        "data: {{\"candidates\":[{{\"content\":{{\"role\":\"model\",\"parts\":[{parts}]}}{finish}}}],\"usageMetadata\":{{\"promptTokenCount\":7,\"candidatesTokenCount\":42}}}}\n\n"
    )
}

/// Streaming and framing.
fn framing() -> Vec<Case> {
    use Gets::{Them, ThemUncounted};
    let all = message();
    let byte_by_byte = all.bytes().map(|byte| vec![byte]).collect();
    let middle = all.find('世').unwrap() + 1;
    let (before, after) = all.as_bytes().split_at(middle);
    let crlf = all.replace('\n', "\r\n");
    let halves = crlf.as_bytes().split_inclusive(|byte| *byte == b'\r').map(<[u8]>::to_vec).collect();
    let pretty = DELTA.replace("\"index\"", "\ndata: \"index\"");
    let huge = DELTA.replace("你好", &"x".repeat(2 << 20));
    let mut dirty = [b"\xef\xbb\xbf", START.as_bytes(), BLOCK.as_bytes()].concat();
    dirty.extend(b": \x00\xff\xfe\n\n");
    dirty.extend([DELTA, USAGE, STOP].concat().bytes());
    let plain = r#"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","usage":{"input_tokens":7,"output_tokens":42}}"#;
    vec![
        bytes(1, "split in a character", vec![before.to_vec(), after.to_vec()], Them(42)),
        bytes(2, "split at each byte", byte_by_byte, Them(42)),
        bytes(3, "CR and LF in two chunks", halves, Them(42)),
        stream(3, "CR alone", Anthropic, &[&all.replace('\n', "\r")], Them(42)),
        stream(
            3,
            "mixed line ends",
            Anthropic,
            &[START, BLOCK, &crlf[crlf.find("event: content_block_delta").unwrap()..]],
            Them(42),
        ),
        stream(
            4,
            "comments, ids, retries, an event without data",
            Anthropic,
            &[
                ": ping\n\nid: 1\nretry: 5\n",
                START,
                "event: message_stop\n\n",
                BLOCK,
                ": ping\n\n",
                DELTA,
                USAGE,
                STOP,
            ],
            Them(42),
        ),
        stream(5, "data in several lines", Anthropic, &[START, BLOCK, &pretty, USAGE, STOP], Them(42)),
        stream(6, "no space behind the colon", Anthropic, &[&all.replace("data: ", "data:")], Them(42)),
        stream(7, "no blank line at the end", Anthropic, &[all.trim_end()], Them(42)),
        stream(8, "a whole answer to who asked for a stream", Anthropic, &[plain], Them(42)),
        stream(9, "one huge event", Anthropic, &[START, BLOCK, &huge, USAGE, STOP], Them(42)),
        bytes(10, "a byte order mark, NUL, and bytes that are no text", vec![dirty], Them(42)),
        stream(13, "usage in the first event and in the last", Anthropic, &[&all], Them(42)),
        stream(
            12,
            "an event of the future",
            Anthropic,
            &[START, "event: aurora\ndata: {\"type\":\"aurora\"}\n\n", BLOCK, DELTA, USAGE, STOP],
            Them(42),
        ),
        stream(
            26,
            "a chat without usage",
            OpenaiChat,
            &[&chat("{\"content\":\"hi\"}", "null"), &chat("{}", "\"stop\""), "data: [DONE]\n\n"],
            ThemUncounted,
        ),
    ]
}

/// The gate. What a model refuses to answer is its answer: another provider's would be no better founded.
fn gate() -> Vec<Case> {
    use Gets::{Another, Them, ThemUncounted};
    let tool = "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}\n\n";
    let part = |json: &str| {
        format!(
            "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":\"{json}\"}}}}\n\n"
        )
    };
    let delta = |delta: &str| {
        format!(
            "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{delta}}}\n\n"
        )
    };
    let created =
        response("response.created", ",\"response\":{\"id\":\"r\",\"status\":\"in_progress\",\"output\":[]}");
    let done = "data: [DONE]\n\n";
    vec![
        stream(21, "an error before content", Anthropic, &[START, BLOCK, ERROR], Another),
        stream(
            21,
            "an error and content behind it in one chunk",
            Anthropic,
            &[&[START, ERROR, BLOCK, DELTA].concat()],
            Another,
        ),
        stream(22, "the end first", Anthropic, &[START, STOP], Another),
        stream(22, "[DONE] first", OpenaiChat, &[done], Another),
        stream(
            22,
            "completed without content",
            OpenaiResponses,
            &[
                &created,
                &response(
                    "response.completed",
                    ",\"response\":{\"id\":\"r\",\"status\":\"completed\",\"output\":[]}",
                ),
            ],
            Another,
        ),
        stream(
            23,
            "an event that is no JSON",
            Anthropic,
            &[START, "event: content_block_delta\ndata: {\"type\":\n\n"],
            Another,
        ),
        stream(24, "a tool's name, then an error", Anthropic, &[START, tool, ERROR], Another),
        stream(
            24,
            "an empty piece of arguments, then an error",
            Anthropic,
            &[START, tool, &part(""), ERROR],
            Another,
        ),
        stream(24, "a tool's arguments", Anthropic, &[START, tool, &part("{}"), USAGE, STOP], Them(42)),
        stream(
            25,
            "thinking",
            Anthropic,
            &[START, BLOCK, &delta("{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}"), USAGE, STOP],
            Them(42),
        ),
        stream(
            25,
            "a signature",
            Anthropic,
            &[START, BLOCK, &delta("{\"type\":\"signature_delta\",\"signature\":\"s\"}"), USAGE, STOP],
            Them(42),
        ),
        stream(
            25,
            "reasoning",
            OpenaiChat,
            &[&chat("{\"reasoning_content\":\"hm\"}", "null"), &chat("{}", "\"stop\""), done],
            ThemUncounted,
        ),
        stream(
            25,
            "a refusal",
            OpenaiChat,
            &[&chat("{\"refusal\":\"no\"}", "null"), &chat("{}", "\"stop\""), done],
            ThemUncounted,
        ),
        stream(
            26,
            "a role, then an error",
            OpenaiChat,
            &[
                &chat("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
                "data: {\"error\":{\"message\":\"boom\"}}\n\n",
            ],
            Another,
        ),
        stream(
            27,
            "blocked for safety",
            Gemini,
            &["data: {\"candidates\":[{\"finishReason\":\"SAFETY\"}]}\n\n"],
            ThemUncounted,
        ),
        stream(
            27,
            "a prompt that is blocked",
            Gemini,
            &["data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n"],
            ThemUncounted,
        ),
        stream(
            27,
            "at the limit of tokens",
            Gemini,
            &[&gemini("{\"text\":\"hi\"}", ""), &gemini("", ",\"finishReason\":\"MAX_TOKENS\"")],
            Them(42),
        ),
        whole(28, "an error that says 200", OpenaiChat, r#"{"error":{"message":"quota"}}"#, Another),
        whole(
            28,
            "no error",
            OpenaiChat,
            r#"{"id":"c","object":"chat.completion","error":null,"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":42}}"#,
            Them(42),
        ),
        stream(
            29,
            "failed without an error",
            OpenaiResponses,
            &[&created, &response("response.failed", ",\"response\":{\"id\":\"r\",\"status\":\"failed\"}")],
            Another,
        ),
        stream(
            29,
            "only the event's name says failed",
            OpenaiResponses,
            &[&created, "event: response.failed\ndata: {}\n\n"],
            Another,
        ),
        whole(
            30,
            "the word in a text",
            Anthropic,
            r#"{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"error: rate limit exceeded"}],"stop_reason":"end_turn","usage":{"input_tokens":7,"output_tokens":42}}"#,
            Them(42),
        ),
        whole(
            31,
            "a rate limit that says 200",
            Anthropic,
            r#"{"type":"error","error":{"type":"rate_limit_error","message":"Too many requests"}}"#,
            Another,
        ),
    ]
}

async fn try_out(case: Case) {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    let sent = Bytes::from(case.pieces.concat());
    first.answer(script(&case));
    second.answer(Upstream::script().reply("from the second"));
    let app = Instance::start().await;
    for (name, upstream, priority) in [("first", &first, 1), ("second", &second, 2)] {
        // What the client didn't ask for is not added, so that its bytes are the provider's.
        let more = json!({ "priority": priority, "include_usage": false });
        app.add_provider(name, case.scene.dialect, &upstream.base_url(), more).await;
    }
    let answer = app.send(case.scene.ask("model-a")).await;
    let context = format!("case {}, {}: {}", case.number, case.what, answer.text());
    assert_eq!((answer.status.as_u16(), answer.broke_off), (200, false), "{context}");
    let row = &app.ended_rows(1).await[0];
    assert_eq!(row["state"], "done", "{context} {row}");
    let output = &row["usage"]["output_tokens"];
    match case.gets {
        Gets::Another => {
            assert!(answer.text().contains("from the second"), "{context}");
            assert_eq!(row["provider_name"], "second", "{context}");
        }
        Gets::Them(tokens) => {
            assert_eq!((&answer.body, output), (&sent, &json!(tokens)), "{context} {row}");
        }
        Gets::ThemUncounted => {
            assert_eq!((&answer.body, &row["usage"]["estimated"]), (&sent, &Value::Bool(true)), "{context}");
        }
    }
}

fn script(case: &Case) -> Script {
    match case.content_type {
        "application/json" => Upstream::script().status(200, &[], case.pieces.concat()),
        kind => Upstream::script().chunks(case.pieces.clone()).content_type(kind),
    }
}

/// A few at a time: each is an instance.
async fn try_all(mut cases: Vec<Case>) {
    while !cases.is_empty() {
        let some = cases.split_off(cases.len().saturating_sub(4));
        let mut trying = JoinSet::new();
        for case in some {
            trying.spawn(try_out(case));
        }
        trying.join_all().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_with_a_quirk_passes_byte_for_byte_and_is_understood() {
    try_all(framing()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_none_is_never_seen_and_what_looks_like_none_passes() {
    try_all(gate()).await;
}

/// Case 20: compressed though nobody asked. Who can't read it gets it unpacked.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_compressed_unasked_arrives_unpacked() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().reply("compressed").gzip());
    let app = Instance::in_front_of(&upstream).await;
    let answer = app.send(Scene { dialect: Anthropic, stream: true }.ask("m")).await;
    assert_eq!(answer.header("content-encoding"), "");
    let text = answer.text();
    assert!(text.contains("compressed") && text.contains("message_stop"), "{text}");
    let row = &app.ended_rows(1).await[0];
    assert_eq!((&row["state"], &row["usage"]["estimated"]), (&json!("done"), &json!(false)), "{row}");
}

/// Case 32: an upstream's own 499 is not the client's.
#[tokio::test(flavor = "multi_thread")]
async fn an_upstreams_499_is_its_failure() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    first.answer(Upstream::script().status(499, &[], "client closed request"));
    let app = Instance::start().await;
    for (name, upstream, priority) in [("first", &first, 1), ("second", &second, 2)] {
        app.add_provider(name, Anthropic, &upstream.base_url(), json!({ "priority": priority })).await;
    }
    assert_eq!(app.send(Scene { dialect: Anthropic, stream: false }.ask("m")).await.status, 200);
    assert_eq!(app.ended_rows(1).await[0]["provider_name"], "second");
}

/// Case 33: whoever leaves behind the end has had it all; whoever leaves before has not.
#[tokio::test(flavor = "multi_thread")]
async fn leaving_behind_the_end_is_no_leaving() {
    let upstream = Upstream::start().await;
    // The connection stays open behind the last event.
    let events: Vec<&str> = [START, BLOCK, DELTA, USAGE, STOP].to_vec();
    upstream.answer(Upstream::script().chunks(events).stall_after(5));
    let app = Instance::in_front_of(&upstream).await;
    for (number, (enough, state)) in
        [("message_stop", "done"), ("content_block_delta", "cancelled")].into_iter().enumerate()
    {
        if state == "cancelled" {
            upstream.answer(Upstream::script().chunks([START, BLOCK, DELTA]).stall_after(3));
        }
        let ask = Scene { dialect: Anthropic, stream: true }.ask("m").key(&app.key);
        let mut answer = ask.stream(app.url()).await;
        let mut text = String::new();
        while !text.contains(enough) {
            text.push_str(&String::from_utf8_lossy(&answer.piece().await.unwrap().unwrap()));
        }
        drop(answer);
        let rows = app.ended_rows(number + 1).await;
        assert_eq!(rows[0]["state"], state, "{}", rows[0]);
        assert_eq!(rows[0]["usage"]["input_tokens"], 7, "{}", rows[0]);
    }
}
