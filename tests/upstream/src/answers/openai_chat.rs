//! OpenAI Chat Completions.

use super::{Content, INPUT_TOKENS, OUTPUT_TOKENS, quote};
use crate::ask::Ask;

const TOOL_ID: &str = "call_ScriptedUpstream";

pub(super) fn whole(ask: &Ask, content: &Content, usage: bool) -> String {
    let (message, reason) = match content {
        Content::Text(_) => {
            (format!(r#"{{"role":"assistant","content":{},"refusal":null}}"#, quote(&content.text())), "stop")
        }
        Content::Tool { name, arguments } => (
            format!(
                r#"{{"role":"assistant","content":null,"refusal":null,"tool_calls":[{{"id":"{TOOL_ID}","type":"function","function":{{"name":{},"arguments":{}}}}}]}}"#,
                quote(name),
                quote(arguments)
            ),
            "tool_calls",
        ),
    };
    let usage = if usage { format!(",\"usage\":{}", counted()) } else { String::new() };
    let choice = format!(r#"{{"index":0,"message":{message},"logprobs":null,"finish_reason":"{reason}"}}"#);
    let head = head(ask, "chat.completion");
    format!(r#"{{{head},"choices":[{choice}]{usage},"service_tier":"default"}}"#)
}

pub(super) fn events(ask: &Ask, content: &Content, usage: bool) -> Vec<Vec<u8>> {
    let (deltas, reason) = match content {
        Content::Text(pieces) => {
            let first = r#"{"role":"assistant","content":"","refusal":null}"#.to_owned();
            let rest = pieces.iter().map(|text| format!(r#"{{"content":{}}}"#, quote(text)));
            (std::iter::once(first).chain(rest).collect::<Vec<_>>(), "stop")
        }
        Content::Tool { name, arguments } => {
            let half = arguments.floor_char_boundary(arguments.len() / 2);
            let part = |part: &str| {
                format!(r#"{{"tool_calls":[{{"index":0,"function":{{"arguments":{}}}}}]}}"#, quote(part))
            };
            let first = format!(
                r#"{{"role":"assistant","content":null,"tool_calls":[{{"index":0,"id":"{TOOL_ID}","type":"function","function":{{"name":{},"arguments":""}}}}]}}"#,
                quote(name)
            );
            (vec![first, part(&arguments[..half]), part(&arguments[half..])], "tool_calls")
        }
    };
    let wants_usage = ask.includes_usage() && usage;
    // With the option, every chunk has the member; without it, none has.
    let none = if wants_usage { ",\"usage\":null" } else { "" };
    let choice = |delta: &str, reason: &str| {
        chunk(
            ask,
            &format!(r#"[{{"index":0,"delta":{delta},"logprobs":null,"finish_reason":{reason}}}]{none}"#),
        )
    };
    let mut events: Vec<_> = deltas.iter().map(|delta| choice(delta, "null")).collect();
    events.push(choice("{}", &quote(reason)));
    if wants_usage {
        events.push(chunk(ask, &format!("[],\"usage\":{}", counted())));
    }
    events.push(b"data: [DONE]\n\n".to_vec());
    events
}

fn chunk(ask: &Ask, choices: &str) -> Vec<u8> {
    format!("data: {{{},\"choices\":{choices}}}\n\n", head(ask, "chat.completion.chunk")).into_bytes()
}

fn head(ask: &Ask, object: &str) -> String {
    let model = quote(&ask.model);
    format!(r#""id":"chatcmpl-ScriptedUpstream","object":"{object}","created":1770000000,"model":{model}"#)
}

fn counted() -> String {
    let total = INPUT_TOKENS + OUTPUT_TOKENS;
    format!(
        r#"{{"prompt_tokens":{INPUT_TOKENS},"completion_tokens":{OUTPUT_TOKENS},"total_tokens":{total},"prompt_tokens_details":{{"cached_tokens":0,"audio_tokens":0}},"completion_tokens_details":{{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}}"#
    )
}
