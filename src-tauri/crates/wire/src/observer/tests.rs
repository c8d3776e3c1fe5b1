//! Streams written by hand after each vendor's public description, and what must be read out of them.

use super::*;
use proptest::prelude::*;

const ANTHROPIC: &str = include_str!("../../fixtures/streams/anthropic.sse");
const OPENAI_CHAT: &str = include_str!("../../fixtures/streams/openai_chat.sse");
const OPENAI_RESPONSES: &str = include_str!("../../fixtures/streams/openai_responses.sse");
const GEMINI: &str = include_str!("../../fixtures/streams/gemini.sse");

const STREAMS: [(Dialect, &str); 4] = [
    (Dialect::Anthropic, ANTHROPIC),
    (Dialect::OpenaiChat, OPENAI_CHAT),
    (Dialect::OpenaiResponses, OPENAI_RESPONSES),
    (Dialect::Gemini, GEMINI),
];

fn observe_chunks<'a>(dialect: Dialect, chunks: impl IntoIterator<Item = &'a [u8]>) -> Observed {
    let mut observer = UsageObserver::new(dialect, true);
    chunks.into_iter().for_each(|chunk| observer.feed(chunk));
    observer.finish(400)
}

fn observe(dialect: Dialect, answer: &str) -> Observed {
    observe_chunks(dialect, [answer.as_bytes()])
}

fn tokens(count: u64) -> Option<TokenCount> {
    Some(TokenCount(count))
}

#[test]
fn each_dialects_stream_tells_every_class() {
    let seen = STREAMS.map(|(dialect, stream)| observe(dialect, stream));
    for (observed, model) in seen.iter().zip(["claude-test-1", "gpt-test-1", "gpt-test-2", "gemini-test-1"]) {
        assert!(observed.ended && observed.error.is_none() && !observed.usage.estimated, "{observed:?}");
        assert_eq!(observed.model.as_deref(), Some(model));
        assert_eq!(observed.usage.output_tokens, tokens(50));
        assert_eq!(observed.usage.cache_read_tokens, tokens(600));
        assert_eq!(observed.usage.reasoning_tokens, tokens(20));
    }
    let [anthropic, chat, responses, gemini] = seen;
    assert_eq!(anthropic.usage.input_tokens, tokens(300));
    assert_eq!(anthropic.usage.cache_write_5m_tokens, tokens(60));
    assert_eq!(anthropic.usage.cache_write_1h_tokens, tokens(40));
    assert_eq!(anthropic.usage.web_searches, Some(2));
    assert_eq!(anthropic.stop_reason.as_deref(), Some("end_turn"));
    assert_eq!(chat.usage.input_tokens, tokens(400));
    assert_eq!(chat.stop_reason.as_deref(), Some("stop"));
    assert_eq!(responses.usage.input_tokens, tokens(400));
    assert_eq!(responses.usage.web_searches, Some(1));
    assert_eq!(responses.stop_reason.as_deref(), Some("completed"));
    assert_eq!(gemini.usage.input_tokens, tokens(400));
    assert_eq!(gemini.stop_reason.as_deref(), Some("STOP"));
}

#[test]
fn framing_makes_no_difference() {
    for (dialect, stream) in STREAMS {
        let plain = observe(dialect, stream);
        assert!(!stream.contains('\r'));
        for other in [
            stream.replace('\n', "\r\n"),
            stream.replace('\n', "\r"),
            stream.replace("\n\n", "\n\n: comment\n\n"),
            format!("\u{feff}{stream}"),
            stream.replace("data: {", "data:\ndata: {\ndata: "),
            stream.trim_end().to_owned(),
        ] {
            assert_eq!(observe(dialect, &other), plain, "{other}");
        }
    }
}

#[test]
fn every_place_to_cut_gives_the_same_and_one_byte_at_a_time_too() {
    for (dialect, stream) in STREAMS {
        for stream in [stream.to_owned(), stream.replace('\n', "\r\n")] {
            let (bytes, whole) = (stream.as_bytes(), observe(dialect, &stream));
            assert_eq!(observe_chunks(dialect, bytes.chunks(1)), whole);
            for cut in 0..bytes.len() {
                assert_eq!(observe_chunks(dialect, [&bytes[..cut], &bytes[cut..]]), whole, "{dialect} {cut}");
            }
        }
    }
}

