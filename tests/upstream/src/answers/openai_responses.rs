//! OpenAI Responses.

use super::{Content, INPUT_TOKENS, OUTPUT_TOKENS, quote};
use crate::ask::Ask;

const CALL_ID: &str = "call_ScriptedUpstream";
const ITEM_ID: &str = "msg_ScriptedUpstream";

pub(super) fn whole(ask: &Ask, content: &Content, usage: bool) -> String {
    response(ask, "completed", &item(content, "completed", true), usage)
}

pub(super) fn events(ask: &Ask, content: &Content, usage: bool) -> Vec<Vec<u8>> {
    let started = response(ask, "in_progress", "", false);
    let mut events = Numbered::default();
    events.push("response.created", &format!(r#""response":{started}"#));
    events.push("response.in_progress", &format!(r#""response":{started}"#));
    let empty = item(content, "in_progress", false);
    events.push("response.output_item.added", &format!(r#""output_index":0,"item":{empty}"#));
    match content {
        Content::Text(pieces) => text(pieces, &mut events),
        Content::Tool { name, arguments } => tool(name, arguments, &mut events),
    }
    let full = item(content, "completed", true);
    events.push("response.output_item.done", &format!(r#""output_index":0,"item":{full}"#));
    events.push("response.completed", &format!(r#""response":{}"#, whole(ask, content, usage)));
    events.0
}

/// An answer that was made before and is kept under this name.
pub(super) fn kept(ask: &Ask, id: &str, text: &str) -> String {
    let content = Content::Text(vec![text.to_owned()]);
    whole(ask, &content, true).replacen("resp_ScriptedUpstream", id, 1)
}

/// The event by which a stream fails.
pub(super) fn failed(message: &str) -> Vec<u8> {
    let message = quote(message);
    let response = format!(
        r#"{{"id":"resp_ScriptedUpstream","object":"response","created_at":1770000000,"status":"failed","error":{{"code":"server_error","message":{message}}},"incomplete_details":null,"instructions":null,"metadata":{{}},"model":"","output":[],"parallel_tool_calls":true,"tool_choice":"auto","tools":[],"usage":null}}"#
    );
    format!(
        "event: response.failed\ndata: {{\"type\":\"response.failed\",\"sequence_number\":99,\"response\":{response}}}\n\n"
    )
    .into_bytes()
}

#[derive(Default)]
struct Numbered(Vec<Vec<u8>>);

impl Numbered {
    fn push(&mut self, name: &str, members: &str) {
        let number = self.0.len();
        let data = format!(r#"{{"type":"{name}","sequence_number":{number},{members}}}"#);
        self.0.push(format!("event: {name}\ndata: {data}\n\n").into_bytes());
    }
}

fn text(pieces: &[String], events: &mut Numbered) {
    let place = format!(r#""item_id":"{ITEM_ID}","output_index":0,"content_index":0"#);
    events.push("response.content_part.added", &format!(r#"{place},"part":{}"#, part("")));
    for piece in pieces {
        let delta = format!(r#"{place},"delta":{},"logprobs":[],"obfuscation":"x""#, quote(piece));
        events.push("response.output_text.delta", &delta);
    }
    let whole = pieces.concat();
    events.push("response.output_text.done", &format!(r#"{place},"text":{},"logprobs":[]"#, quote(&whole)));
    events.push("response.content_part.done", &format!(r#"{place},"part":{}"#, part(&whole)));
}

fn tool(name: &str, arguments: &str, events: &mut Numbered) {
    let place = format!(r#""item_id":"{ITEM_ID}","output_index":0"#);
    let half = arguments.floor_char_boundary(arguments.len() / 2);
    for part in [&arguments[..half], &arguments[half..]] {
        events.push("response.function_call_arguments.delta", &format!(r#"{place},"delta":{}"#, quote(part)));
    }
    let done = format!(r#"{place},"name":{},"arguments":{}"#, quote(name), quote(arguments));
    events.push("response.function_call_arguments.done", &done);
}

fn part(text: &str) -> String {
    format!(r#"{{"type":"output_text","annotations":[],"logprobs":[],"text":{}}}"#, quote(text))
}

fn item(content: &Content, status: &str, full: bool) -> String {
    match content {
        Content::Text(_) => {
            let part = if full { part(&content.text()) } else { String::new() };
            format!(
                r#"{{"id":"{ITEM_ID}","type":"message","status":"{status}","content":[{part}],"role":"assistant"}}"#
            )
        }
        Content::Tool { name, arguments } => format!(
            r#"{{"id":"{ITEM_ID}","type":"function_call","status":"{status}","arguments":{},"call_id":"{CALL_ID}","name":{}}}"#,
            quote(if full { arguments } else { "" }),
            quote(name)
        ),
    }
}

fn response(ask: &Ask, status: &str, output: &str, usage: bool) -> String {
    let (model, total) = (quote(&ask.model), INPUT_TOKENS + OUTPUT_TOKENS);
    let usage = match usage {
        true => format!(
            r#"{{"input_tokens":{INPUT_TOKENS},"input_tokens_details":{{"cached_tokens":0}},"output_tokens":{OUTPUT_TOKENS},"output_tokens_details":{{"reasoning_tokens":0}},"total_tokens":{total}}}"#
        ),
        false => "null".to_owned(),
    };
    format!(
        r#"{{"id":"resp_ScriptedUpstream","object":"response","created_at":1770000000,"status":"{status}","background":false,"error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":{model},"output":[{output}],"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{{"effort":null,"summary":null}},"store":false,"temperature":1.0,"text":{{"format":{{"type":"text"}},"verbosity":"medium"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":{usage},"user":null,"metadata":{{}}}}"#
    )
}
