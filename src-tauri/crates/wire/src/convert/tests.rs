//! What conversion promises, seen from outside: whole requests and whole streams, each dialect to each.

mod arbitrary;
mod captures;
mod check_request;
mod check_stream;
mod edges;
mod snapshots;
mod streams;

use super::{Converted, Host, RequestContext};
use domain::{Dialect, UnixMillis};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(super) const MODELS: [&str; 4] = ["claude-sonnet-4-5", "gpt-4.1", "gpt-5", "gemini-2.5-flash"];

pub(super) fn context(to: Dialect) -> RequestContext<'static> {
    let (model, host) = match to {
        Dialect::Anthropic => (MODELS[0], Host::Anthropic),
        Dialect::OpenaiChat => (MODELS[1], Host::OpenAi),
        Dialect::OpenaiResponses => (MODELS[2], Host::OpenAi),
        Dialect::Gemini => (MODELS[3], Host::Gemini),
    };
    RequestContext {
        asked_model: "asked-model",
        model,
        stream: true,
        host,
        session: None,
        caching: false,
        provider: "",
        gemini_array: false,
        recall: None,
        request_id: "req1",
        now: UnixMillis(1_700_000_000_000),
    }
}

pub(super) fn convert(from: Dialect, to: Dialect, body: &Value) -> (Value, Converted) {
    convert_with(from, body, &context(to), to)
}

pub(super) fn convert_with(
    from: Dialect,
    body: &Value,
    context: &RequestContext<'_>,
    to: Dialect,
) -> (Value, Converted) {
    let converted = super::request(from, to, body.to_string().as_bytes(), context)
        .unwrap_or_else(|refusal| panic!("{from} to {to}: {refusal}"));
    (serde_json::from_slice(&converted.body).unwrap(), converted)
}

/// A request with two tools, which wants to see what the model thinks.
pub(super) fn asking(client: Dialect) -> Value {
    let schema = json!({ "type": "object", "properties": { "city": { "type": "string" } } });
    match client {
        Dialect::Anthropic => json!({
            "model": "m", "max_tokens": 32000, "thinking": { "type": "adaptive" },
            "messages": [{ "role": "user", "content": "hi" }],
            "tools": [{ "name": "get_weather", "input_schema": schema }, { "name": "noargs", "input_schema": {} }],
        }),
        Dialect::OpenaiChat => json!({
            "model": "m", "stream": true, "stream_options": { "include_usage": true },
            "messages": [{ "role": "user", "content": "hi" }],
            "tools": [
                { "type": "function", "function": { "name": "get_weather", "parameters": schema } },
                { "type": "function", "function": { "name": "noargs" } },
            ],
        }),
        Dialect::OpenaiResponses => json!({
            "model": "m", "stream": true, "input": "hi", "reasoning": { "summary": "auto" },
            "tools": [
                { "type": "function", "name": "get_weather", "parameters": schema, "strict": false },
                { "type": "function", "name": "noargs", "parameters": null, "strict": false },
            ],
        }),
        Dialect::Gemini => json!({
            "contents": [{ "role": "user", "parts": [{ "text": "hi" }] }],
            "generationConfig": { "thinkingConfig": { "includeThoughts": true } },
            "tools": [{ "functionDeclarations": [
                { "name": "get_weather", "parametersJsonSchema": schema }, { "name": "noargs" },
            ] }],
        }),
    }
}

pub(super) fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)
}
