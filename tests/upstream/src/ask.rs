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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

impl Ask {
    /// `None` for a path that no dialect knows.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let path = request.path();
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
