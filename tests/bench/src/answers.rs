//! What the bench upstream answers, byte for byte, and how long that is. No sockets.

use crate::stamp::stamp;

/// Events of a stream, those around the text included.
pub(crate) const EVENTS: usize = 50;

/// How large the answer to a plain request is.
const SMALL: usize = 1024;

/// The head of a streamed answer.
pub(crate) const STREAM_HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\
    cache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n";

/// The last chunk.
pub(crate) const STREAM_END: &str = "0\r\n\r\n";

/// A message of 1 KiB.
pub(crate) fn message() -> String {
    let (before, after) = (
        r#"{"id":"msg_bench","type":"message","role":"assistant","model":"bench","content":[{"type":"text","text":""#,
        r#""}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":250,"output_tokens":180}}"#,
    );
    let text = "all work and no play ".repeat(SMALL / 20);
    let room = SMALL.saturating_sub(before.len() + after.len());
    format!("{before}{}{after}", text.get(..room).unwrap_or_default())
}

/// The same with its head.
pub(crate) fn plain() -> String {
    let body = message();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// All events in one piece, each a chunk of its own.
pub(crate) fn burst() -> String {
    let chunks: String = (0..EVENTS).map(|number| chunk(&event(number))).collect();
    format!("{STREAM_HEAD}{chunks}{STREAM_END}")
}

/// One event as a chunk.
pub(crate) fn chunk(event: &str) -> String {
    format!("{:x}\r\n{event}\r\n", event.len())
}

/// How many bytes a stream's events have together.
pub(crate) fn stream_length() -> usize {
    (0..EVENTS).map(|number| event(number).len()).sum()
}

/// The event with this number; those with text carry the moment at which they are made.
pub(crate) fn event(number: usize) -> String {
    const STOP: usize = EVENTS - 3;
    const USAGE: usize = EVENTS - 2;
    const END: usize = EVENTS - 1;
    let (name, rest) = match number {
        0 => ("message_start", MESSAGE.to_owned()),
        1 => ("content_block_start", r#","index":0,"content_block":{"type":"text","text":""}"#.to_owned()),
        STOP => ("content_block_stop", r#","index":0"#.to_owned()),
        USAGE => ("message_delta", DELTA.to_owned()),
        END => ("message_stop", String::new()),
        _ => ("content_block_delta", text(&stamp())),
    };
    format!("event: {name}\ndata: {{\"type\":\"{name}\"{rest}}}\n\n")
}

fn text(text: &str) -> String {
    format!(r#","index":0,"delta":{{"type":"text_delta","text":"{text}"}}"#)
}

const MESSAGE: &str = r#","message":{"id":"msg_bench","type":"message","role":"assistant","model":"bench","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":250,"output_tokens":1}}"#;
const DELTA: &str =
    r#","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":180}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_answer_is_a_kibibyte_of_json() {
        assert_eq!(message().len(), SMALL);
        let value: serde_json::Value = serde_json::from_str(&message()).unwrap();
        assert_eq!(value["usage"]["output_tokens"], 180);
    }

    #[test]
    fn every_event_is_json_named_as_its_type() {
        for number in 0..EVENTS {
            let event = event(number);
            let (name, data) = event.split_once('\n').unwrap();
            let value: serde_json::Value =
                serde_json::from_str(data.strip_prefix("data: ").unwrap().trim_end()).unwrap();
            assert_eq!(name, format!("event: {}", value["type"].as_str().unwrap()));
        }
    }
}
