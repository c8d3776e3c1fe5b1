//! What an error says to a machine: its codes, and how long to wait. Of any vendor's shape.

use serde_json::Value;
use std::time::Duration;

/// How much of an error is looked at.
const LIMIT: usize = 64 << 10;
/// How deep.
const DEPTH: u8 = 8;

/// The facts of an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorFacts {
    /// Its types, codes and reasons, in lower case.
    codes: Vec<String>,
    /// How long it says to wait.
    pub retry_delay: Option<Duration>,
}

/// Codes by the status that means the same, the narrower first: OpenAI's type for a wrong key is
/// `invalid_request_error`.
const STATUSES: [(u16, &[&str]); 9] = [
    (401, &["authentication_error", "invalid_api_key", "unauthenticated"]),
    (402, MONEY),
    (404, &["not_found_error", "model_not_found", "not_found"]),
    (429, &["rate_limit_error", "rate_limit_exceeded", "resource_exhausted", "too_many_requests"]),
    (529, &["overloaded_error", "overloaded"]),
    (503, &["unavailable", "service_unavailable", "server_is_overloaded"]),
    (504, &["timeout_error", "deadline_exceeded"]),
    (403, &["permission_error", "permission_denied"]),
    (
        400,
        &[
            "invalid_request_error",
            "invalid_argument",
            "invalid_prompt",
            "context_length_exceeded",
            "request_too_large",
        ],
    ),
];
/// No money, or no quota that comes back soon.
const MONEY: &[&str] = &[
    "billing_error",
    "billing_hard_limit_reached",
    "enforced_spend_limit_reached",
    "insufficient_balance",
    "insufficient_quota",
    "insufficient_user_quota",
    "pre_consume_token_quota_failed",
];
/// How a rate limit is worded where there is no code.
const LIMITED: [&str; 4] = ["rate limit", "rate-limit", "too many requests", "请求过于频繁"];

impl ErrorFacts {
    /// Reads an error's body, or an event's data.
    pub fn of(body: &[u8]) -> Self {
        let mut facts = Self::default();
        let cut = &body[..body.len().min(LIMIT)];
        if let Ok(value) = serde_json::from_slice::<Value>(cut.trim_ascii()) {
            facts.read(&value, 0);
        }
        facts
    }

    /// Whether money or a quota is used up, rather than a rate exceeded.
    pub fn is_about_money(&self) -> bool {
        self.codes.iter().any(|code| MONEY.contains(&code.as_str()) || code.contains("perday"))
    }

    /// Whether it says that the model is not to be had here.
    pub fn is_about_model(&self) -> bool {
        const MODEL: [&str; 3] = ["model_not_found", "model_not_supported", "unsupported_model"];
        self.codes.iter().any(|code| MODEL.contains(&code.as_str()))
    }

    /// The status that means what the error says; `message` decides only where no code does.
    pub fn status(&self, message: &str) -> u16 {
        let has = |known: &[&str]| self.codes.iter().any(|code| known.contains(&code.as_str()));
        let named = STATUSES.iter().find(|(_, known)| has(known)).map(|(status, _)| *status);
        let numbered = || {
            let numbers = self.codes.iter().filter_map(|code| code.parse::<u16>().ok());
            numbers.into_iter().find(|number| (400..600).contains(number))
        };
        let worded = || {
            let message = message.to_lowercase();
            LIMITED.iter().any(|words| has_words(&message, words)).then_some(429)
        };
        named.or_else(numbered).or_else(worded).unwrap_or(502)
    }

    fn read(&mut self, value: &Value, depth: u8) {
        match value {
            Value::Array(list) if depth < DEPTH => list.iter().for_each(|item| self.read(item, depth + 1)),
            Value::Object(object) if depth < DEPTH => {
                for (name, value) in object {
                    match (name.as_str(), value) {
                        ("type" | "code" | "status" | "reason" | "quotaId", Value::String(code)) => {
                            self.codes.push(code.to_ascii_lowercase());
                        }
                        ("code", Value::Number(code)) => self.codes.push(code.to_string()),
                        ("retryDelay", Value::String(text)) => self.retry_delay = seconds(text),
                        ("error" | "errors" | "response" | "details" | "violations", inner) => {
                            self.read(inner, depth + 1);
                        }
                        _ => {}
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            Value::Array(_) | Value::Object(_) => {}
        }
    }
}

/// Whether a text has these words, rather than others that end like them.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words)
        .any(|(at, _)| !text[..at].ends_with(|before: char| before.is_ascii_alphanumeric()))
}

/// Protobuf's way to write a duration: `12.5s`.
fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.strip_suffix('s')?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_vendors_error_has_the_status_that_it_means() {
        for (body, status) in [
            (r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, 529),
            (r#"{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}"#, 429),
            (r#"{"error":{"message":"no","type":"invalid_request_error","code":"invalid_api_key"}}"#, 401),
            (r#"{"error":{"message":"no","type":"invalid_request_error","code":"model_not_found"}}"#, 404),
            (r#"{"error":{"message":"no","type":"insufficient_quota","code":"insufficient_quota"}}"#, 402),
            (r#"{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}"#, 429),
            (r#"{"error":{"code":503,"message":"m"}}"#, 503),
            (r#"{"type":"response.failed","response":{"error":{"code":"server_error","message":"m"}}}"#, 502),
            (r#"{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded"}}}"#, 429),
            (r#"{"type":"error","code":"invalid_prompt","message":"m"}"#, 400),
            (r#"{"error":"plain"}"#, 502),
            ("not json", 502),
        ] {
            assert_eq!(ErrorFacts::of(body.as_bytes()).status(""), status, "{body}");
        }
    }

    /// Case 31.
    #[test]
    fn a_rate_limit_without_a_code_is_known_by_its_words() {
        assert_eq!(ErrorFacts::default().status("Rate limit reached for your plan"), 429);
        assert_eq!(ErrorFacts::default().status("the moderate limitation"), 502);
    }

    #[test]
    fn money_is_told_from_a_rate() {
        let daily = r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"@type":"x","violations":[{"quotaId":"GenerateRequestsPerDayPerProject"}]},{"@type":"y","retryDelay":"12.5s"}]}}"#;
        let facts = ErrorFacts::of(daily.as_bytes());
        assert!(facts.is_about_money());
        assert_eq!(facts.retry_delay, Some(Duration::from_millis(12_500)));
        let rate = ErrorFacts::of(br#"{"error":{"type":"rate_limit_error"}}"#);
        assert!(!rate.is_about_money());
    }
}
