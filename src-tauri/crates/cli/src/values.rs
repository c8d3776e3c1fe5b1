//! What stands behind `=`: a typed text becomes the JSON value that the field takes.
//!
//! Which fields there are and what fits them is the admin API's to say; here it is only how a text is meant.

use crate::failure::usage;
use domain::UnixMillis;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// How a field's text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it stands.
    Text,
    /// A list, its parts between commas.
    List,
    /// Pairs `from=to`, between commas: a list of objects with these two names.
    Pairs(&'static str, &'static str),
    /// Names with numbers, `name=3`, between commas.
    Numbers,
    /// A moment: RFC 3339, or how far from now (`30d`).
    Moment,
    /// A number, a truth or a text, as it looks.
    Plain,
}

impl Kind {
    fn of(field: &str) -> Self {
        match field {
            "name"
            | "note"
            | "kind"
            | "dialect"
            | "auth_style"
            | "base_url"
            | "credential"
            | "website"
            | "role"
            | "public_url"
            | "language"
            | "theme"
            | "proxy_url"
            | "extra_ca_pem"
            | "schedule_from"
            | "schedule_until"
            | "schedule_time_zone"
            | "anthropic_long_context"
            | "anthropic_cache_ttl"
            | "responses_reasoning_effort"
            | "responses_reasoning_summary"
            | "responses_verbosity"
            | "responses_service_tier"
            | "gemini_google_search" => Self::Text,
            "allowed_models" | "allowed_clients" | "denied_clients" | "allowed_origins" | "allowed_hosts"
            | "tags" | "groups" => Self::List,
            "model_redirects" => Self::Pairs("from", "to"),
            "group_priorities" => Self::Numbers,
            "expires_at" => Self::Moment,
            _ => Self::Plain,
        }
    }
}

/// Reads `field=value …`.
pub(crate) fn assignments(texts: &[String], now: UnixMillis) -> anyhow::Result<Map<String, Value>> {
    let mut fields = Map::new();
    for (index, text) in texts.iter().enumerate() {
        // The text is not repeated: it may be a credential in the wrong place.
        let Some((field, text)) = text.split_once('=').filter(|(field, _)| !field.trim().is_empty()) else {
            return Err(usage(format!("assignment {} is not of the form field=value", index + 1)));
        };
        let field = field.trim();
        if fields.insert(field.to_owned(), value(field, text, now)?).is_some() {
            return Err(usage(format!("{field} is given twice")));
        }
    }
    Ok(fields)
}

/// Reads a field's value; `null` clears whatever it is, and so does nothing at all. But not a credential: it is nothing where
/// a variable of the shell wasn't set.
pub(crate) fn value(field: &str, text: &str, now: UnixMillis) -> anyhow::Result<Value> {
    let trimmed = text.trim();
    let kind = Kind::of(field);
    let is_nothing = trimmed.is_empty() && field != "credential" && matches!(kind, Kind::Text | Kind::Plain);
    if trimmed == "null" || is_nothing {
        return Ok(Value::Null);
    }
    match kind {
        Kind::Text => Ok(Value::from(text)),
        Kind::List if !trimmed.starts_with('[') => Ok(list(trimmed)),
        Kind::Moment => expiry(trimmed, now).map_err(|error| usage(format!("{field}: {error}"))),
        Kind::Pairs(from, to) if !trimmed.starts_with('[') => {
            let pair = |(left, right)| json!({ from: left, to: right });
            Ok(pairs(field, trimmed)?.into_iter().map(pair).collect())
        }
        Kind::Numbers if !trimmed.starts_with('{') => {
            let number = |(name, number): (&str, &str)| {
                let number: u64 =
                    number.parse().map_err(|_| usage(format!("{field}: `{number}` is no number")))?;
                Ok((name.to_owned(), Value::from(number)))
            };
            pairs(field, trimmed)?
                .into_iter()
                .map(number)
                .collect::<anyhow::Result<Map<_, _>>>()
                .map(Value::from)
        }
        Kind::List | Kind::Plain | Kind::Pairs(..) | Kind::Numbers => {
            plain(trimmed).map_err(|error| usage(format!("{field}: {error}")))
        }
    }
}

/// When something ends: a moment, how far from now, or `never`.
pub(crate) fn expiry(text: &str, now: UnixMillis) -> Result<Value, String> {
    if text == "never" {
        return Ok(Value::Null);
    }
    let moment = match duration(text) {
        Some(after) => now.plus(after),
        None => moment(text).ok_or("use 30d, 12h, never, or a time such as 2030-01-31T00:00:00Z")?,
    };
    serde_json::to_value(moment).map_err(|error| error.to_string())
}

/// When something began: a moment, or how long ago.
pub(crate) fn past(text: &str, now: UnixMillis) -> Result<UnixMillis, String> {
    match duration(text) {
        Some(ago) => {
            let ago = i64::try_from(ago.as_millis()).unwrap_or(i64::MAX);
            Ok(UnixMillis(now.0.saturating_sub(ago)))
        }
        None => {
            moment(text).ok_or_else(|| "use 15m, 24h, 7d, or a time such as 2030-01-31T00:00:00Z".to_owned())
        }
    }
}

