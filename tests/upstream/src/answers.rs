//! What a provider says: texts, tool calls, counts, lists and errors, in the four dialects.
//!
//! Written by hand, in the order and spacing of the real services; no code is shared with what is tested.

mod anthropic;
mod gemini;
mod openai_chat;
mod openai_responses;
mod other;

use crate::{
    ask::{Ask, Operation},
    script::{Said, Script},
};
use domain::Dialect;
use serde_json::{Value, json};

/// What the upstream answers when no script says otherwise.
pub const TEXT: &str = "Grüße from the scripted upstream, 世界.";

/// Tokens that every answer reports.
pub(crate) const INPUT_TOKENS: u64 = 25;
pub(crate) const OUTPUT_TOKENS: u64 = 12;

/// The arguments of the sensible tool call.
const CITY: &str = "Zürich";

/// An answer, ready to be framed.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Body,
}

/// One piece, or a piece per event.
pub(crate) enum Body {
    Whole(Vec<u8>),
    Stream(Vec<Vec<u8>>),
}

/// What the model says.
pub(crate) enum Content {
    Text(Vec<String>),
    Tool { name: String, arguments: String },
}

impl Content {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(pieces) => pieces.concat(),
            Self::Tool { .. } => String::new(),
        }
    }
}

/// The answer that the script wants, in the shape that the request wants.
pub(crate) fn answer(ask: &Ask, script: &Script) -> Answer {
    if let Some(status) = failure(ask, script) {
        return whole(status, error(ask.dialect, status, "the scripted upstream was told to fail"));
    }
    match &script.said {
        Said::Whole { status, body } => return whole(*status, body.clone()),
        Said::Chunks(chunks) => return stream(EVENT_STREAM, chunks.clone()),
        Said::Sensible | Said::Pieces(_) | Said::Tool { .. } | Said::Raw(_) => (),
    }
    let content = content(ask, script);
    let usage = !script.without_usage;
    match &ask.operation {
        Operation::Whole => whole(200, whole_answer(ask, &content, usage)),
        Operation::Events => stream(EVENT_STREAM, events(ask, &content, usage)),
        Operation::Array => stream("application/json; charset=UTF-8", gemini::array(ask, &content, usage)),
        Operation::CountTokens => whole(200, token_count(ask.dialect)),
        Operation::ListModels => whole(200, models(ask.dialect)),
        Operation::Other(other) => other::answer(ask, other),
        Operation::OneModel => whole(200, model(ask.dialect, &ask.model).to_string().into_bytes()),
    }
}

/// The event by which a stream of the dialect says that it failed.
pub(crate) fn error_event(dialect: Dialect) -> Vec<u8> {
    let message = "the scripted upstream fails in mid-stream";
    match dialect {
        Dialect::Anthropic => [&b"event: error\ndata: "[..], &error(dialect, 529, message), b"\n\n"].concat(),
        Dialect::OpenaiResponses => openai_responses::failed(message),
        Dialect::OpenaiChat | Dialect::Gemini => {
            [&b"data: "[..], &error(dialect, 503, message), b"\n\n"].concat()
        }
    }
}

/// A JSON string, quotes included.
fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

const EVENT_STREAM: &str = "text/event-stream; charset=utf-8";

fn whole(status: u16, body: Vec<u8>) -> Answer {
    Answer { status, content_type: "application/json", body: Body::Whole(body) }
}

fn stream(content_type: &'static str, chunks: Vec<Vec<u8>>) -> Answer {
    Answer { status: 200, content_type, body: Body::Stream(chunks) }
}

/// The status that a model named `fail-NNN` stands for.
fn failure(ask: &Ask, script: &Script) -> Option<u16> {
    match script.said {
        Said::Sensible => ask.model.strip_prefix("fail-")?.parse().ok(),
        Said::Pieces(_) | Said::Tool { .. } | Said::Whole { .. } | Said::Chunks(_) | Said::Raw(_) => None,
    }
}

