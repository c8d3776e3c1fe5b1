//! A canned chat completion.

use super::{Canned, plain_event};
use serde_json::{Value, json};

pub(super) fn body(canned: &Canned<'_>) -> Value {
    json!({
        "id": format!("chatcmpl-{}", canned.id),
        "object": "chat.completion",
        "created": canned.created_seconds(),
        "model": canned.model,
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": canned.text, "refusal": null },
            "logprobs": null,
            "finish_reason": "stop",
        }],
        "usage": usage(canned),
    })
}

pub(super) fn events(canned: &Canned<'_>) -> Vec<Vec<u8>> {
    let choice = |delta: Value, finish_reason: Value| json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason }]);
    let mut choices = vec![choice(json!({ "role": "assistant", "content": "" }), Value::Null)];
    choices.extend(canned.pieces().map(|text| choice(json!({ "content": text }), Value::Null)));
    choices.push(choice(json!({}), "stop".into()));
    let mut chunks: Vec<_> = choices.iter().map(|choices| chunk(canned, choices, &Value::Null)).collect();
    if canned.include_usage {
        chunks.push(chunk(canned, &json!([]), &usage(canned)));
    }
    let mut events: Vec<_> = chunks.iter().map(plain_event).collect();
    events.push(b"data: [DONE]\n\n".to_vec());
    events
}

fn chunk(canned: &Canned<'_>, choices: &Value, usage: &Value) -> Value {
    let mut chunk = json!({
        "id": format!("chatcmpl-{}", canned.id),
        "object": "chat.completion.chunk",
        "created": canned.created_seconds(),
        "model": canned.model,
        "choices": choices,
    });
    // Without the option the real service doesn't write the member at all.
    if canned.include_usage {
        chunk["usage"] = usage.clone();
    }
    chunk
}

fn usage(canned: &Canned<'_>) -> Value {
    json!({
        "prompt_tokens": canned.input_tokens,
        "completion_tokens": canned.output_tokens(),
        "total_tokens": canned.input_tokens + canned.output_tokens(),
        "prompt_tokens_details": { "cached_tokens": 0 },
        "completion_tokens_details": { "reasoning_tokens": 0 },
    })
}