fn moment(text: &str) -> Option<UnixMillis> {
    serde_json::from_value(Value::from(text)).ok()
}

/// A whole number of seconds, minutes, hours, days or weeks.
fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    let number: u64 = number.parse().ok()?;
    // A longer one is no moment of any calendar.
    number.checked_mul(seconds).filter(|seconds| *seconds < 3_200_000_000).map(Duration::from_secs)
}

/// `left=right` between commas, or `left=>right`, as many write it; nothing is an empty list.
fn pairs<'a>(field: &str, text: &'a str) -> anyhow::Result<Vec<(&'a str, &'a str)>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.split_once('=') {
            Some((left, right)) => Ok((left.trim(), right.trim_start_matches('>').trim())),
            None => Err(usage(format!("{field}: write pairs such as a=b,c=d"))),
        })
        .collect()
}

fn list(text: &str) -> Value {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Value::from).collect()
}

fn plain(text: &str) -> Result<Value, String> {
    if text.starts_with(['[', '{']) {
        return serde_json::from_str(text).map_err(|_| "this begins like JSON and isn't".to_owned());
    }
    Ok(match text {
        "true" => Value::from(true),
        "false" => Value::from(false),
        _ => text.parse::<u64>().map_or_else(|_| Value::from(text), Value::from),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

    #[test]
    fn a_value_is_meant_as_its_field_takes_it() {
        for (field, text, expected) in [
            ("priority", "1", json!(1)),
            ("enabled", "false", json!(false)),
            ("weight", "null", json!(null)),
            ("note", "null", json!(null)),
            ("note", "42", json!("42")),
            ("note", "{not json", json!("{not json")),
            ("name", " true ", json!(" true ")),
            ("credential", "12345", json!("12345")),
            ("allowed_models", "claude-*, gpt-5", json!(["claude-*", "gpt-5"])),
            ("allowed_models", "", json!([])),
            ("schedule_from", "", Value::Null),
            ("breaker_failures", " ", Value::Null),
            ("credential", "", json!("")),
            ("allowed_models", r#"["a,b"]"#, json!(["a,b"])),
            ("custom_headers", r#"{"x-a": "1"}"#, json!({"x-a": "1"})),
            ("codex_instructions", "keep_original", json!("keep_original")),
            ("codex_instructions", r#"{"f": {"text": "t"}}"#, json!({"f": {"text": "t"}})),
            ("tags", "team, night", json!(["team", "night"])),
            ("schedule_from", "22:00", json!("22:00")),
            (
                "model_redirects",
                "claude-*=glm-4.6, o3 => gpt-5",
                json!([
                    {"from": "claude-*", "to": "glm-4.6"}, {"from": "o3", "to": "gpt-5"}
                ]),
            ),
            ("model_redirects", r#"[{"from": "a=b", "to": "c"}]"#, json!([{"from": "a=b", "to": "c"}])),
            ("model_redirects", "", json!([])),
            ("group_priorities", "team=3,night=20", json!({"team": 3, "night": 20})),
            ("group_priorities", "{}", json!({})),
            ("expires_at", "2d", json!("2023-11-16T22:13:20Z")),
            ("expires_at", "never", json!(null)),
            ("expires_at", "2030-01-31T00:00:00Z", json!("2030-01-31T00:00:00Z")),
            ("something_new", "-1", json!("-1")),
            ("something_new", "text", json!("text")),
        ] {
            assert_eq!(value(field, text, NOW).unwrap(), expected, "{field}={text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (field, text) in [
            ("custom_headers", "{"),
            ("model_redirects", "claude-*"),
            ("group_priorities", "team=first"),
            ("allowed_models", "[a"),
            ("expires_at", "soon"),
            ("expires_at", "9999999999999d"),
            ("expires_at", "日"),
        ] {
            assert!(value(field, text, NOW).is_err(), "{field}={text}");
        }
    }

    #[test]
    fn assignments_are_read_in_full_or_not_at_all() {
        let read =
            |texts: &[&str]| assignments(&texts.iter().map(ToString::to_string).collect::<Vec<_>>(), NOW);
        assert_eq!(
            Value::Object(read(&["priority=1", "note=a=b"]).unwrap()),
            json!({"priority": 1, "note": "a=b"})
        );
        for wrong in [&["priority"][..], &["=1"], &["priority=1", "priority=2"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_credential_in_the_wrong_place_is_not_repeated() {
        let error = assignments(&["sk-canary".to_owned()], NOW).unwrap_err();
        assert!(!format!("{error:#}").contains("canary"));
    }

    #[test]
    fn how_long_ago_is_a_moment() {
        assert_eq!(past("1h", NOW), Ok(UnixMillis(NOW.0 - 3_600_000)));
        assert!(past("yesterday", NOW).is_err());
    }
}