#[test]
fn a_stream_that_stops_early_has_not_ended_and_is_estimated() {
    for (dialect, stream) in STREAMS.into_iter().filter(|(dialect, _)| *dialect != Dialect::Gemini) {
        let cut = &stream[..stream.len() / 2];
        let observed = observe(dialect, cut);
        assert!(!observed.ended && observed.usage.estimated, "{dialect}");
        assert!(observed.usage.output_tokens.unwrap().0 > 1);
    }
    // What Anthropic said at the beginning stays known.
    assert_eq!(
        observe(Dialect::Anthropic, &ANTHROPIC[..ANTHROPIC.len() / 2]).usage.input_tokens,
        tokens(300)
    );
    assert_eq!(observe(Dialect::OpenaiChat, "data: {}\n\n").usage.input_tokens, tokens(100));
}

#[test]
fn errors_inside_a_stream_are_seen() {
    for (dialect, stream, kind, message) in [
        (
            Dialect::Anthropic,
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"full\"}}\n\n",
            Some("overloaded_error"),
            "full",
        ),
        (
            Dialect::OpenaiChat,
            "data: {\"choices\":[]}\n\ndata: {\"error\": {\"message\":\"m\",\"type\":\"server_error\"}}\n\n",
            Some("server_error"),
            "m",
        ),
        (
            Dialect::OpenaiResponses,
            "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"c\",\"message\":\"m\"}}}\n\n",
            Some("c"),
            "m",
        ),
        (
            Dialect::OpenaiResponses,
            "data: {\"type\":\"error\",\"code\":\"c\",\"message\":\"m\"}\n\n",
            Some("error"),
            "m",
        ),
        (
            Dialect::Gemini,
            "data: {\"candidates\":[]}\n\ndata: [{\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"UNAVAILABLE\"}}]\n\n",
            Some("UNAVAILABLE"),
            "m",
        ),
    ] {
        let error = observe(dialect, stream).error.unwrap();
        assert_eq!((error.kind.as_deref(), error.message.as_str()), (kind, message), "{stream}");
    }
    assert_eq!(observe(Dialect::OpenaiChat, "data: {\"error\":null}\n\n").error, None);
}

#[test]
fn our_own_error_events_are_seen_as_errors() {
    let error = crate::ErrorBody {
        status: 502,
        code: "upstream_failed",
        message: "上游失败 (it \"failed\")",
        param: None,
        request_id: "id1",
        retry_after_s: None,
    };
    for dialect in Dialect::ALL {
        let event = crate::error_event(dialect, &error);
        let observed = observe_chunks(dialect, [event.as_slice()]);
        assert_eq!(observed.error.unwrap().message, error.message, "{dialect}");
    }
    let array = [&b"[{\"candidates\":[]}"[..], &gemini::array_error_tail(&error, false)].concat();
    assert_eq!(observe_chunks(Dialect::Gemini, [array.as_slice()]).error.unwrap().message, error.message);
}

