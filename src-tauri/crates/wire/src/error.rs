//! Errors on the wire: writing one in the asking dialect's shape, reading the message out of anybody's.

use crate::{anthropic, gemini, json, openai_chat, openai_responses};
use domain::Dialect;

/// How much of an upstream's error body is looked at.
const READ_LIMIT: usize = 16 << 10;
/// The longest message taken out of it.
const MESSAGE_LIMIT: usize = 4 << 10;

/// An error of the gateway, before it has a dialect's shape.
#[derive(Debug, Clone, Copy)]
pub struct ErrorBody<'a> {
    /// The HTTP status that goes with it, or would have if the stream had not begun.
    pub status: u16,
    /// The machine-readable code, which never changes.
    pub code: &'a str,
    /// What a person reads.
    pub message: &'a str,
    /// The member of the request that is wrong.
    pub param: Option<&'a str>,
    /// Our id of the request.
    pub request_id: &'a str,
    /// After how many seconds a retry makes sense.
    pub retry_after_s: Option<u64>,
}

/// The body of an error response.
pub fn error_body(dialect: Dialect, error: &ErrorBody<'_>) -> Vec<u8> {
    match dialect {
        Dialect::Anthropic => anthropic::error_body(error),
        Dialect::OpenaiChat => openai_chat::error_body(error),
        Dialect::OpenaiResponses => openai_responses::error_body(error),
        Dialect::Gemini => gemini::error_body(error),
    }
}

/// The event that ends a stream which has already begun. Inside an unfinished event a blank line must go first.
pub fn error_event(dialect: Dialect, error: &ErrorBody<'_>) -> Vec<u8> {
    match dialect {
        Dialect::Anthropic => anthropic::error_event(error),
        Dialect::OpenaiChat => openai_chat::error_event(error),
        Dialect::OpenaiResponses => openai_responses::error_event(error),
        Dialect::Gemini => gemini::error_event(error),
    }
}

/// What an upstream's error body says, whatever its shape: JSON of any vendor, HTML, or plain text.
pub fn error_message(body: &[u8]) -> Option<String> {
    let body = &body[..body.len().min(READ_LIMIT)];
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    let message = match text.bytes().next()? {
        b'{' | b'[' => json_message(text).or_else(|| cut_json_message(text))?,
        b'<' => html_title(text)?,
        _ => text.to_owned(),
    };
    let message = message.trim();
    (!message.is_empty()).then(|| shorten(message))
}

fn json_message(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    message_of(&value, 0)
}

fn message_of(value: &serde_json::Value, depth: u8) -> Option<String> {
    if depth > 4 {
        return None;
    }
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Array(list) => message_of(list.first()?, depth + 1),
        serde_json::Value::Object(object) => {
            let places =
                ["error", "message", "detail", "errors", "msg", "error_message", "base_resp", "status_msg"];
            places
                .iter()
                .filter_map(|place| object.get(*place))
                .find_map(|inner| message_of(inner, depth + 1))
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => None,
    }
}

/// The message of JSON that was cut off behind it.
fn cut_json_message(text: &str) -> Option<String> {
    let at = text.find("\"message\"")? + "\"message\"".len();
    let value = text[at..].trim_start().strip_prefix(':')?.trim_start();
    let mut scanner = json::Scanner::new(value.as_bytes());
    let (start, end) = scanner.value().ok()?;
    json::RawText::of_value(&value.as_bytes()[start..end])?.decode().map(|message| message.into_owned())
}

fn html_title(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    Some(text[start..end].split_whitespace().collect::<Vec<_>>().join(" "))
}

