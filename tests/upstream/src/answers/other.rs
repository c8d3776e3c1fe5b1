//! OpenAI's other operations: vectors, pictures, speech, and what a provider keeps of an answer.

use super::{Answer, Body, EVENT_STREAM, INPUT_TOKENS, OUTPUT_TOKENS, TEXT, openai_responses, stream, whole};
use crate::ask::{Ask, Other};
use serde_json::{Value, json};

/// The sensible answer.
pub(super) fn answer(ask: &Ask, other: &Other) -> Answer {
    let json = |value: Value| whole(200, value.to_string().into_bytes());
    let total = INPUT_TOKENS + OUTPUT_TOKENS;
    let usage =
        json!({ "input_tokens": INPUT_TOKENS, "output_tokens": OUTPUT_TOKENS, "total_tokens": total });
    match other {
        Other::Embeddings => json(json!({
            "object": "list",
            "data": [{ "object": "embedding", "index": 0, "embedding": [0.25, -0.5, 1.0] }],
            "model": ask.model,
            "usage": { "prompt_tokens": INPUT_TOKENS, "total_tokens": INPUT_TOKENS },
        })),
        Other::Completions if ask.body["stream"] == true => stream(EVENT_STREAM, completion_events(ask)),
        Other::Completions => json(json!({
            "id": "cmpl-1", "object": "text_completion", "created": 1_770_000_000, "model": ask.model,
            "choices": [{ "index": 0, "text": TEXT, "logprobs": null, "finish_reason": "stop" }],
            "usage": { "prompt_tokens": INPUT_TOKENS, "completion_tokens": OUTPUT_TOKENS, "total_tokens": total },
        })),
        Other::Images => json(json!({
            "created": 1_770_000_000, "data": [{ "b64_json": "iVBORw0KGgo=" }], "usage": usage,
        })),
        // Every byte there is, so that one that is changed shows.
        Other::Speech => Answer {
            status: 200,
            content_type: "audio/mpeg",
            body: Body::Whole(b"ID3".iter().copied().chain(0..=255).collect()),
        },
        Other::Transcriptions => json(json!({ "text": TEXT, "usage": usage })),
        Other::Moderations => json(json!({
            "id": "modr-1", "model": "omni-moderation-latest",
            "results": [{ "flagged": false, "categories": {}, "category_scores": {} }],
        })),
        Other::Rerank => json(json!({
            "model": ask.model, "results": [{ "index": 0, "relevance_score": 0.75 }],
            "usage": { "total_tokens": INPUT_TOKENS },
        })),
        Other::Compact => json(json!({
            "id": "resp_Compacted", "object": "response.compaction", "created_at": 1_770_000_000,
            "output": [{ "type": "compaction", "id": "cmp_1", "encrypted_content": "gAAAAA" }],
            "usage": usage,
        })),
        Other::Kept { id, deleted: true } => json(json!({ "id": id, "object": "response", "deleted": true })),
        Other::Kept { id, deleted: false } => whole(200, openai_responses::kept(ask, id, TEXT).into_bytes()),
        Other::InputItems => json(json!({
            "object": "list", "first_id": "msg_1", "last_id": "msg_1", "has_more": false,
            "data": [{
                "id": "msg_1", "type": "message", "role": "user", "status": "completed",
                "content": [{ "type": "input_text", "text": "hi" }],
            }],
        })),
    }
}

fn completion_events(ask: &Ask) -> Vec<Vec<u8>> {
    let chunk = |text: &str, finish: Option<&str>| {
        let chunk = json!({
            "id": "cmpl-1", "object": "text_completion", "created": 1_770_000_000, "model": ask.model,
            "choices": [{ "index": 0, "text": text, "logprobs": null, "finish_reason": finish }],
        });
        format!("data: {chunk}\n\n").into_bytes()
    };
    let mut events: Vec<_> = TEXT.split_inclusive(' ').map(|piece| chunk(piece, None)).collect();
    events.push(chunk("", Some("stop")));
    events.push(b"data: [DONE]\n\n".to_vec());
    events
}
