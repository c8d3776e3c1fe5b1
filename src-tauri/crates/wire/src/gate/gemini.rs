//! generateContent: content is in the candidates' parts.

use super::{Shows, is_error, is_something};
use crate::json;

/// What an event shows.
pub(super) fn shows(document: &[u8]) -> Shows {
    let (mut candidates, mut wrapped, mut blocked): (&[u8], Option<&[u8]>, bool) = (b"[]", None, false);
    let read = json::members(document, |key, value| match key.raw() {
        b"candidates" => candidates = value,
        b"response" => wrapped = Some(value),
        // The model refuses the prompt: that is its answer.
        b"promptFeedback" => blocked = json::text(value, "blockReason").is_some(),
        _ => {}
    });
    if read.is_err() {
        return Shows::Unreadable;
    }
    if is_error(document) {
        return Shows::Error;
    }
    if let Some(response) = wrapped.filter(|response| json::member(response, "response").is_none()) {
        return shows(response);
    }
    let mut found = if blocked { Shows::Content } else { Shows::Begun };
    let _ = json::elements(candidates, |candidate| {
        if found != Shows::Content {
            found = of_candidate(candidate);
        }
    });
    found
}

fn of_candidate(candidate: &[u8]) -> Shows {
    let (mut content, mut reason): (&[u8], Option<String>) = (b"{}", None);
    let _ = json::members(candidate, |key, value| match key.raw() {
        b"content" => content = value,
        b"finishReason" => reason = json::text_of(value),
        _ => {}
    });
    let mut has_content = false;
    let _ = json::elements(json::member(content, "parts").unwrap_or(b"[]"), |part| {
        let _ = json::members(part, |key, value| {
            has_content |= !matches!(key.raw(), b"thought") && is_something(value);
        });
    });
    match reason.as_deref() {
        _ if has_content => Shows::Content,
        None | Some("FINISH_REASON_UNSPECIFIED") => Shows::Begun,
        Some("STOP") => Shows::End,
        // Cut off or refused: an answer, if a short one.
        Some(_) => Shows::Content,
    }
}
