//! Anthropic Messages: errors and usage.

use crate::{
    ErrorBody, json,
    usage::{Counts, Seen},
};
use domain::{TokenCount, Usage};
use serde_json::json;

/// The `error.type` that the official SDKs know for this status.
pub fn error_type(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        408 | 504 => "timeout_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 | 529 => "overloaded_error",
        500.. => "api_error",
        _ => "invalid_request_error",
    }
}

/// The body of an error response.
pub fn error_body(error: &ErrorBody<'_>) -> Vec<u8> {
    let body = json!({
        "type": "error",
        "error": { "type": error_type(error.status), "message": error.message, "code": error.code },
        "request_id": error.request_id,
    });
    body.to_string().into_bytes()
}

/// The event that ends a stream.
pub fn error_event(error: &ErrorBody<'_>) -> Vec<u8> {
    [b"event: error\ndata: ", error_body(error).as_slice(), b"\n\n"].concat()
}

/// Reads an event's data, or a whole message; whether it is JSON.
pub(crate) fn read(document: &[u8], seen: &mut Seen) -> bool {
    let Some(facts) = Facts::of(document) else { return false };
    match facts.kind.as_deref() {
        Some("message_start") => {
            if let Some(message) = facts.message.and_then(Facts::of) {
                seen.keep_model(message.model);
                merge(seen, message.usage);
            }
        }
        Some("message_delta") => {
            let delta = facts.delta.unwrap_or(b"null");
            seen.keep_stop_reason(json::text(delta, "stop_reason"));
            seen.usage_is_final |= merge(seen, facts.usage);
        }
        Some("message_stop") => seen.ended = true,
        Some("message") => {
            seen.keep_model(facts.model);
            seen.keep_stop_reason(facts.stop_reason);
            seen.usage_is_final |= merge(seen, facts.usage);
        }
        _ => seen.keep_error(facts.error.unwrap_or(b"null")),
    }
    true
}

/// The usage object of a message.
pub(crate) fn usage(object: &[u8]) -> Option<Usage> {
    let counts = Counts::parse(object)?;
    let tokens = |places: &[&str]| counts.first(places).map(TokenCount);
    let usage = Usage {
        input_tokens: tokens(&["input_tokens"]),
        output_tokens: tokens(&["output_tokens"]),
        cache_read_tokens: tokens(&["cache_read_input_tokens"]),
        // Without the breakdown everything counts as the default cache.
        cache_write_5m_tokens: tokens(&[
            "cache_creation/ephemeral_5m_input_tokens",
            "cache_creation_input_tokens",
        ]),
        cache_write_1h_tokens: tokens(&["cache_creation/ephemeral_1h_input_tokens"]),
        reasoning_tokens: tokens(&["output_tokens_details/thinking_tokens"]),
        web_searches: counts
            .first(&["server_tool_use/web_search_requests"])
            .and_then(|searches| u32::try_from(searches).ok()),
        estimated: false,
    };
    (!usage.is_unknown()).then_some(usage)
}

/// The members that matter, of an event or of a message.
#[derive(Default)]
struct Facts<'a> {
    kind: Option<String>,
    message: Option<&'a [u8]>,
    delta: Option<&'a [u8]>,
    usage: Option<&'a [u8]>,
    error: Option<&'a [u8]>,
    model: Option<String>,
    stop_reason: Option<String>,
}

impl<'a> Facts<'a> {
    fn of(document: &'a [u8]) -> Option<Self> {
        let mut facts = Self::default();
        json::members(document, |key, value| match key.raw() {
            b"type" => facts.kind = json::text_of(value),
            b"message" => facts.message = Some(value),
            b"delta" => facts.delta = Some(value),
            b"usage" => facts.usage = Some(value),
            b"error" => facts.error = Some(value),
            b"model" => facts.model = json::text_of(value),
            b"stop_reason" => facts.stop_reason = json::text_of(value),
            _ => (),
        })
        .ok()?;
        Some(facts)
    }
}

/// Start and end both report: each class is the larger of the two, since both are cumulative.
fn merge(seen: &mut Seen, object: Option<&[u8]>) -> bool {
    let Some(new) = object.and_then(usage) else { return false };
    let old = seen.usage.unwrap_or_default();
    seen.usage = Some(Usage {
        input_tokens: old.input_tokens.max(new.input_tokens),
        output_tokens: old.output_tokens.max(new.output_tokens),
        cache_read_tokens: old.cache_read_tokens.max(new.cache_read_tokens),
        cache_write_5m_tokens: match new.cache_write_1h_tokens.or(old.cache_write_1h_tokens) {
            // An event with the sum only must not count the one-hour part again.
            Some(_) if new.cache_write_1h_tokens.is_none() => old.cache_write_5m_tokens,
            _ => old.cache_write_5m_tokens.max(new.cache_write_5m_tokens),
        },
        cache_write_1h_tokens: old.cache_write_1h_tokens.max(new.cache_write_1h_tokens),
        reasoning_tokens: old.reasoning_tokens.max(new.reasoning_tokens),
        web_searches: old.web_searches.max(new.web_searches),
        estimated: false,
    });
    new.output_tokens.is_some()
}
