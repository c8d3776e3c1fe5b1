//! The hours of a day at which a provider is used: a relay that is cheap at night, an account that others use by
//! day. Reads the clock it is given and nothing else.

use crate::{Text, UnixMillis};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An hour and a minute, written `HH:MM`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "22:00")]
pub struct TimeOfDay(u16);

/// A time zone by its IANA name, such as `Asia/Shanghai`.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "Asia/Shanghai")]
pub struct TimeZoneName(Zone);

#[derive(Clone)]
struct Zone {
    name: Text,
    rules: TimeZone,
}

/// What is wrong with a schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// No time of day.
    #[error("`{0}` is not a time of day: write two digits each, as in 09:00 or 22:30")]
    Time(String),
    /// No time zone.
    #[error("`{0}` is not a time zone: write its IANA name, as in Asia/Shanghai or Europe/Berlin")]
    Zone(String),
    /// Nothing lies between the two.
    #[error("a schedule's two ends are the same: leave it out for the whole day")]
    Empty,
}

/// The window of each day at which a provider is used: from the first time up to, not including, the second. A
/// second that comes before the first is the next day's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "Written", into = "Written")]
pub struct Schedule {
    from: TimeOfDay,
    until: TimeOfDay,
    time_zone: Option<TimeZoneName>,
}

impl Schedule {
    /// A window; without a time zone, the machine's own counts.
    ///
    /// # Errors
    /// When both ends are the same.
    pub fn new(
        from: TimeOfDay,
        until: TimeOfDay,
        time_zone: Option<TimeZoneName>,
    ) -> Result<Self, ScheduleError> {
        if from == until {
            return Err(ScheduleError::Empty);
        }
        Ok(Self { from, until, time_zone })
    }

    /// Its beginning.
    pub fn from(&self) -> TimeOfDay {
        self.from
    }

    /// Its end.
    pub fn until(&self) -> TimeOfDay {
        self.until
    }

    /// Its time zone, if it isn't the machine's.
    pub fn time_zone(&self) -> Option<&TimeZoneName> {
        self.time_zone.as_ref()
    }

    /// Whether a moment lies in it, by the wall's clock of its time zone: when the clocks change, the window does
    /// what a person looking at the wall would do.
    pub fn is_open(&self, now: UnixMillis) -> bool {
        let Ok(moment) = Timestamp::from_millisecond(now.0) else { return true };
        let zone = self.time_zone.as_ref().map_or_else(TimeZone::system, |zone| zone.0.rules.clone());
        let wall = zone.to_datetime(moment);
        // Hours and minutes are small and not negative, so the cast is exact.
        let now = TimeOfDay(wall.hour() as u16 * 60 + wall.minute() as u16);
        if self.from < self.until {
            self.from <= now && now < self.until
        } else {
            self.from <= now || now < self.until
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.until)?;
        match &self.time_zone {
            Some(zone) => write!(f, " {zone}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;
    /// Reads what `Display` writes: `22:00-06:00`, or with a time zone, `22:00-06:00 Asia/Shanghai`.
    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let (window, zone) = match text.trim().split_once(char::is_whitespace) {
            Some((window, zone)) => (window, Some(zone.trim().parse()?)),
            None => (text.trim(), None),
        };
        let (from, until) =
            window.split_once(['-', '–']).ok_or_else(|| ScheduleError::Time(window.to_owned()))?;
        Self::new(from.parse()?, until.parse()?, zone)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = ScheduleError;
    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let two = |digits: &str, below: u16| -> Option<u16> {
            let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|number| plain && *number < below)
        };
        text.split_once(':')
            .and_then(|(hours, minutes)| Some(Self(two(hours, 24)? * 60 + two(minutes, 60)?)))
            .ok_or_else(|| ScheduleError::Time(text.to_owned()))
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = ScheduleError;
    fn try_from(text: String) -> Result<Self, ScheduleError> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl TimeZoneName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0.name
    }
}

impl FromStr for TimeZoneName {
    type Err = ScheduleError;
    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let rules = TimeZone::get(text).map_err(|_| ScheduleError::Zone(text.to_owned()))?;
        // As it is written in the database, however it was typed.
        let name = rules.iana_name().unwrap_or(text).into();
        Ok(Self(Zone { name, rules }))
    }
}

impl TryFrom<String> for TimeZoneName {
    type Error = ScheduleError;
    fn try_from(text: String) -> Result<Self, ScheduleError> {
        text.parse()
    }
}

impl From<TimeZoneName> for String {
    fn from(zone: TimeZoneName) -> Self {
        zone.0.name.into()
    }
}

