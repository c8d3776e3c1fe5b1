//! Turns an upstream's error into one of the client's dialect.

use crate::{ErrorBody, ErrorFacts, error_body, error_message};
use domain::Dialect;

/// An error as the client gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertedError {
    /// The HTTP status.
    pub status: u16,
    /// The body, in the client's dialect.
    pub body: Vec<u8>,
    /// After how many seconds a retry makes sense, where the body says so.
    pub retry_after_s: Option<u64>,
}

/// The error that an upstream answered with, for a client of another dialect. `provider` stands before what it
/// said; `retry_after_s` is what its headers say.
pub fn error(
    client: Dialect,
    status: u16,
    body: &[u8],
    provider: &str,
    request_id: &str,
    retry_after_s: Option<u64>,
) -> ConvertedError {
    let facts = ErrorFacts::of(body);
    let said = error_message(body).unwrap_or_else(|| format!("HTTP {status}"));
    let retry_after_s = retry_after_s.or(facts.retry_delay.map(|delay| delay.as_secs().max(1)));
    let too_long = is_too_long(&said);
    let said_status = status;
    let status = if too_long { 400 } else { client_status(client, status) };
    let (code, message) = match said_status {
        _ if too_long => ("context_length_exceeded", too_long_message(client, &said, provider)),
        401 => {
            let message =
                format!("[gateway] 提供商拒绝了它的密钥 (provider key rejected: {provider}: {said})");
            ("provider_key_rejected", message)
        }
        _ => (code_of(status), format!("[{provider}] {said}")),
    };
    let error = ErrorBody { status, code, message: &message, param: None, request_id, retry_after_s };
    ConvertedError { status, body: error_body(client, &error), retry_after_s }
}

/// The status that the client's SDK understands. A wrong key of the provider's is not the client's.
fn client_status(client: Dialect, status: u16) -> u16 {
    match (status, client) {
        (401, _) => 403,
        (529, Dialect::OpenaiChat | Dialect::OpenaiResponses | Dialect::Gemini) => 503,
        (520..=524, _) => 502,
        (200..=399, _) => 502,
        (status, _) => status,
    }
}

fn code_of(status: u16) -> &'static str {
    match status {
        402 => "insufficient_quota",
        404 => "model_not_found",
        429 => "rate_limit_exceeded",
        503 | 529 => "overloaded",
        500.. => "upstream_error",
        _ => "invalid_request",
    }
}

/// Whether the message says that the conversation doesn't fit the model. Clients compact it then.
pub(crate) fn is_too_long(message: &str) -> bool {
    const WORDS: [&str; 11] = [
        "prompt is too long",
        "context_length_exceeded",
        "maximum context length",
        "context window",
        "exceeds the maximum number of tokens",
        "input is too long",
        "input length and `max_tokens` exceed",
        "too many tokens",
        "reduce the length of the messages",
        "exceeds the context",
        "上下文长度",
    ];
    let message = message.to_lowercase();
    WORDS.iter().any(|words| message.contains(words))
}

/// What clients look for, with the numbers where the upstream said any.
pub(super) fn too_long_message(client: Dialect, said: &str, provider: &str) -> String {
    let mut numbers: Vec<u64> = numbers_in(said).into_iter().filter(|number| *number >= 1000).collect();
    numbers.sort_unstable();
    match (client, numbers.first(), numbers.last()) {
        // Claude Code recognises exactly this form.
        (Dialect::Anthropic, Some(maximum), Some(tokens)) if maximum < tokens => {
            format!("prompt is too long: {tokens} tokens > {maximum} maximum")
        }
        (Dialect::Anthropic, Some(maximum), _) => {
            format!("prompt is too long: {} tokens > {maximum} maximum", maximum + 1)
        }
        (Dialect::Anthropic, None, _) => "prompt is too long: 200001 tokens > 200000 maximum".to_owned(),
        (Dialect::OpenaiChat | Dialect::OpenaiResponses, ..) => {
            format!("[{provider}] This model's maximum context length is exceeded: {said}")
        }
        (Dialect::Gemini, ..) => {
            format!("[{provider}] The input token count exceeds the maximum number of tokens allowed: {said}")
        }
    }
}

/// The whole numbers in a text; commas between digits don't count.
fn numbers_in(text: &str) -> Vec<u64> {
    let joined: Vec<char> = text.chars().collect();
    let mut numbers = Vec::new();
    let mut digits = String::new();
    for (at, character) in joined.iter().enumerate() {
        let next_is_digit = joined.get(at + 1).is_some_and(char::is_ascii_digit);
        match character {
            digit if digit.is_ascii_digit() => digits.push(*digit),
            ',' if !digits.is_empty() && next_is_digit => {}
            _ => {
                numbers.extend(digits.parse::<u64>());
                digits.clear();
            }
        }
    }
    numbers.extend(digits.parse::<u64>());
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(client: Dialect, status: u16, body: &str) -> (u16, serde_json::Value) {
        let error = error(client, status, body.as_bytes(), "p", "r1", None);
        (error.status, serde_json::from_slice(&error.body).unwrap())
    }

    #[test]
    fn row_121_a_conversation_that_is_too_long_says_so_in_the_clients_words() {
        let openai = r#"{"error":{"message":"This model's maximum context length is 128,000 tokens. However, your messages resulted in 130012 tokens.","code":"context_length_exceeded"}}"#;
        let (status, body) = of(Dialect::Anthropic, 400, openai);
        assert_eq!(
            (status, body["error"]["message"].as_str()),
            (400, Some("prompt is too long: 130012 tokens > 128000 maximum"))
        );
        let anthropic = r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 205000 tokens > 200000 maximum"}}"#;
        for client in [Dialect::OpenaiChat, Dialect::OpenaiResponses] {
            let (status, body) = of(client, 413, anthropic);
            assert_eq!((status, body["error"]["code"].as_str()), (400, Some("context_length_exceeded")));
        }
    }

    #[test]
    fn rows_117_and_120_each_status_is_one_that_the_client_understands() {
        let body = r#"{"error":{"message":"no"}}"#;
        for client in Dialect::ALL {
            assert_eq!(of(client, 401, body).0, 403);
            assert_eq!(of(client, 522, "<html><title>x</title>").0, 502);
            let overloaded = if client == Dialect::Anthropic { 529 } else { 503 };
            assert_eq!(of(client, 529, body).0, overloaded);
        }
        let retry = r#"[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}]"#;
        let converted = error(Dialect::Anthropic, 429, retry.as_bytes(), "p", "r1", None);
        assert_eq!((converted.status, converted.retry_after_s), (429, Some(7)));
        assert!(String::from_utf8_lossy(&converted.body).contains("[p] slow"));
    }
}