#[test]
fn words_inside_the_text_mislead_nobody() {
    let text =
        r#"say \"usage\": {\"input_tokens\": 9}, message_stop, [DONE], \"error\": 1, response.completed"#;
    for (dialect, event) in [
        (
            Dialect::Anthropic,
            format!(r#"{{"type":"content_block_delta","delta":{{"type":"text_delta","text":"{text}"}}}}"#),
        ),
        (Dialect::OpenaiChat, format!(r#"{{"choices":[{{"delta":{{"content":"{text}"}}}}]}}"#)),
        (Dialect::OpenaiResponses, format!(r#"{{"type":"response.output_text.delta","delta":"{text}"}}"#)),
        (Dialect::Gemini, format!(r#"{{"candidates":[{{"content":{{"parts":[{{"text":"{text}"}}]}}}}]}}"#)),
    ] {
        let observed = observe(dialect, &format!("data: {event}\n\ndata: {event}\n\n"));
        assert!(!observed.ended && observed.error.is_none() && observed.usage.estimated, "{dialect}");
    }
}

#[test]
fn odd_numbers_are_unknown_or_clamped_and_missing_ones_estimated() {
    let stream = "data: {\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":1e99}}\n\n";
    let usage = observe(Dialect::OpenaiChat, stream).usage;
    assert_eq!((usage.input_tokens, usage.output_tokens), (None, tokens(1_000_000_000)));
    let usage = observe(Dialect::OpenaiChat, "data: {\"usage\":\"none\"}\n\ndata: [DONE]\n\n").usage;
    assert!(usage.estimated);
}

#[test]
fn a_later_usage_wins_and_null_does_not() {
    let stream = "data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n\
        data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":7}}\n\ndata: {\"usage\":null}\n\ndata: [DONE]\n\n";
    assert_eq!(observe(Dialect::OpenaiChat, stream).usage.output_tokens, tokens(7));
}

#[test]
fn a_huge_event_is_skipped_in_bounded_memory_and_the_next_is_read() {
    let huge = format!(
        "data: {{\"x\":\"{}\"}}\n\ndata: {{\"usage\":{{\"completion_tokens\":3}}}}\n\n",
        "x".repeat(3 << 20)
    );
    for size in [huge.len(), 65_536, 1000] {
        let observed = observe_chunks(Dialect::OpenaiChat, huge.as_bytes().chunks(size));
        assert_eq!((observed.usage.output_tokens, observed.events), (tokens(3), 2));
    }
}

#[test]
fn an_overlong_last_event_of_responses_still_is_the_end() {
    let text = "x".repeat(2 << 20);
    for stream in [
        format!("event: response.completed\ndata: {{\"response\":{{\"x\":\"{text}\"}}}}\n\n"),
        format!("data: {{\"type\":\"response.completed\",\"response\":{{\"x\":\"{text}\"}}}}\n\n"),
    ] {
        assert!(observe(Dialect::OpenaiResponses, &stream).ended);
    }
}

#[test]
fn the_id_of_a_response_is_known_as_soon_as_it_has_been_said() {
    let created = |filler: &str| {
        format!(
            "event: response.created\ndata: {{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{{\"id\":\"resp_1\",\"object\":\"response\",\"instructions\":\"{filler}\"}}}}\n\n"
        )
    };
    for filler in ["", &"x".repeat(2 << 20)] {
        let mut observer = UsageObserver::new(Dialect::OpenaiResponses, true);
        assert_eq!(observer.response_id(), None);
        observer.feed(created(filler).as_bytes());
        assert_eq!(observer.response_id(), Some("resp_1"), "{}", filler.len());
    }
    let whole =
        observe(Dialect::OpenaiResponses, r#"{"id":"resp_2","object":"response","output":[{"id":"msg_1"}]}"#);
    assert_eq!(whole.response_id.as_deref(), Some("resp_2"));
    assert_eq!(observe(Dialect::OpenaiChat, r#"{"id":"chatcmpl-1","choices":[]}"#).response_id, None);
}

#[test]
fn a_plain_body_is_read_whole_and_a_huge_one_by_its_tail() {
    let body = |filler: &str| {
        format!(
            "{{\"id\":\"x\",\"type\":\"message\",\"model\":\"m\",\"content\":[{{\"text\":\"{filler}\"}}],\
             \"stop_reason\":\"end_turn\",\"usage\":{{\"input_tokens\":5,\"output_tokens\":6}}}}"
        )
    };
    for filler in ["short", "x".repeat(20 << 20).as_str()] {
        let body = body(filler);
        let mut observer = UsageObserver::new(Dialect::Anthropic, false);
        body.as_bytes().chunks(100_000).for_each(|chunk| observer.feed(chunk));
        let observed = observer.finish(0);
        assert!(observed.ended);
        assert_eq!((observed.usage.input_tokens, observed.usage.output_tokens), (tokens(5), tokens(6)));
    }
    let cut = &body("short")[..60];
    let mut observer = UsageObserver::new(Dialect::Anthropic, false);
    observer.feed(cut.as_bytes());
    let observed = observer.finish(40);
    assert!(!observed.ended);
    assert_eq!((observed.usage.input_tokens, observed.usage.output_tokens), (tokens(10), tokens(15)));
}

#[test]
fn a_gemini_array_is_a_stream() {
    let events: Vec<_> = GEMINI.split("\n\n").filter_map(|event| event.strip_prefix("data: ")).collect();
    let array = format!("[{}\r\n]", events.join(",\r\n"));
    let (sse, observed) = (observe(Dialect::Gemini, GEMINI), observe(Dialect::Gemini, &array));
    assert_eq!(observed, sse);
    let cut = observe(Dialect::Gemini, &array[..array.len() - 2]);
    assert!(!cut.ended);
    assert_eq!(cut.usage, sse.usage);
}

#[test]
fn inside_and_between_events_are_told_apart() {
    let mut observer = UsageObserver::new(Dialect::Anthropic, true);
    assert!(!observer.is_inside_event());
    for (chunk, inside) in
        [("data: {", true), ("}\n", true), ("\n", false), ("data: x\r\n\r\n", false), (":", true)]
    {
        observer.feed(chunk.as_bytes());
        assert_eq!(observer.is_inside_event(), inside, "{chunk:?}");
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..600), size in 1_usize..50) {
        for dialect in Dialect::ALL {
            observe_chunks(dialect, bytes.chunks(size));
        }
    }

    #[test]
    fn a_damaged_stream_does_no_harm(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for (dialect, stream) in STREAMS {
            let mut bytes = stream.as_bytes().to_vec();
            let at = place.index(bytes.len());
            bytes[at] = byte;
            let whole = observe_chunks(dialect, [bytes.as_slice()]);
            prop_assert_eq!(observe_chunks(dialect, bytes.chunks(7)), whole);
        }
    }
}
