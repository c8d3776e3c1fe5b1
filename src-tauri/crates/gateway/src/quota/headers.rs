//! The headers by which vendors tell a credential's quota. Only these names are looked at, and where none of
//! them is, nothing is allocated.

use domain::{Text, UnixMillis};
use http::HeaderMap;
use std::time::Duration;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const ANTHROPIC: &str = "anthropic-ratelimit-";
const UNIFIED: &str = "anthropic-ratelimit-unified-";
const OPENAI: &str = "x-ratelimit-";
const CODEX: &str = "x-codex-";
/// What rates are counted in: Anthropic's names and OpenAI's.
const RATES: [&str; 4] = ["requests", "tokens", "input-tokens", "output-tokens"];
/// How many windows of Anthropic's subscriptions are read: answers name them, so there is a bound.
const MOST_UNIFIED: usize = 8;
/// No reset is further away.
const FURTHEST: Duration = Duration::from_secs(60 * 24 * 3_600);

/// One window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// `5h`, `7d`, `requests`, …
    pub(super) name: Text,
    /// Whether it is a rate's, and fills up as it goes, rather than a quota's.
    pub(super) is_rate: bool,
    pub(super) used_permille: Option<u32>,
    pub(super) remaining: Option<u64>,
    pub(super) limit: Option<u64>,
    pub(super) resets_at: Option<UnixMillis>,
}

/// What one answer told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Reading {
    pub(super) windows: Vec<Window>,
    /// Whether the account pays for what goes beyond its quota.
    pub(super) may_exceed: bool,
}

impl Reading {
    /// A later answer told this.
    pub(super) fn update(&mut self, later: Self) {
        self.may_exceed = later.may_exceed;
        for window in later.windows {
            match self.windows.iter_mut().find(|known| known.name == window.name) {
                Some(known) => *known = window,
                None => self.windows.push(window),
            }
        }
    }
}

/// Reads them; `None` where an answer tells nothing.
pub(super) fn read(headers: &HeaderMap, now: UnixMillis) -> Option<Reading> {
    let (mut anthropic, mut openai, mut codex) = (false, false, false);
    for name in headers.keys() {
        anthropic |= name.as_str().starts_with(ANTHROPIC);
        openai |= name.as_str().starts_with(OPENAI);
        codex |= name.as_str().starts_with(CODEX);
    }
    if !(anthropic || openai || codex) {
        return None;
    }
    let headers = Headers { headers, now };
    let mut reading = Reading::default();
    if anthropic {
        headers.unified(&mut reading);
        let rates = RATES.iter().filter_map(|rate| {
            headers
                .rate(rate, ["limit", "remaining", "reset"].map(|what| format!("{ANTHROPIC}{rate}-{what}")))
        });
        reading.windows.extend(rates);
    }
    if openai {
        let rates = RATES[..2].iter().filter_map(|rate| {
            headers.rate(rate, ["limit", "remaining", "reset"].map(|what| format!("{OPENAI}{what}-{rate}")))
        });
        reading.windows.extend(rates);
    }
    if codex {
        reading.windows.extend(["primary", "secondary"].into_iter().filter_map(|side| headers.codex(side)));
        let has = |name: &str| headers.text(name).is_some_and(|text| text.eq_ignore_ascii_case("true"));
        reading.may_exceed |= has("x-codex-credits-has-credits") || has("x-codex-credits-unlimited");
    }
    (!reading.windows.is_empty()).then_some(reading)
}

struct Headers<'a> {
    headers: &'a HeaderMap,
    now: UnixMillis,
}

