//! A canned response.

use super::{Canned, named_event};
use serde_json::{Value, json};

pub(super) fn body(canned: &Canned<'_>) -> Value {
    response(canned, "completed", &json!([message(canned)]), &usage(canned))
}

pub(super) fn events(canned: &Canned<'_>) -> Vec<Vec<u8>> {
    let started = response(canned, "in_progress", &json!([]), &Value::Null);
    let item = message(canned);
    let mut empty_item = item.clone();
    empty_item["status"] = "in_progress".into();
    empty_item["content"] = json!([]);
    let place = json!({ "item_id": item["id"], "output_index": 0, "content_index": 0 });
    let at_place = |kind: &str, key: &str, value: Value| {
        let mut event = place.clone();
        event["type"] = kind.into();
        event[key] = value;
        if kind.starts_with("response.output_text.") {
            event["logprobs"] = json!([]);
        }
        event
    };
    let mut events = vec![
        json!({ "type": "response.created", "response": started }),
        json!({ "type": "response.in_progress", "response": started }),
        json!({ "type": "response.output_item.added", "output_index": 0, "item": empty_item }),
        at_place("response.content_part.added", "part", part("")),
    ];
    events.extend(canned.pieces().map(|text| at_place("response.output_text.delta", "delta", text.into())));
    events.extend([
        at_place("response.output_text.done", "text", canned.text.into()),
        at_place("response.content_part.done", "part", part(canned.text)),
        json!({ "type": "response.output_item.done", "output_index": 0, "item": item }),
        json!({ "type": "response.completed", "response": body(canned) }),
    ]);
    for (number, event) in events.iter_mut().enumerate() {
        event["sequence_number"] = number.into();
    }
    events.iter().map(named_event).collect()
}

fn part(text: &str) -> Value {
    json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] })
}

fn message(canned: &Canned<'_>) -> Value {
    json!({
        "id": format!("msg_{}", canned.id),
        "type": "message",
        "status": "completed",
        "role": "assistant",
        "content": [part(canned.text)],
    })
}

fn response(canned: &Canned<'_>, status: &str, output: &Value, usage: &Value) -> Value {
    json!({
        "id": format!("resp_{}", canned.id),
        "object": "response",
        "created_at": canned.created_seconds(),
        "status": status,
        "error": null,
        "incomplete_details": null,
        "instructions": null,
        "max_output_tokens": null,
        "metadata": {},
        "model": canned.model,
        "output": output,
        "parallel_tool_calls": true,
        "previous_response_id": null,
        "reasoning": { "effort": null, "summary": null },
        "store": false,
        "temperature": 1.0,
        "text": { "format": { "type": "text" } },
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": usage,
    })
}

fn usage(canned: &Canned<'_>) -> Value {
    json!({
        "input_tokens": canned.input_tokens,
        "input_tokens_details": { "cached_tokens": 0 },
        "output_tokens": canned.output_tokens(),
        "output_tokens_details": { "reasoning_tokens": 0 },
        "total_tokens": canned.input_tokens + canned.output_tokens(),
    })
}
