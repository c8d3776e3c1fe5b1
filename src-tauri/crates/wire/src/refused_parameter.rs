//! The parameter that an OpenAI-like API refuses because it doesn't know it, read out of its error.

use crate::edit::{Edits, openai};
use serde_json::Value;

/// A parameter that was refused, and what it is called instead where the error says so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RefusedParameter {
    /// Its path in the body: `reasoning.summary`.
    pub path: String,
    /// The name that takes its place, on the top level.
    pub instead: Option<String>,
}

/// Without these a request is another one, so that its refusal is the client's to hear.
const ESSENTIAL: [&str; 14] = [
    "contents",
    "functions",
    "input",
    "instructions",
    "messages",
    "model",
    "previous_response_id",
    "prompt",
    "response_format",
    "stream",
    "system",
    "text.format",
    "tool_choice",
    "tools",
];
/// How a model samples: of these even a refused value may go, since there is a default.
const SAMPLING: [&str; 4] = ["frequency_penalty", "presence_penalty", "temperature", "top_p"];
/// What stands before the name where there is no code.
const WORDED: [&str; 4] = [
    "unsupported parameter:",
    "unknown parameter:",
    "unrecognized request argument supplied:",
    "unrecognized request arguments supplied:",
];

impl RefusedParameter {
    /// Reads an error's body; `None` when it refuses something else, or something that a request can't do
    /// without.
    pub fn of(body: &str) -> Option<Self> {
        let error: Value = serde_json::from_str(body).ok()?;
        let inner = error.get("error").unwrap_or(&error);
        let text = |name: &str| inner.get(name).and_then(Value::as_str);
        let message =
            text("message").or_else(|| text("detail")).or_else(|| inner.as_str()).unwrap_or_default();
        let param = text("param").unwrap_or_default();
        let coded = match text("code") {
            Some("unsupported_parameter" | "unknown_parameter") => Some(param),
            Some("unsupported_value") => Some(param).filter(|param| SAMPLING.contains(param)),
            Some(_) | None => None,
        };
        let path = coded.filter(|path| !path.is_empty()).or_else(|| worded(message))?;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_path =
            path.len() <= 64 && path.split('.').all(|name| !name.is_empty() && name.bytes().all(is_name));
        let is_essential = ESSENTIAL.iter().any(|essential| {
            path.strip_prefix(essential).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        if !is_path || is_essential {
            return None;
        }
        Some(Self { path: path.to_owned(), instead: instead(message).filter(|name| *name != path) })
    }

    /// The edits that leave it out of a body, or give it its new name; none when it isn't there.
    pub fn edits(&self, body: &[u8]) -> Edits {
        match &self.instead {
            Some(name) => openai::renamed(body, &self.path, name),
            None => openai::without(body, &self.path),
        }
    }
}

/// `Unsupported parameter: 'max_tokens' is not …`.
fn worded(message: &str) -> Option<&str> {
    let lower = message.to_ascii_lowercase();
    let words = WORDED.iter().find(|words| lower.starts_with(**words))?;
    let rest = message[words.len()..].trim_start();
    let quoted = rest.strip_prefix(['\'', '`', '"']).and_then(|rest| rest.split(['\'', '`', '"']).next());
    let bare = || rest.split(|character: char| character.is_whitespace() || character == ',').next();
    quoted.or_else(bare).map(|name| name.trim_end_matches('.'))
}

/// `Use 'max_completion_tokens' instead.`
fn instead(message: &str) -> Option<String> {
    let (before, _) = message.split_once("' instead")?;
    let (_, name) = before.rsplit_once("Use '")?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<(String, Option<String>)> {
        RefusedParameter::of(body).map(|refused| (refused.path, refused.instead))
    }

    #[test]
    fn the_parameter_is_found_in_every_notation() {
        for (body, path, renamed) in [
            (
                r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
                "max_tokens",
                Some("max_completion_tokens"),
            ),
            (
                r#"{"error":{"message":"no","param":"reasoning.summary","code":"unsupported_parameter"}}"#,
                "reasoning.summary",
                None,
            ),
            (
                r#"{"error":{"message":"Unknown parameter: 'foo'.","param":"foo","code":"unknown_parameter"}}"#,
                "foo",
                None,
            ),
            (
                r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model.","param":"temperature","code":"unsupported_value"}}"#,
                "temperature",
                None,
            ),
            (r#"{"detail":"Unsupported parameter: max_output_tokens"}"#, "max_output_tokens", None),
            (
                r#"{"error":{"message":"Unrecognized request argument supplied: top_k","type":"invalid_request_error","param":null,"code":null}}"#,
                "top_k",
                None,
            ),
            (r#"{"error":"Unknown parameter: `seed`"}"#, "seed", None),
        ] {
            assert_eq!(read(body), Some((path.to_owned(), renamed.map(str::to_owned))), "{body}");
        }
    }

    #[test]
    fn what_a_request_cannot_do_without_stays() {
        for body in [
            r#"{"error":{"message":"no","param":"messages","code":"unsupported_parameter"}}"#,
            r#"{"error":{"message":"no","param":"text.format.schema","code":"unsupported_parameter"}}"#,
            r#"{"error":{"message":"no","param":"messages[1].content","code":"unknown_parameter"}}"#,
            r#"{"error":{"message":"no","param":"reasoning.effort","code":"unsupported_value"}}"#,
            r#"{"error":{"message":"no","param":"","code":"unsupported_parameter"}}"#,
            r#"{"error":{"message":"prompt is too long"}}"#,
            "not json",
            "",
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
