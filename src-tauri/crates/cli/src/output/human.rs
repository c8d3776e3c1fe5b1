//! Numbers and moments as people read them.

use domain::UnixMillis;
use std::time::Duration;

/// A moment, seen from now.
pub(crate) fn moment(at: UnixMillis, now: UnixMillis) -> String {
    if at > now { format!("in {}", span(at.since(now))) } else { format!("{} ago", span(now.since(at))) }
}

/// A moment that may be absent.
pub(crate) fn moment_or(at: Option<UnixMillis>, now: UnixMillis, absent: &str) -> String {
    at.map_or_else(|| absent.to_owned(), |at| moment(at, now))
}

/// A length of time in its largest unit.
pub(crate) fn span(length: Duration) -> String {
    match length.as_secs() {
        seconds @ 0..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

/// Milliseconds.
pub(crate) fn millis(ms: u64) -> String {
    if ms < 10_000 { format!("{ms} ms") } else { format!("{}.{} s", ms / 1_000, ms % 1_000 / 100) }
}

/// A count, shortened.
pub(crate) fn count(number: u64) -> String {
    match number {
        0..=9_999 => number.to_string(),
        10_000..=9_999_999 => format!("{} k", number / 1_000),
        _ => format!("{} M", number / 1_000_000),
    }
}

/// Yes or no.
pub(crate) fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// A list of patterns; an empty one means all.
pub(crate) fn list_or_all<T: Clone + Into<String>>(items: &[T]) -> String {
    if items.is_empty() {
        return "all".into();
    }
    items.iter().cloned().map(Into::into).collect::<Vec<String>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_few_digits() {
        let now = UnixMillis(10_000_000_000);
        assert_eq!(moment(UnixMillis(now.0 - 5_000), now), "5 s ago");
        assert_eq!(moment(now.plus(Duration::from_secs(30 * 86_400)), now), "in 30 d");
        assert_eq!(span(Duration::from_secs(7_200)), "2 h");
        assert_eq!((millis(9_999), millis(12_345)), ("9999 ms".into(), "12.3 s".into()));
        assert_eq!(
            (count(9_999), count(412_345), count(25_000_000)),
            ("9999".into(), "412 k".into(), "25 M".into())
        );
    }
}
