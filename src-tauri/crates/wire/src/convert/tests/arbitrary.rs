//! Whatever comes, nothing panics: shapes of every dialect with anything in them.

use super::{asking, context, fixtures};
use crate::convert::{ResponseConverter, count_tokens, request, response};
use domain::Dialect;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Names that readers look for, so that arbitrary objects are of interest to them.
const NAMES: [&str; 40] = [
    "type",
    "role",
    "content",
    "text",
    "messages",
    "input",
    "contents",
    "parts",
    "tools",
    "name",
    "id",
    "call_id",
    "tool_calls",
    "function",
    "arguments",
    "functionCall",
    "functionResponse",
    "args",
    "response",
    "output",
    "source",
    "data",
    "image_url",
    "url",
    "thinking",
    "signature",
    "choices",
    "delta",
    "index",
    "finish_reason",
    "usage",
    "candidates",
    "item",
    "output_index",
    "content_block",
    "summary",
    "tool_use_id",
    "inlineData",
    "system",
    "error",
];
const WORDS: [&str; 24] = [
    "user",
    "assistant",
    "system",
    "tool",
    "model",
    "text",
    "image",
    "tool_use",
    "tool_result",
    "thinking",
    "message",
    "function_call",
    "function_call_output",
    "reasoning",
    "function",
    "content_block_delta",
    "message_start",
    "response.completed",
    "response.output_item.done",
    "stop",
    "STOP",
    "",
    "{}",
    "gw1.a.e30",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        proptest::sample::select(&WORDS[..]).prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((proptest::sample::select(&NAMES[..]), inner), 0..6).prop_map(|members| {
                Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_request_panics(inside in value(), outside in value()) {
        for from in Dialect::ALL {
            let mut body = asking(from);
            let name = match from {
                Dialect::Anthropic | Dialect::OpenaiChat => "messages",
                Dialect::OpenaiResponses => "input",
                Dialect::Gemini => "contents",
            };
            body[name] = json!([inside, { "role": "user", "content": inside, "parts": inside }, inside]);
            body["tools"] = inside.clone();
            for body in [&body, &outside] {
                let bytes = body.to_string();
                count_tokens(from, bytes.as_bytes(), "claude");
                for to in Dialect::ALL {
                    let _ = request(from, to, bytes.as_bytes(), &context(to));
                }
            }
        }
    }

    #[test]
    fn no_answer_panics(events in prop::collection::vec(value(), 0..6), cut in any::<prop::sample::Index>()) {
        let stream: String = events.iter().map(|event| format!("data: {event}\n\n")).collect();
        for upstream in Dialect::ALL {
            for client in Dialect::ALL {
                let memory = super::streams::memory(client, upstream);
                let _ = response(&memory, json!(events).to_string().as_bytes());
                for event in &events {
                    let _ = response(&memory, event.to_string().as_bytes());
                }
                let mut converter = ResponseConverter::new(memory);
                let mut out = Vec::new();
                let at = cut.index(stream.len() + 1);
                converter.feed(&stream.as_bytes()[..at], &mut out);
                converter.feed(&stream.as_bytes()[at..], &mut out);
                converter.finish(&mut out);
                prop_assert!(converter.is_over());
            }
        }
    }

    /// A recorded stream that breaks anywhere, with anything in its place, still ends as the client expects.
    #[test]
    fn broken_streams_end(at in any::<prop::sample::Index>(), junk in "\\PC{0,12}") {
        for upstream in Dialect::ALL {
            let path = fixtures("convert/streams").join(upstream.as_str()).join("tools.sse");
            let bytes = std::fs::read(path).unwrap();
            let at = at.index(bytes.len());
            let broken = [&bytes[..at], junk.as_bytes(), &bytes[(at + 7).min(bytes.len())..]].concat();
            for client in Dialect::ALL {
                let memory = super::streams::memory(client, upstream);
                let written = super::streams::stream(&memory, [broken.as_slice()]);
                prop_assert!(super::check_stream::check(client, &written).is_ok() || written.contains("tool"), "{}", written);
            }
        }
    }
}
