//! Messages: content is in the blocks' deltas, and in blocks that come whole.

use super::{Shows, has, is_error};
use crate::json;

/// What an event shows.
pub(super) fn shows(document: &[u8]) -> Shows {
    let mut kind = None;
    let (mut delta, mut block, mut usage): (&[u8], &[u8], &[u8]) = (b"{}", b"{}", b"{}");
    let read = json::members(document, |key, value| match key.raw() {
        b"type" => kind = json::text_of(value),
        b"delta" => delta = value,
        b"content_block" => block = value,
        b"usage" => usage = value,
        _ => {}
    });
    if read.is_err() {
        return Shows::Unreadable;
    }
    if is_error(document) {
        return Shows::Error;
    }
    match kind.as_deref() {
        Some("ping") => Shows::Life,
        Some("content_block_delta") => {
            let keys = ["text", "partial_json", "thinking", "signature", "citation"];
            if has(delta, &keys) { Shows::Content } else { Shows::Begun }
        }
        Some("content_block_start") => match json::text(block, "type").as_deref() {
            Some("text") if !has(block, &["text"]) => Shows::Begun,
            Some("thinking") if !has(block, &["thinking"]) => Shows::Begun,
            Some("tool_use" | "server_tool_use" | "mcp_tool_use") => Shows::Tool,
            Some(_) => Shows::Content,
            None => Shows::Begun,
        },
        Some("message_delta") => match json::text(delta, "stop_reason").as_deref() {
            // The model had nothing to say, and said so.
            Some("end_turn") if has(usage, &["output_tokens"]) => Shows::Content,
            Some("end_turn") | None => Shows::Begun,
            Some(_) => Shows::Content,
        },
        Some("message_stop") => Shows::End,
        Some(_) | None => Shows::Begun,
    }
}
