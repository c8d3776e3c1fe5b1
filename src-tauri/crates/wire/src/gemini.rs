//! Gemini generateContent: errors and usage.

use crate::{
    ErrorBody, json,
    usage::{Counts, Inclusive, Seen},
};
use domain::Usage;
use serde_json::json;

/// The `error.status` for this HTTP status.
pub fn error_status(status: u16) -> &'static str {
    match status {
        401 => "UNAUTHENTICATED",
        402 | 403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        503 | 529 => "UNAVAILABLE",
        408 | 504 => "DEADLINE_EXCEEDED",
        500.. => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    }
}

/// The body of an error response. Our code and the time to wait stand in its details.
pub fn error_body(error: &ErrorBody<'_>) -> Vec<u8> {
    let mut details = vec![json!({
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": error.code,
        "domain": "switchyard",
        "metadata": { "request_id": error.request_id },
    })];
    if let Some(seconds) = error.retry_after_s {
        details.push(json!({
            "@type": "type.googleapis.com/google.rpc.RetryInfo",
            "retryDelay": format!("{seconds}s"),
        }));
    }
    let body = json!({ "error": {
        "code": error.status,
        "message": error.message,
        "status": error_status(error.status),
        "details": details,
    }});
    body.to_string().into_bytes()
}

/// The event that ends a stream of server-sent events.
pub fn error_event(error: &ErrorBody<'_>) -> Vec<u8> {
    [b"data: ", error_body(error).as_slice(), b"\n\n"].concat()
}

/// What ends a stream that is a JSON array; `is_first` when no element went before.
pub fn array_error_tail(error: &ErrorBody<'_>, is_first: bool) -> Vec<u8> {
    let opening: &[u8] = if is_first { b"[" } else { b",\r\n" };
    [opening, error_body(error).as_slice(), b"\r\n]"].concat()
}

/// Reads an event's data, an array's element, or a whole response; whether it is JSON.
pub(crate) fn read(document: &[u8], seen: &mut Seen) -> bool {
    // Some relays wrap each response, and an error may come in an array of its own.
    if document.starts_with(b"[") {
        return json::elements(document, |element| {
            read(element, seen);
        })
        .is_ok();
    }
    let mut wrapped = None;
    // A chunk that is no JSON says nothing.
    let whole = json::members(document, |key, value| match key.raw() {
        b"usageMetadata" => seen.keep_usage(Some(value)),
        b"modelVersion" => seen.keep_model(json::text_of(value)),
        b"candidates" => read_candidates(value, seen),
        b"error" => seen.keep_error(value),
        b"promptFeedback" => {
            if let Some(reason) = json::text(value, "blockReason") {
                seen.ended = true;
                seen.keep_stop_reason(Some(reason));
            }
        }
        b"response" => wrapped = Some(value),
        _ => (),
    });
    if let Some(response) = wrapped.filter(|response| json::member(response, "response").is_none()) {
        read(response, seen);
    }
    whole.is_ok()
}

fn read_candidates(candidates: &[u8], seen: &mut Seen) {
    let _ = json::elements(candidates, |candidate| {
        if let Some(reason) = json::text(candidate, "finishReason") {
            seen.ended = true;
            seen.keep_stop_reason(Some(reason));
        }
    });
}

/// The `usageMetadata` of a response.
pub(crate) fn usage(object: &[u8]) -> Option<Usage> {
    let counts = Counts::parse(object)?;
    let count = |place| counts.first(&[place]);
    let sum = |one: Option<u64>, other: Option<u64>| match (one, other) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0) + other.unwrap_or(0)),
    };
    let thoughts = count("thoughtsTokenCount");
    let usage = Inclusive {
        input: sum(count("promptTokenCount"), count("toolUsePromptTokenCount")),
        output: sum(count("candidatesTokenCount"), thoughts),
        cache_read: count("cachedContentTokenCount"),
        cache_write: None,
        reasoning: thoughts,
    };
    let usage = usage.into_usage();
    (!usage.is_unknown()).then_some(usage)
}
