//! Responses: content is in deltas, in what is done, and in items that come whole.

use super::{Shows, has, is_error, is_something};
use crate::json;

/// What an event shows.
pub(super) fn shows(document: &[u8]) -> Shows {
    let mut kind = None;
    let (mut item, mut response): (&[u8], &[u8]) = (b"{}", b"{}");
    let read = json::members(document, |key, value| match key.raw() {
        b"type" => kind = json::text_of(value),
        b"item" => item = value,
        b"response" => response = value,
        _ => {}
    });
    if read.is_err() {
        return Shows::Unreadable;
    }
    if is_error(document) {
        return Shows::Error;
    }
    let Some(kind) = kind.as_deref() else { return Shows::Begun };
    match kind {
        "response.failed" | "response.error" => Shows::Error,
        "response.completed" | "response.done" if has(response, &["output"]) => Shows::Content,
        "response.completed" | "response.done" => Shows::End,
        // Cut off: an answer, if a short one.
        "response.incomplete" => Shows::Content,
        "response.output_item.added" | "response.output_item.done" => of_item(item),
        _ if kind.ends_with(".delta") && has(document, &["delta"]) => Shows::Content,
        _ if kind.ends_with(".done") && has(document, &["text", "arguments", "input", "code", "refusal"]) => {
            Shows::Content
        }
        _ if has(document, &["partial_image_b64"]) => Shows::Content,
        _ => Shows::Begun,
    }
}

fn of_item(item: &[u8]) -> Shows {
    if has(item, &["content", "summary", "encrypted_content", "arguments", "input", "result", "action"]) {
        return Shows::Content;
    }
    let kind = json::member(item, "type").unwrap_or(b"null");
    match kind {
        b"\"message\"" | b"\"reasoning\"" => Shows::Begun,
        _ if is_something(kind) => Shows::Tool,
        _ => Shows::Begun,
    }
}
