//! Every recorded stream to every client: strict, whole however it was split, and the same as the whole answer.

use super::check_stream::{Outcome, check};
use super::{asking, convert, fixtures};
use crate::convert::{Memory, ResponseConverter, response};
use domain::Dialect;
use serde_json::Value;

/// The stream fixtures of a dialect: name and bytes.
pub(super) fn streams(upstream: Dialect) -> Vec<(String, Vec<u8>)> {
    let folder = fixtures("convert/streams").join(upstream.as_str());
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap())
        })
        .collect();
    all.sort();
    assert!(all.len() > 8, "{upstream}");
    all
}

/// One of them.
pub(super) fn fixture(upstream: Dialect, name: &str) -> Vec<u8> {
    std::fs::read(fixtures("convert/streams").join(upstream.as_str()).join(name).with_extension("sse"))
        .unwrap()
}

pub(super) fn memory(client: Dialect, upstream: Dialect) -> Memory {
    convert(client, upstream, &asking(client)).1.memory
}

pub(super) fn stream<'a>(memory: &Memory, chunks: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut converter = ResponseConverter::new(memory.clone());
    let mut out = Vec::new();
    for chunk in chunks {
        converter.feed(chunk, &mut out);
    }
    converter.finish(&mut out);
    assert!(converter.is_over());
    String::from_utf8(out).unwrap()
}

fn pairs() -> impl Iterator<Item = (Dialect, Dialect)> {
    Dialect::ALL.into_iter().flat_map(|upstream| Dialect::ALL.map(|client| (upstream, client)))
}

#[test]
fn every_stream_is_strict_for_every_client() {
    for (upstream, client) in pairs() {
        let memory = memory(client, upstream);
        for (name, bytes) in streams(upstream) {
            let written = stream(&memory, [bytes.as_slice()]);
            let outcome = check(client, &written)
                .unwrap_or_else(|fault| panic!("{upstream}/{name} to {client}: {fault}\n{written}"));
            let fails = matches!(name.as_str(), "error" | "cut" | "malformed");
            assert_eq!(outcome == Outcome::Failed, fails, "{upstream}/{name} to {client}\n{written}");
        }
    }
}

/// How a stream is split is the reader's concern: one client is enough to split it everywhere.
fn another(upstream: Dialect) -> Dialect {
    if upstream == Dialect::Anthropic { Dialect::OpenaiChat } else { Dialect::Anthropic }
}

#[test]
fn every_split_gives_the_same_stream() {
    for (upstream, client) in pairs() {
        let memory = memory(client, upstream);
        for (name, bytes) in streams(upstream) {
            let whole = stream(&memory, [bytes.as_slice()]);
            assert_eq!(stream(&memory, bytes.chunks(1)), whole, "{upstream}/{name} to {client}");
            for at in (0..bytes.len()).step_by(
                if matches!(name.as_str(), "tools" | "odd") && client == another(upstream) { 1 } else { 43 },
            ) {
                let halves = [&bytes[..at], &bytes[at..]];
                assert_eq!(stream(&memory, halves), whole, "{upstream}/{name} to {client} at {at}");
            }
        }
    }
}

/// A stream that was converted and read again says what the whole answer says.
#[test]
fn the_stream_says_what_the_whole_answer_says() {
    for (upstream, client) in pairs() {
        let memory = memory(client, upstream);
        let own = super::streams::memory(client, client);
        for (name, bytes) in streams(upstream) {
            let whole = response(&memory, &bytes);
            let again = response(&own, stream(&memory, [bytes.as_slice()]).as_bytes());
            let place = format!("{upstream}/{name} to {client}");
            match (whole, again) {
                (Ok(whole), Ok(again)) => {
                    let [whole, again] = [whole, again].map(|answer| meaning(&answer.body));
                    assert_eq!(whole, again, "{place}");
                }
                (Err(_), Err(_)) => {}

                (whole, again) => panic!("{place}: {whole:?} {again:?}"),
            }
        }
    }
}

/// A body without what is wrapped once more on its second way.
fn meaning(body: &[u8]) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(object) => {
                for name in
                    ["signature", "encrypted_content", "thoughtSignature", "data", "created", "annotations"]
                {
                    object.remove(name);
                }
                object.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut value = serde_json::from_slice(body).unwrap();
    strip(&mut value);
    value
}

#[test]
fn each_delta_is_forwarded_at_once() {
    for (upstream, client) in pairs() {
        let memory = memory(client, upstream);
        let bytes = fixture(upstream, "text");
        let mut converter = ResponseConverter::new(memory);
        let mut seen = 0;
        let mut out = Vec::new();
        for piece in ["Grüße, ", "世界", "🎉"] {
            let text = String::from_utf8_lossy(&bytes);
            let end = text.find(piece).unwrap();
            let end = end + text[end..].find("\n\n").unwrap() + 2;
            converter.feed(&bytes[seen..end], &mut out);
            seen = end;
            assert!(String::from_utf8_lossy(&out).contains(piece), "{upstream} to {client}: {piece}");
        }
    }
}

#[test]
fn what_all_say_is_the_same_for_each_client() {
    for client in Dialect::ALL {
        for name in ["text", "tools", "max_tokens"] {
            let bodies: Vec<String> = Dialect::ALL
                .iter()
                .map(|upstream| {
                    let bytes = fixture(*upstream, name);
                    let body = response(&memory(client, *upstream), &bytes).unwrap().body;
                    let mut value = meaning(&body);
                    without_ids_and_empty_thoughts(&mut value);
                    // Gemini counts no writes to a cache.
                    value
                        .to_string()
                        .replace("\"cache_creation_input_tokens\":100", "\"cache_creation_input_tokens\":0")
                        .replace("\"input_tokens\":300", "\"input_tokens\":400")
                        .replace("\"cache_write_tokens\":100", "\"cache_write_tokens\":0")
                        .replace("{\\\"city\\\": ", "{\\\"city\\\":")
                        .replace(", \\\"n\\\": ", ",\\\"n\\\":")
                })
                .collect();
            for (other, upstream) in bodies.iter().zip(Dialect::ALL) {
                assert_eq!(other, &bodies[0], "{name} from {upstream} to {client}");
            }
        }
    }
}

/// Ids are each upstream's own, and Gemini's state has thoughts of its own.
fn without_ids_and_empty_thoughts(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for name in ["id", "call_id", "responseId"] {
                object.remove(name);
            }
            object.values_mut().for_each(without_ids_and_empty_thoughts);
        }
        Value::Array(list) => {
            list.retain(|item| {
                item["thinking"] != ""
                    && (item["type"] != "reasoning" || item["summary"] != Value::Array(Vec::new()))
            });
            list.iter_mut().for_each(without_ids_and_empty_thoughts);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
