//! A canned Gemini response.

use super::{Canned, plain_event};
use serde_json::{Value, json};

pub(super) fn body(canned: &Canned<'_>) -> Value {
    response(canned, canned.text, true)
}

pub(super) fn events(canned: &Canned<'_>) -> Vec<Vec<u8>> {
    parts(canned).iter().map(plain_event).collect()
}

pub(super) fn array(canned: &Canned<'_>) -> Vec<Vec<u8>> {
    let parts = parts(canned);
    let mut chunks: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(number, part)| format!("{}{part}", if number == 0 { "[" } else { ",\r\n" }).into_bytes())
        .collect();
    chunks.push(b"\r\n]".to_vec());
    chunks
}

/// The last part says that it is the last: clients wait for that and for text in the same breath.
fn parts(canned: &Canned<'_>) -> Vec<Value> {
    let pieces: Vec<_> = canned.pieces().collect();
    let Some((last, before)) = pieces.split_last() else { return vec![body(canned)] };
    let mut parts: Vec<_> = before.iter().map(|text| response(canned, text, false)).collect();
    parts.push(response(canned, last, true));
    parts
}

fn response(canned: &Canned<'_>, text: &str, is_last: bool) -> Value {
    let mut candidate = json!({ "content": { "role": "model", "parts": [{ "text": text }] }, "index": 0 });
    let mut usage =
        json!({ "promptTokenCount": canned.input_tokens, "totalTokenCount": canned.input_tokens });
    if is_last {
        candidate["finishReason"] = "STOP".into();
        usage["candidatesTokenCount"] = canned.output_tokens().into();
        usage["totalTokenCount"] = (canned.input_tokens + canned.output_tokens()).into();
    }
    json!({
        "candidates": [candidate],
        "usageMetadata": usage,
        "modelVersion": canned.model,
        "responseId": canned.id,
    })
}