impl fmt::Display for TimeZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TimeZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimeZoneName({self})")
    }
}

impl PartialEq for TimeZoneName {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for TimeZoneName {}

/// How it is written, and typed.
#[derive(Clone, Serialize, Deserialize)]
struct Written {
    from: TimeOfDay,
    until: TimeOfDay,
    #[serde(default)]
    time_zone: Option<TimeZoneName>,
}

impl TryFrom<Written> for Schedule {
    type Error = ScheduleError;
    fn try_from(written: Written) -> Result<Self, ScheduleError> {
        Self::new(written.from, written.until, written.time_zone)
    }
}

impl From<Schedule> for Written {
    fn from(schedule: Schedule) -> Self {
        Self { from: schedule.from, until: schedule.until, time_zone: schedule.time_zone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rfc3339: &str) -> UnixMillis {
        UnixMillis(rfc3339.parse::<Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn a_window_is_open_from_its_first_minute_to_just_before_its_last() {
        for (schedule, moment, open) in [
            ("09:00-17:30 Asia/Shanghai", "2026-03-02T00:59:59Z", false),
            ("09:00-17:30 Asia/Shanghai", "2026-03-02T01:00:00Z", true),
            ("09:00-17:30 Asia/Shanghai", "2026-03-02T09:29:59Z", true),
            ("09:00-17:30 Asia/Shanghai", "2026-03-02T09:30:00Z", false),
            // Across midnight.
            ("22:00-06:00 UTC", "2026-03-02T21:59:59Z", false),
            ("22:00-06:00 UTC", "2026-03-02T22:00:00Z", true),
            ("22:00-06:00 UTC", "2026-03-03T00:00:00Z", true),
            ("22:00-06:00 UTC", "2026-03-03T05:59:59Z", true),
            ("22:00-06:00 UTC", "2026-03-03T06:00:00Z", false),
            // West of Greenwich the day is another one.
            ("20:00-23:00 America/Los_Angeles", "2026-01-02T04:30:00Z", true),
            ("20:00-23:00 America/Los_Angeles", "2026-01-01T20:30:00Z", false),
            // Half an hour off the hour.
            ("08:00-09:00 Asia/Kolkata", "2026-01-01T02:30:00Z", true),
            ("08:00-09:00 Asia/Kolkata", "2026-01-01T03:30:00Z", false),
        ] {
            let parsed: Schedule = schedule.parse().unwrap();
            assert_eq!(parsed.is_open(at(moment)), open, "{schedule} at {moment}");
        }
    }

    #[test]
    fn when_the_clocks_change_the_wall_decides() {
        let morning: Schedule = "08:00-10:00 Europe/Berlin".parse().unwrap();
        assert!(morning.is_open(at("2026-03-28T07:30:00Z")), "winter: 08:30");
        assert!(!morning.is_open(at("2026-03-29T08:30:00Z")), "summer: 10:30");
        assert!(morning.is_open(at("2026-03-29T06:30:00Z")), "summer: 08:30");
        // 02:30 comes twice in the night of 25 October, and not at all in that of 29 March.
        let night: Schedule = "02:00-03:00 Europe/Berlin".parse().unwrap();
        for twice in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
            assert!(night.is_open(at(twice)), "{twice}");
        }
        for never in ["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"] {
            assert!(!night.is_open(at(never)), "{never}");
        }
    }

    #[test]
    fn what_is_not_a_schedule_is_refused_when_it_is_typed() {
        for bad in [
            "9:00-17:00",
            "09:00",
            "24:00-06:00",
            "09:60-10:00",
            "09:00-09:00",
            "+9:00-10:00",
            "09:0a-10:00",
            "",
        ] {
            assert!(bad.parse::<Schedule>().is_err(), "{bad}");
        }
        assert_eq!(
            "22:00-06:00 Mars/Olympus".parse::<Schedule>(),
            Err(ScheduleError::Zone("Mars/Olympus".into()))
        );
        assert!(serde_json::from_str::<Schedule>(r#"{"from":"9:00","until":"17:00"}"#).is_err());
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        for text in ["22:00-06:00", "09:05-17:30 Asia/Shanghai"] {
            assert_eq!(text.parse::<Schedule>().unwrap().to_string(), text);
        }
        let json = r#"{"from":"22:00","until":"06:00","time_zone":"Europe/Berlin"}"#;
        let schedule: Schedule = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&schedule).unwrap(), json);
        let local: Schedule = serde_json::from_str(r#"{"from":"22:00","until":"06:00"}"#).unwrap();
        assert_eq!(local.time_zone(), None);
    }
}
