//! What a request asks for: dialect, operation, model, and what of the body decides the answer.

use crate::http::Request;
use domain::Dialect;
use serde_json::Value;

/// A request, understood.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) dialect: Dialect,
    pub(crate) operation: Operation,
    pub(crate) model: String,
    pub(crate) body: Value,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Answer, whole.
    Whole,
    /// Answer, as server-sent events.
    Events,
    /// Answer, as Gemini's JSON array.
    Array,
    CountTokens,
    ListModels,
    OneModel,
    Other(Other),
}

/// OpenAI's operations beside those of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Other {
    Embeddings,
    Completions,
    Images,
    Speech,
    Transcriptions,
    Moderations,
    Rerank,
    Compact,
    /// An answer that was made before.
    Kept {
        id: String,
        deleted: bool,
    },
    InputItems,
}

impl Ask {
    /// `None` for a path that no dialect knows.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let path = request.path();
        if let Some((dialect, other)) = Other::of(&request.method, path) {
            return Some(Self::of_other(request, dialect, other));
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let streams = body["stream"] == true;
        let answer = if streams { Operation::Events } else { Operation::Whole };
        let (dialect, operation) = match (request.method.as_str(), path) {
            ("POST", path) if path.ends_with("/v1/messages") => (Dialect::Anthropic, answer),
            ("POST", path) if path.ends_with("/v1/messages/count_tokens") => {
                (Dialect::Anthropic, Operation::CountTokens)
            }
            ("POST", path) if path.ends_with("/v1/chat/completions") => (Dialect::OpenaiChat, answer),
            ("POST", path) if path.ends_with("/v1/responses") => (Dialect::OpenaiResponses, answer),
            ("POST", path) => return Self::of_gemini(request, path, body),
            ("GET", path) => return Self::of_models(request, path),
            _ => return None,
        };
        let model = body["model"].as_str().unwrap_or_default().to_owned();
        Some(Self { dialect, operation, model, body })
    }

    fn of_gemini(request: &Request, path: &str, body: Value) -> Option<Self> {
        let (model, action) = path.rsplit_once("/models/")?.1.rsplit_once(':')?;
        let events = request.query().is_some_and(|query| query.split('&').any(|pair| pair == "alt=sse"));
        let operation = match action {
            "generateContent" => Operation::Whole,
            "streamGenerateContent" if events => Operation::Events,
            "streamGenerateContent" => Operation::Array,
            "countTokens" => Operation::CountTokens,
            _ => return None,
        };
        Some(Self { dialect: Dialect::Gemini, operation, model: model.to_owned(), body })
    }

    fn of_models(request: &Request, path: &str) -> Option<Self> {
        let asked_by_key = request.header("x-goog-api-key").is_some()
            || request.query().is_some_and(|query| query.contains("key="));
        let dialect = match () {
            () if request.header("anthropic-version").is_some() => Dialect::Anthropic,
            () if asked_by_key || path.contains("/v1beta/") => Dialect::Gemini,
            () => Dialect::OpenaiChat,
        };
        let (operation, model) = match path.rsplit_once("/models")?.1 {
            "" => (Operation::ListModels, ""),
            rest => (Operation::OneModel, rest.strip_prefix('/')?),
        };
        Some(Self { dialect, operation, model: model.to_owned(), body: Value::Null })
    }

    /// A form's fields are read as far as they decide something.
    fn of_other(request: &Request, dialect: Dialect, other: Other) -> Self {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let in_json = body["model"].as_str().map(str::to_owned);
        let model = in_json.or_else(|| form_field(&request.body, "model")).unwrap_or_default();
        Self { dialect, operation: Operation::Other(other), model, body }
    }

    /// The name of the first tool that is declared.
    pub(crate) fn first_tool(&self) -> Option<&str> {
        let tool = &self.body["tools"][0];
        let name = match self.dialect {
            Dialect::Anthropic | Dialect::OpenaiResponses => &tool["name"],
            Dialect::OpenaiChat => &tool["function"]["name"],
            Dialect::Gemini => {
                let spelled = [&tool["functionDeclarations"], &tool["function_declarations"]];
                spelled.into_iter().map(|list| &list[0]["name"]).find(|name| name.is_string())?
            }
        };
        name.as_str()
    }

    /// Whether the conversation ends with what a tool said.
    pub(crate) fn ends_with_tool_result(&self) -> bool {
        let last =
            |list: &str| self.body[list].as_array().and_then(|list| list.last()).cloned().unwrap_or_default();
        let has = |list: &Value, test: fn(&Value) -> bool| {
            list.as_array().is_some_and(|list| list.iter().any(test))
        };
        match self.dialect {
            Dialect::Anthropic => has(&last("messages")["content"], |part| part["type"] == "tool_result"),
            Dialect::OpenaiChat => last("messages")["role"] == "tool",
            Dialect::OpenaiResponses => last("input")["type"] == "function_call_output",
            Dialect::Gemini => has(&last("contents")["parts"], |part| part.get("functionResponse").is_some()),
        }
    }

    pub(crate) fn includes_usage(&self) -> bool {
        self.body["stream_options"]["include_usage"] == true
    }
}

impl Other {
    fn of(method: &str, path: &str) -> Option<(Dialect, Self)> {
        let (_, below) = path.split_once("/v1/")?;
        if let Some(behind) = below.strip_prefix("responses/") {
            return Some((Dialect::OpenaiResponses, Self::of_response(method, behind)?));
        }
        let other = match (method, below) {
            ("POST", "embeddings") => Self::Embeddings,
            ("POST", "completions") => Self::Completions,
            ("POST", "images/generations" | "images/edits" | "images/variations") => Self::Images,
            ("POST", "audio/speech") => Self::Speech,
            ("POST", "audio/transcriptions" | "audio/translations") => Self::Transcriptions,
            ("POST", "moderations") => Self::Moderations,
            ("POST", "rerank") => Self::Rerank,
            _ => return None,
        };
        Some((Dialect::OpenaiChat, other))
    }

    fn of_response(method: &str, behind: &str) -> Option<Self> {
        let kept = |id: &str, deleted| Self::Kept { id: id.to_owned(), deleted };
        match (method, behind.split_once('/')) {
            ("POST", None) if behind == "compact" => Some(Self::Compact),
            ("GET", None) => Some(kept(behind, false)),
            ("DELETE", None) => Some(kept(behind, true)),
            ("POST", Some((id, "cancel"))) => Some(kept(id, false)),
            ("GET", Some((_, "input_items"))) => Some(Self::InputItems),
            _ => None,
        }
    }

    /// Whether a request for it has no body.
    pub(crate) fn is_bare(&self) -> bool {
        matches!(self, Self::Kept { .. } | Self::InputItems)
    }
}

/// The value of a form's field.
fn form_field(body: &[u8], name: &str) -> Option<String> {
    let head = format!("name=\"{name}\"\r\n\r\n");
    let start = memchr::memmem::find(body, head.as_bytes())? + head.len();
    let length = memchr::memmem::find(&body[start..], b"\r\n")?;
    String::from_utf8(body[start..start + length].to_vec()).ok()
}