fn shorten(message: &str) -> String {
    let end = message.floor_char_boundary(MESSAGE_LIMIT.min(message.len()));
    message[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_found_in_every_vendors_shape() {
        for (body, message) in [
            (r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, "Overloaded"),
            (r#"{"error":{"message":"no","type":"x","param":null,"code":null}}"#, "no"),
            (r#"[{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT"}}]"#, "bad"),
            (r#"{"error":"plain"}"#, "plain"),
            (r#"{"error":{"error":{"message":"nested"}}}"#, "nested"),
            (r#"{"detail":"Not Found"}"#, "Not Found"),
            (r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, "field required"),
            (r#"{"errors":[{"message":"first"}]}"#, "first"),
            (r#"{"object":"error","message":"vllm"}"#, "vllm"),
            (r#"{"code":1,"msg":"额度不足"}"#, "额度不足"),
            (r#"{"base_resp":{"status_code":1004,"status_msg":"login fail"}}"#, "login fail"),
            ("<html><head><TITLE>\n 502 Bad\n Gateway</TITLE></head>", "502 Bad Gateway"),
            ("  upstream connect error \n", "upstream connect error"),
            ("\u{feff}{\"message\":\"bom\"}", "bom"),
            (r#"{"error":{"message":"cut \"here\"","rest":"abc"#, "cut \"here\""),
        ] {
            assert_eq!(error_message(body.as_bytes()).as_deref(), Some(message), "{body}");
        }
        for body in ["", "   ", "{}", "[]", "{\"error\":null}", "<html>", "{\"error\":{\"message\":\"cut of"]
        {
            assert_eq!(error_message(body.as_bytes()), None, "{body}");
        }
    }

    fn body_of(dialect: Dialect, status: u16) -> serde_json::Value {
        let error = ErrorBody {
            status,
            code: "some_code",
            message: "中文 (English)",
            param: Some("model"),
            request_id: "0198",
            retry_after_s: Some(7),
        };
        serde_json::from_slice(&error_body(dialect, &error)).unwrap()
    }

    #[test]
    fn each_dialect_has_its_own_shape() {
        insta::assert_json_snapshot!(Dialect::ALL.map(|dialect| body_of(dialect, 429)));
    }

    #[test]
    fn each_status_has_the_type_that_the_sdks_know() {
        let kinds = |status| {
            let openai = body_of(Dialect::OpenaiChat, status);
            let anthropic = body_of(Dialect::Anthropic, status);
            let gemini = body_of(Dialect::Gemini, status);
            [&anthropic["error"]["type"], &openai["error"]["type"], &gemini["error"]["status"]]
                .map(|kind| kind.as_str().unwrap().to_owned())
        };
        for (status, expected) in [
            (400, ["invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"]),
            (401, ["authentication_error", "invalid_request_error", "UNAUTHENTICATED"]),
            (402, ["billing_error", "insufficient_quota", "PERMISSION_DENIED"]),
            (403, ["permission_error", "invalid_request_error", "PERMISSION_DENIED"]),
            (404, ["not_found_error", "invalid_request_error", "NOT_FOUND"]),
            (408, ["timeout_error", "invalid_request_error", "DEADLINE_EXCEEDED"]),
            (413, ["request_too_large", "invalid_request_error", "INVALID_ARGUMENT"]),
            (429, ["rate_limit_error", "rate_limit_error", "RESOURCE_EXHAUSTED"]),
            (500, ["api_error", "server_error", "INTERNAL"]),
            (502, ["api_error", "server_error", "INTERNAL"]),
            (503, ["overloaded_error", "server_error", "UNAVAILABLE"]),
            (504, ["timeout_error", "server_error", "DEADLINE_EXCEEDED"]),
            (529, ["overloaded_error", "server_error", "UNAVAILABLE"]),
        ] {
            assert_eq!(kinds(status), expected, "{status}");
        }
    }

    #[test]
    fn a_huge_or_broken_body_is_cut_and_never_split_inside_a_character() {
        assert!(error_message("字".repeat(100_000).as_bytes()).unwrap().len() <= MESSAGE_LIMIT);
        assert_eq!(error_message(b"\xff\xfebad").as_deref(), Some("\u{fffd}\u{fffd}bad"));
    }
}