fn content(ask: &Ask, script: &Script) -> Content {
    let sensible = || Content::Text(TEXT.split_inclusive(' ').map(str::to_owned).collect());
    let call = |name: Option<&str>, arguments: &Value| match name.or_else(|| ask.first_tool()) {
        Some(name) if !ask.ends_with_tool_result() => {
            Content::Tool { name: name.to_owned(), arguments: arguments.to_string() }
        }
        Some(_) | None => sensible(),
    };
    match &script.said {
        Said::Pieces(pieces) => Content::Text(pieces.clone()),
        Said::Tool { name, arguments } => call(name.as_deref(), arguments),
        Said::Sensible if ask.model == "call-tool" => call(None, &json!({ "city": CITY })),
        Said::Sensible | Said::Whole { .. } | Said::Chunks(_) | Said::Raw(_) => sensible(),
    }
}

fn whole_answer(ask: &Ask, content: &Content, usage: bool) -> Vec<u8> {
    let body = match ask.dialect {
        Dialect::Anthropic => anthropic::whole(ask, content, usage),
        Dialect::OpenaiChat => openai_chat::whole(ask, content, usage),
        Dialect::OpenaiResponses => openai_responses::whole(ask, content, usage),
        Dialect::Gemini => gemini::whole(ask, content, usage),
    };
    body.into_bytes()
}

fn events(ask: &Ask, content: &Content, usage: bool) -> Vec<Vec<u8>> {
    match ask.dialect {
        Dialect::Anthropic => anthropic::events(ask, content, usage),
        Dialect::OpenaiChat => openai_chat::events(ask, content, usage),
        Dialect::OpenaiResponses => openai_responses::events(ask, content, usage),
        Dialect::Gemini => gemini::events(ask, content, usage),
    }
}

fn token_count(dialect: Dialect) -> Vec<u8> {
    let count = match dialect {
        Dialect::Gemini => json!({ "totalTokens": INPUT_TOKENS }),
        Dialect::Anthropic | Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            json!({ "input_tokens": INPUT_TOKENS })
        }
    };
    count.to_string().into_bytes()
}

fn models(dialect: Dialect) -> Vec<u8> {
    let list = |names: &[&str]| names.iter().map(|name| model(dialect, name)).collect::<Vec<_>>();
    let models = match dialect {
        Dialect::Anthropic => json!({
            "data": list(&["claude-opus-5-5", "claude-haiku-5"]),
            "has_more": false,
            "first_id": "claude-opus-5-5",
            "last_id": "claude-haiku-5",
        }),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            json!({ "object": "list", "data": list(&["gpt-5", "gpt-4.1"]) })
        }
        Dialect::Gemini => json!({ "models": list(&["gemini-2.5-pro"]) }),
    };
    models.to_string().into_bytes()
}

fn model(dialect: Dialect, name: &str) -> Value {
    match dialect {
        Dialect::Anthropic => json!({
            "type": "model", "id": name, "display_name": name, "created_at": "2026-02-04T00:00:00Z",
        }),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => json!({
            "id": name, "object": "model", "created": 1_770_000_000, "owned_by": "system",
        }),
        Dialect::Gemini => json!({
            "name": format!("models/{name}"), "version": "001", "displayName": name,
            "inputTokenLimit": 1_048_576, "outputTokenLimit": 65_536,
            "supportedGenerationMethods": ["generateContent", "countTokens"],
        }),
    }
}

fn error(dialect: Dialect, status: u16, message: &str) -> Vec<u8> {
    let body = match dialect {
        Dialect::Anthropic => {
            let kind = match status {
                401 => "authentication_error",
                403 => "permission_error",
                404 => "not_found_error",
                429 => "rate_limit_error",
                529 => "overloaded_error",
                500.. => "api_error",
                _ => "invalid_request_error",
            };
            json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_011" })
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            let kind = match status {
                429 => "rate_limit_error",
                500.. => "server_error",
                _ => "invalid_request_error",
            };
            json!({ "error": { "message": message, "type": kind, "param": null, "code": null } })
        }
        Dialect::Gemini => {
            let name = match status {
                401 => "UNAUTHENTICATED",
                403 => "PERMISSION_DENIED",
                404 => "NOT_FOUND",
                429 => "RESOURCE_EXHAUSTED",
                503 => "UNAVAILABLE",
                500.. => "INTERNAL",
                _ => "INVALID_ARGUMENT",
            };
            json!({ "error": { "code": status, "message": message, "status": name } })
        }
    };
    body.to_string().into_bytes()
}
