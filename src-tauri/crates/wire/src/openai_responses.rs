//! OpenAI Responses: errors and usage.

use crate::{ErrorBody, json, openai_chat, usage::Seen};
use serde_json::json;

/// The body of an error response: the same as in every OpenAI path.
pub fn error_body(error: &ErrorBody<'_>) -> Vec<u8> {
    openai_chat::error_body(error)
}

/// The event that ends a stream.
pub fn error_event(error: &ErrorBody<'_>) -> Vec<u8> {
    // Clients decide by this code whether to try again, so it must be one that they know.
    let code = match error.status {
        402 => "insufficient_quota",
        429 => "rate_limit_exceeded",
        500.. => "server_error",
        _ => "invalid_prompt",
    };
    let event = json!({
        "type": "response.failed",
        "sequence_number": 0,
        "response": {
            "id": format!("resp_{}", error.request_id),
            "object": "response",
            "created_at": 0,
            "status": "failed",
            "error": { "code": code, "message": error.message },
            "incomplete_details": null,
            "instructions": null,
            "metadata": {},
            "model": "",
            "output": [],
            "parallel_tool_calls": true,
            "tool_choice": "auto",
            "tools": [],
            "usage": null,
        },
    });
    format!("event: response.failed\ndata: {event}\n\n").into_bytes()
}

/// Reads an event's data, or a whole response; whether it is JSON.
pub(crate) fn read(document: &[u8], seen: &mut Seen) -> bool {
    let kind = json::text(document, "type");
    match kind.as_deref() {
        Some("response.completed" | "response.incomplete" | "response.failed" | "response.cancelled") => {
            seen.ended = true;
            read_response(json::member(document, "response").unwrap_or(b"null"), seen);
        }
        Some("error") => {
            // Both forms exist: flat, and with an object inside.
            let inner = json::member(document, "error").filter(|error| error.starts_with(b"{"));
            seen.keep_error(inner.unwrap_or(document));
        }
        Some(_) => {
            // An event without a response tells nothing.
            let _ =
                json::members(json::member(document, "response").unwrap_or(b"null"), |key, value| match key
                    .raw()
                {
                    b"id" => seen.keep_response_id(value),
                    b"model" => seen.keep_model(json::text_of(value)),
                    _ => (),
                });
        }
        None => return read_response(document, seen),
    }
    // It has a type, so it is an object that was read to its end.
    true
}

fn read_response(response: &[u8], seen: &mut Seen) -> bool {
    let mut status = None;
    let mut incomplete = None;
    // A response that is no JSON says nothing.
    let whole = json::members(response, |key, value| match key.raw() {
        b"id" => seen.keep_response_id(value),
        b"usage" => seen.keep_usage(Some(value)),
        b"model" => seen.keep_model(json::text_of(value)),
        b"status" => status = json::text_of(value),
        b"incomplete_details" => incomplete = json::text(value, "reason"),
        b"error" => seen.keep_error(value),
        b"output" => seen.web_searches = seen.web_searches.max(web_searches(value)),
        _ => (),
    });
    seen.keep_stop_reason(incomplete.or(status));
    whole.is_ok()
}

/// The searches that the server made: the usage object doesn't count them.
fn web_searches(output: &[u8]) -> Option<u32> {
    memchr::memmem::find(output, b"\"web_search_call\"")?;
    let mut count = 0;
    json::elements(output, |item| {
        count += u32::from(json::text(item, "type").as_deref() == Some("web_search_call"));
    })
    .ok()?;
    Some(count)
}
