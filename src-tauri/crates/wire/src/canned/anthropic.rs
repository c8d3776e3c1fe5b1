//! A canned Anthropic message.

use super::{Canned, named_event};
use serde_json::{Value, json};

pub(super) fn body(canned: &Canned<'_>) -> Value {
    let mut message = message(canned, canned.output_tokens());
    message["content"] = json!([{ "type": "text", "text": canned.text }]);
    message["stop_reason"] = "end_turn".into();
    message
}

pub(super) fn events(canned: &Canned<'_>) -> Vec<Vec<u8>> {
    let mut events = vec![
        json!({ "type": "message_start", "message": message(canned, 1) }),
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
    ];
    events.extend(canned.pieces().map(|text| {
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": text } })
    }));
    events.extend([
        json!({ "type": "content_block_stop", "index": 0 }),
        json!({
            "type": "message_delta",
            "delta": { "stop_reason": "end_turn", "stop_sequence": null },
            "usage": { "output_tokens": canned.output_tokens() },
        }),
        json!({ "type": "message_stop" }),
    ]);
    events.iter().map(named_event).collect()
}

fn message(canned: &Canned<'_>, output_tokens: u64) -> Value {
    json!({
        "id": format!("msg_{}", canned.id),
        "type": "message",
        "role": "assistant",
        "model": canned.model,
        "content": [],
        "stop_reason": null,
        "stop_sequence": null,
        "usage": {
            "input_tokens": canned.input_tokens,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": output_tokens,
        },
    })
}
