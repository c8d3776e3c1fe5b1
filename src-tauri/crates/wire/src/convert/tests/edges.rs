//! The table of edge cases, each under its number: what requests and answers become.

mod answers;
mod history;
mod media;
mod options;
mod spellings;
mod thoughts;
mod tools;

use super::check_request::check;
use super::{context, convert_with};
use crate::convert::{Change, Host, Memory, Refusal, RequestContext, request, response};
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

/// What a client reads of an upstream's whole answer.
pub(super) fn whole(memory: &Memory, body: &Value) -> Value {
    serde_json::from_slice(&response(memory, body.to_string().as_bytes()).unwrap().body).unwrap()
}

/// A chat completion with this message.
pub(super) fn completion(message: &Value, finish: &str) -> Value {
    json!({ "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "x",
        "choices": [{ "index": 0, "message": message, "finish_reason": finish }],
        "usage": { "prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": { "cached_tokens": 600, "cache_write_tokens": 100 }, "completion_tokens_details": { "reasoning_tokens": 20 } } })
}

/// A chat completion that calls one function.
pub(super) fn call(name: &str, arguments: &str) -> Value {
    completion(
        &json!({ "role": "assistant", "content": null, "tool_calls": [
            { "id": "call_1", "type": "function", "function": { "name": name, "arguments": arguments } } ] }),
        "tool_calls",
    )
}

pub(super) const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
