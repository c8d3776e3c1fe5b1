//! The table of edge cases, each under its number: what a request becomes.

mod answers;
mod history;
mod options;
mod tools;

use super::check_request::check;
use super::{context, convert_with};
use crate::convert::{Change, Host, Refusal, RequestContext, request};
use domain::Dialect;
use serde_json::{Value, json};

pub(super) const A: Dialect = Dialect::Anthropic;
pub(super) const C: Dialect = Dialect::OpenaiChat;
pub(super) const R: Dialect = Dialect::OpenaiResponses;
pub(super) const G: Dialect = Dialect::Gemini;

/// A request as it is sent, which every vendor would take, and what was changed in it.
pub(super) fn sent(from: Dialect, to: Dialect, body: &Value) -> (Value, Vec<Change>) {
    sent_with(from, to, body, |context| context)
}

pub(super) fn sent_with<'a>(
    from: Dialect,
    to: Dialect,
    body: &Value,
    adjust: impl FnOnce(RequestContext<'a>) -> RequestContext<'a>,
) -> (Value, Vec<Change>) {
    let context = adjust(context(to));
    let (written, converted) = convert_with(from, body, &context, to);
    if let Err(fault) = check(to, &written) {
        panic!("{from} to {to}: {fault}\n{written:#}");
    }
    (written, converted.changes)
}

pub(super) fn body(from: Dialect, to: Dialect, body: &Value) -> Value {
    sent(from, to, body).0
}

/// The request to another host, or another model.
pub(super) fn body_at(from: Dialect, to: Dialect, host: Host, model: &'static str, body: &Value) -> Value {
    sent_with(from, to, body, |context| RequestContext { host, model, ..context }).0
}

pub(super) fn refused(from: Dialect, to: Dialect, body: &Value) -> Refusal {
    request(from, to, body.to_string().as_bytes(), &context(to)).unwrap_err()
}

/// A request for a message with these members beside what must be there.
pub(super) fn anthropic(more: &Value) -> Value {
    with(json!({ "model": "m", "max_tokens": 100, "messages": [{ "role": "user", "content": "hi" }] }), more)
}

pub(super) fn chat(more: &Value) -> Value {
    with(json!({ "model": "m", "messages": [{ "role": "user", "content": "hi" }] }), more)
}

pub(super) fn responses(more: &Value) -> Value {
    with(json!({ "model": "m", "input": "hi" }), more)
}

pub(super) fn gemini(more: &Value) -> Value {
    with(json!({ "contents": [{ "role": "user", "parts": [{ "text": "hi" }] }] }), more)
}

fn with(mut body: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// A conversation of Anthropic's with one call, and what came of it.
pub(super) fn called(id: &str, result: &Value) -> Value {
    anthropic(&json!({ "messages": [
        { "role": "user", "content": "go" },
        { "role": "assistant", "content": [
            { "type": "text", "text": "t" },
            { "type": "tool_use", "id": id, "name": "f", "input": { "a": 1 } },
        ] },
        { "role": "user", "content": [
            with(json!({ "type": "tool_result", "tool_use_id": id }), result),
            { "type": "text", "text": "go on" },
        ] },
    ] }))
}

pub(super) const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
