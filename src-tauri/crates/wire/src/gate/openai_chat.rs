//! Chat completions: content is in the choices' deltas.

use super::{Shows, has, is_error, is_something};
use crate::json;

/// What an event shows.
pub(super) fn shows(document: &[u8]) -> Shows {
    let mut choices: &[u8] = b"[]";
    let read = json::members(document, |key, value| {
        if key.is("choices") {
            choices = value;
        }
    });
    if read.is_err() {
        return Shows::Unreadable;
    }
    if is_error(document) {
        return Shows::Error;
    }
    let mut shows = Shows::Begun;
    // `null` has no elements.
    let _ = json::elements(choices, |choice| {
        let of_choice = of_choice(choice);
        if rank(of_choice) > rank(shows) {
            shows = of_choice;
        }
    });
    shows
}

fn of_choice(choice: &[u8]) -> Shows {
    let mut shows = Shows::Begun;
    let mut note = |found: Shows| {
        if rank(found) > rank(shows) {
            shows = found;
        }
    };
    let _ = json::members(choice, |key, value| match key.raw() {
        b"error" if is_something(value) => note(Shows::Error),
        b"delta" | b"message" => note(of_delta(value)),
        b"text" if is_something(value) => note(Shows::Content),
        b"finish_reason" => match json::text_of(value).as_deref() {
            Some("error") => note(Shows::Error),
            // Cut off or filtered: an answer, if a short one.
            Some("stop") | None => {}
            Some("tool_calls" | "function_call") => note(Shows::Tool),
            Some(_) => note(Shows::Content),
        },
        _ => {}
    });
    shows
}

fn of_delta(delta: &[u8]) -> Shows {
    let content =
        ["content", "reasoning_content", "reasoning", "reasoning_details", "refusal", "audio", "images"];
    if has(delta, &content) {
        return Shows::Content;
    }
    let mut shows = Shows::Begun;
    let mut call = |function: &[u8]| {
        shows = if has(function, &["arguments"]) { Shows::Content } else { Shows::Tool };
    };
    let _ = json::members(delta, |key, value| match key.raw() {
        b"function_call" if is_something(value) => call(value),
        b"tool_calls" => {
            let _ = json::elements(value, |tool| call(json::member(tool, "function").unwrap_or(b"{}")));
        }
        _ => {}
    });
    shows
}

/// An error outweighs content, content a name.
fn rank(shows: Shows) -> u8 {
    match shows {
        Shows::Life | Shows::Begun | Shows::End | Shows::Unreadable => 0,
        Shows::Tool => 1,
        Shows::Content => 2,
        Shows::Error => 3,
    }
}
