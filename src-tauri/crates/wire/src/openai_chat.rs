//! OpenAI Chat Completions: errors and usage. The error body is that of every other OpenAI path, too.

use crate::{ErrorBody, json, usage::Seen};
use serde_json::{Value, json};

/// The `error.type` for this status.
pub fn error_type(status: u16) -> &'static str {
    match status {
        402 => "insufficient_quota",
        429 => "rate_limit_error",
        500.. => "server_error",
        _ => "invalid_request_error",
    }
}

/// The body of an error response.
pub fn error_body(error: &ErrorBody<'_>) -> Vec<u8> {
    json!({ "error": error_object(error) }).to_string().into_bytes()
}

/// The chunk that ends a stream; no `[DONE]` follows it.
pub fn error_event(error: &ErrorBody<'_>) -> Vec<u8> {
    [b"data: ", error_body(error).as_slice(), b"\n\n"].concat()
}

fn error_object(error: &ErrorBody<'_>) -> Value {
    json!({
        "message": error.message,
        "type": error_type(error.status),
        "param": error.param,
        "code": error.code,
    })
}

/// Reads a chunk, or a whole completion; whether it is JSON.
pub(crate) fn read(document: &[u8], seen: &mut Seen) -> bool {
    let mut choices = None;
    let mut is_error = false;
    // A chunk that is no JSON says nothing.
    let whole = json::members(document, |key, value| match key.raw() {
        b"usage" => seen.keep_usage(Some(value)),
        b"model" => seen.keep_model(json::text_of(value)),
        b"choices" => choices = Some(value),
        b"error" => seen.keep_error(value),
        b"object" => is_error = value == b"\"error\"",
        _ => (),
    });
    if is_error {
        seen.keep_error(document);
    }
    let _ = json::elements(choices.unwrap_or(b"[]"), |choice| {
        let _ = json::members(choice, |key, value| match key.raw() {
            b"finish_reason" => seen.keep_stop_reason(json::text_of(value)),
            b"usage" => seen.keep_usage(Some(value)),
            b"error" => seen.keep_error(value),
            _ => (),
        });
    });
    whole.is_ok()
}
