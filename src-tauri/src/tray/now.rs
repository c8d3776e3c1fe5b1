//! The moment that a menu is made for, and the clock on the wall beside it.

use domain::{Clock, SystemClock, UnixMillis};
use jiff::{Timestamp, tz::TimeZone};

/// A moment, and where it is.
#[derive(Debug, Clone)]
pub(super) struct Now {
    pub(super) at: UnixMillis,
    pub(super) zone: TimeZone,
}

impl Now {
    /// This moment on this machine.
    pub(super) fn here() -> Self {
        Self { at: SystemClock.now(), zone: TimeZone::system() }
    }

    /// 0:24, 12:05, 1:02:10: how long it is to a moment, rounded up; none when it has come.
    pub(super) fn to(&self, moment: UnixMillis) -> Option<String> {
        let seconds = moment.since(self.at).as_millis().div_ceil(1_000);
        let (minutes, second) = (seconds / 60, seconds % 60);
        match (minutes / 60, seconds) {
            (_, 0) => None,
            (0, _) => Some(format!("{minutes}:{second:02}")),
            (hours, _) => Some(format!("{hours}:{:02}:{second:02}", minutes % 60)),
        }
    }

    /// 14:20 today, else 11-28 14:20.
    pub(super) fn clock(&self, moment: UnixMillis) -> Option<String> {
        let local =
            |at: UnixMillis| Timestamp::from_millisecond(at.0).ok().map(|at| self.zone.to_datetime(at));
        let (moment, now) = (local(moment)?, local(self.at)?);
        let time = format!("{:02}:{:02}", moment.hour(), moment.minute());
        if moment.date() == now.date() {
            return Some(time);
        }
        Some(format!("{:02}-{:02} {time}", moment.month(), moment.day()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countdown_is_rounded_up_and_ends() {
        let now = Now { at: UnixMillis(1_000_000), zone: TimeZone::UTC };
        let to = |ms: i64| now.to(UnixMillis(1_000_000 + ms));
        let shown = [24_000, 23_001, 1, 0, -5, 125_000, 3_730_000].map(to);
        let expected = ["0:24", "0:24", "0:01", "", "", "2:05", "1:02:10"];
        assert_eq!(shown.map(Option::unwrap_or_default), expected);
    }

    #[test]
    fn a_moment_is_told_as_the_clock_on_the_wall_shows_it() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let now = Now { at: UnixMillis(1_767_322_800_000), zone };
        assert_eq!(now.clock(now.at).as_deref(), Some("11:00"));
        assert_eq!(now.clock(UnixMillis(now.at.0 + 86_400_000)).as_deref(), Some("01-03 11:00"));
    }
}
