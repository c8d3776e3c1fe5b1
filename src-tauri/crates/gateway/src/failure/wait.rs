//! How long an upstream says to wait: in three headers, two of them with three notations, and in headers that
//! tell when a limit is reset.

use domain::UnixMillis;
use http::{HeaderMap, header};
use std::time::Duration;
use time::{
    OffsetDateTime,
    format_description::well_known::{Rfc2822, Rfc3339},
};

/// Longer is taken for nonsense.
const LONGEST: Duration = Duration::from_secs(86_400);

/// When each of these is at its end, its reset says how long it takes.
const LIMITS: [(&str, &str); 6] = [
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
    ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
    ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
];

/// How long to wait; `None` where nothing sensible is said.
pub(crate) fn wait(headers: &HeaderMap, now: UnixMillis) -> Option<Duration> {
    // The upstream's own clock, where it tells: what counts is the difference.
    let now = text(headers, header::DATE.as_str()).and_then(http_date).unwrap_or(now);
    let millis = ["retry-after-ms", "x-ms-retry-after-ms"].into_iter().find_map(|name| {
        let millis: f64 = text(headers, name)?.parse().ok()?;
        sensible(millis / 1_000.0)
    });
    millis
        .or_else(|| text(headers, header::RETRY_AFTER.as_str()).and_then(|text| moment(text, now)))
        .or_else(|| text(headers, "anthropic-ratelimit-unified-reset").and_then(|text| moment(text, now)))
        .or_else(|| {
            let used_up = LIMITS.iter().filter(|(remaining, _)| text(headers, remaining) == Some("0"));
            used_up.filter_map(|(_, reset)| moment(text(headers, reset)?, now)).max()
        })
}

/// Seconds, a moment of the calendar, a Unix time, or Go's notation of a duration.
fn moment(text: &str, now: UnixMillis) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<f64>() {
        // No wait is a year long, so that this is a moment.
        let is_unix_time = seconds > 31_536_000.0 && seconds.is_finite();
        return sensible(if is_unix_time { seconds - now.0 as f64 / 1_000.0 } else { seconds });
    }
    let date = http_date(text).or_else(|| OffsetDateTime::parse(text, &Rfc3339).ok().and_then(millis_of));
    match date {
        Some(date) => sensible((date.0 - now.0) as f64 / 1_000.0),
        None => go_duration(text),
    }
}

fn sensible(seconds: f64) -> Option<Duration> {
    // Zero is as good as nothing; what isn't a number fails every comparison.
    let duration = (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).ok())??;
    (duration <= LONGEST).then_some(duration)
}

fn http_date(text: &str) -> Option<UnixMillis> {
    OffsetDateTime::parse(text, &Rfc2822).ok().and_then(millis_of)
}

fn millis_of(date: OffsetDateTime) -> Option<UnixMillis> {
    i64::try_from(date.unix_timestamp_nanos() / 1_000_000).ok().map(UnixMillis)
}

/// `6m0s`, `1.5s`, `20ms`.
pub(crate) fn go_duration(text: &str) -> Option<Duration> {
    let (mut rest, mut seconds) = (text, 0.0);
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit() && character != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].find(|character: char| character.is_ascii_digit());
        let end = unit.map_or(rest.len(), |length| digits + length);
        seconds += number
            * match &rest[digits..end] {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3_600.0,
                _ => return None,
            };
        rest = &rest[end..];
    }
    sensible(seconds)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-01 00:00:00 UTC.
    const NOW: UnixMillis = UnixMillis(1_767_225_600_000);

    fn said(pairs: &[(&str, &str)]) -> Option<f64> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        wait(&headers, NOW).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn every_notation_is_understood() {
        for (pairs, seconds) in [
            (&[("retry-after", "2")][..], 2.0),
            (&[("retry-after", "2.5")], 2.5),
            (&[("retry-after", "Thu, 01 Jan 2026 00:00:30 GMT")], 30.0),
            (
                &[
                    ("retry-after", "Thu, 01 Jan 2026 01:00:30 GMT"),
                    ("date", "Thu, 01 Jan 2026 01:00:00 GMT"),
                ],
                30.0,
            ),
            (&[("retry-after-ms", "1500"), ("retry-after", "9")], 1.5),
            (&[("x-ms-retry-after-ms", "250")], 0.25),
            (&[("anthropic-ratelimit-unified-reset", "1767225660")], 60.0),
            (
                &[
                    ("anthropic-ratelimit-tokens-remaining", "0"),
                    ("anthropic-ratelimit-tokens-reset", "2026-01-01T00:01:30Z"),
                ],
                90.0,
            ),
            (&[("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "6m0s")], 360.0),
            (&[("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "20ms")], 0.02),
        ] {
            assert_eq!(said(pairs), Some(seconds), "{pairs:?}");
        }
    }

    #[test]
    fn nonsense_is_nothing() {
        for text in
            ["-1", "0", "1e12", "NaN", "inf", "soon", "", "5x", "Wed, 31 Dec 2025 23:59:00 GMT", "90000"]
        {
            assert_eq!(said(&[("retry-after", text)]), None, "{text}");
        }
        let left = [("x-ratelimit-remaining-requests", "7"), ("x-ratelimit-reset-requests", "6m0s")];
        assert_eq!(said(&left), None, "a limit that isn't used up");
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[ -~]{0,24}") {
            let _ = moment(&text, NOW);
        }
    }
}