impl<'a> Headers<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }

    /// Anthropic's subscriptions: `…-unified-5h-utilization: 0.62`.
    fn unified(&self, reading: &mut Reading) {
        let names = self
            .headers
            .keys()
            .filter_map(|name| name.as_str().strip_prefix(UNIFIED)?.strip_suffix("-utilization"));
        for name in names.filter(|name| name.len() <= 16).take(MOST_UNIFIED) {
            let used =
                self.text(&format!("{UNIFIED}{name}-utilization")).and_then(|text| permille(text, 1_000.0));
            let is_rejected = self.text(&format!("{UNIFIED}{name}-status")) == Some("rejected");
            let used = if is_rejected { Some(used.unwrap_or_default().max(1_000)) } else { used };
            let reset = self.text(&format!("{UNIFIED}{name}-reset"));
            reading.windows.push(Window {
                name: name.into(),
                is_rate: false,
                used_permille: used,
                remaining: None,
                limit: None,
                resets_at: reset.and_then(|text| self.moment(text)),
            });
        }
        reading.may_exceed = self.text(&format!("{UNIFIED}overage-status")) == Some("allowed");
    }

    /// A rate, by the names of its limit, of what remains and of its reset.
    fn rate(&self, rate: &str, [limit, remaining, reset]: [String; 3]) -> Option<Window> {
        let number = |name: &str| self.text(name)?.parse::<u64>().ok();
        let (limit, remaining) = (number(&limit), number(&remaining)?);
        let used = limit.filter(|limit| *limit > 0).map(|limit| {
            let used = u128::from(limit.saturating_sub(remaining)) * 1_000 / u128::from(limit);
            u32::try_from(used).unwrap_or(1_000)
        });
        Some(Window {
            name: rate.into(),
            is_rate: true,
            used_permille: used,
            remaining: Some(remaining),
            limit,
            resets_at: self.text(&reset).and_then(|text| self.moment(text)),
        })
    }

    /// ChatGPT's plans: `x-codex-primary-used-percent: 62.5`.
    fn codex(&self, side: &str) -> Option<Window> {
        let text = |what: &str| self.text(&format!("{CODEX}{side}-{what}"));
        let used = permille(text("used-percent")?, 10.0)?;
        let name = text("window-minutes").and_then(|minutes| minutes.parse().ok()).map(window_name);
        let reset = text("reset-at").or_else(|| text("reset-after-seconds"));
        Some(Window {
            name: name.unwrap_or_else(|| side.to_owned()).into(),
            is_rate: false,
            used_permille: Some(used),
            remaining: None,
            limit: None,
            resets_at: reset.and_then(|text| self.moment(text)),
        })
    }

    /// A Unix time, seconds from now, a moment of the calendar, or Go's notation of a duration.
    fn moment(&self, text: &str) -> Option<UnixMillis> {
        let in_bounds = |at: UnixMillis| (at.since(self.now) <= FURTHEST).then_some(at);
        if let Ok(seconds) = text.parse::<f64>() {
            let seconds = Duration::try_from_secs_f64(seconds).ok()?;
            // Nobody waits for a year, so that this is a moment.
            let is_moment = seconds > Duration::from_secs(31_536_000);
            return in_bounds(if is_moment { UnixMillis(0).plus(seconds) } else { self.now.plus(seconds) });
        }
        if let Ok(date) = OffsetDateTime::parse(text, &Rfc3339) {
            return in_bounds(UnixMillis(i64::try_from(date.unix_timestamp_nanos() / 1_000_000).ok()?));
        }
        crate::failure::go_duration(text).map(|wait| self.now.plus(wait))
    }
}

/// `300` is `5h`, `10080` is `7d`.
fn window_name(minutes: u32) -> String {
    match minutes {
        0 => "0m".to_owned(),
        minutes if minutes.is_multiple_of(1_440) => format!("{}d", minutes / 1_440),
        minutes if minutes.is_multiple_of(60) => format!("{}h", minutes / 60),
        minutes => format!("{minutes}m"),
    }
}

/// A share in thousandths, written as so many `per` thousand.
fn permille(text: &str, per: f64) -> Option<u32> {
    let share: f64 = text.parse().ok()?;
    // What isn't a number fails every comparison; in these bounds the cast is exact enough.
    (0.0..=100.0 * per).contains(&(share * per)).then(|| (share * per).round() as u32)
}
