//! Anthropic Messages.

use super::{Content, INPUT_TOKENS, OUTPUT_TOKENS, quote};
use crate::ask::Ask;

const TOOL_ID: &str = "toolu_01ScriptedUpstream";

pub(super) fn whole(ask: &Ask, content: &Content, usage: bool) -> String {
    let (block, reason) = match content {
        Content::Text(_) => (format!(r#"{{"type":"text","text":{}}}"#, quote(&content.text())), "end_turn"),
        Content::Tool { name, arguments } => (
            format!(r#"{{"type":"tool_use","id":"{TOOL_ID}","name":{},"input":{arguments}}}"#, quote(name)),
            "tool_use",
        ),
    };
    message(ask, &block, &quote(reason), usage, OUTPUT_TOKENS)
}

pub(super) fn events(ask: &Ask, content: &Content, usage: bool) -> Vec<Vec<u8>> {
    let start = message(ask, "", "null", usage, 1);
    let mut events = vec![event("message_start", &format!(r#""message":{start}"#))];
    let (block, deltas, reason) = match content {
        Content::Text(pieces) => {
            let deltas =
                pieces.iter().map(|text| format!(r#"{{"type":"text_delta","text":{}}}"#, quote(text)));
            (r#"{"type":"text","text":""}"#.to_owned(), deltas.collect::<Vec<_>>(), "end_turn")
        }
        Content::Tool { name, arguments } => {
            let block =
                format!(r#"{{"type":"tool_use","id":"{TOOL_ID}","name":{},"input":{{}}}}"#, quote(name));
            let half = arguments.floor_char_boundary(arguments.len() / 2);
            let parts = ["", &arguments[..half], &arguments[half..]];
            let delta =
                |part: &str| format!(r#"{{"type":"input_json_delta","partial_json":{}}}"#, quote(part));
            (block, parts.map(delta).to_vec(), "tool_use")
        }
    };
    events.push(event("content_block_start", &format!(r#""index":0,"content_block":{block}"#)));
    events.push(b"event: ping\ndata: {\"type\": \"ping\"}\n\n".to_vec());
    let delta = |delta| event("content_block_delta", &format!(r#""index":0,"delta":{delta}"#));
    events.extend(deltas.iter().map(delta));
    events.push(event("content_block_stop", r#""index":0"#));
    // The official SDKs need this object even where nothing was counted.
    let output = if usage { format!(r#"{{"output_tokens":{OUTPUT_TOKENS}}}"#) } else { "{}".to_owned() };
    let delta = format!(r#""delta":{{"stop_reason":"{reason}","stop_sequence":null}},"usage":{output}"#);
    events.push(event("message_delta", &delta));
    events.push(b"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".to_vec());
    events
}

fn event(name: &str, members: &str) -> Vec<u8> {
    format!("event: {name}\ndata: {{\"type\":\"{name}\",{members}}}\n\n").into_bytes()
}

fn message(ask: &Ask, content: &str, reason: &str, usage: bool, output_tokens: u64) -> String {
    let model = quote(&ask.model);
    let usage = match usage {
        true => format!(
            r#"{{"input_tokens":{INPUT_TOKENS},"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":{output_tokens},"service_tier":"standard"}}"#
        ),
        false => "{}".to_owned(),
    };
    format!(
        r#"{{"id":"msg_01ScriptedUpstream","type":"message","role":"assistant","model":{model},"content":[{content}],"stop_reason":{reason},"stop_sequence":null,"usage":{usage}}}"#
    )
}
