//! A provider's time-outs and its breaker's values, as set: what is absent has the default.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A provider's time-outs as set: `None` is the default, 0 is off. Milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Timeouts {
    /// TCP and TLS. Default 10 s.
    pub connect_timeout_ms: Option<u64>,
    /// Streaming: to the first byte of the body. Default 120 s.
    pub first_byte_timeout_ms: Option<u64>,
    /// Streaming: between two bytes. Default 300 s.
    pub stream_idle_timeout_ms: Option<u64>,
    /// Streaming: between two pieces of content, pings not counted. Default 10 min.
    pub stream_stall_timeout_ms: Option<u64>,
    /// Not streaming: the whole answer. Default 600 s.
    pub total_timeout_ms: Option<u64>,
}

impl Timeouts {
    /// TCP and TLS.
    pub fn connect(&self) -> Option<Duration> {
        resolve(self.connect_timeout_ms, 10_000)
    }

    /// Streaming: to the first byte of the body.
    pub fn first_byte(&self) -> Option<Duration> {
        resolve(self.first_byte_timeout_ms, 120_000)
    }

    /// Streaming: between two bytes.
    pub fn stream_idle(&self) -> Option<Duration> {
        resolve(self.stream_idle_timeout_ms, 300_000)
    }

    /// Streaming: between two pieces of content.
    pub fn stream_stall(&self) -> Option<Duration> {
        resolve(self.stream_stall_timeout_ms, 600_000)
    }

    /// Not streaming: the whole answer.
    pub fn total(&self) -> Option<Duration> {
        resolve(self.total_timeout_ms, 600_000)
    }
}

fn resolve(set_ms: Option<u64>, default_ms: u64) -> Option<Duration> {
    match set_ms.unwrap_or(default_ms) {
        0 => None,
        ms => Some(Duration::from_millis(ms)),
    }
}

/// A provider's breaker as set: `None` is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BreakerValues {
    /// After so many failures in a row it opens. Default 5.
    pub failures: Option<u32>,
    /// How long it stays open at first, milliseconds; it doubles up to 10 minutes, or to this if that is longer.
    /// Default 30 s.
    pub open_ms: Option<u64>,
    /// After so many successes in a row it closes again. Default 2.
    pub half_open_successes: Option<u32>,
}

impl BreakerValues {
    /// After so many failures in a row it opens.
    pub fn failures(&self) -> u32 {
        self.failures.unwrap_or(5)
    }

    /// How long it stays open at first.
    pub fn open(&self) -> Duration {
        Duration::from_millis(self.open_ms.unwrap_or(30_000))
    }

    /// After so many successes in a row it closes again.
    pub fn half_open_successes(&self) -> u32 {
        self.half_open_successes.unwrap_or(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_is_the_default_and_zero_is_off() {
        let timeouts =
            Timeouts { first_byte_timeout_ms: Some(0), total_timeout_ms: Some(5), ..Timeouts::default() };
        assert_eq!(timeouts.connect(), Some(Duration::from_secs(10)));
        assert_eq!(timeouts.first_byte(), None);
        assert_eq!(timeouts.total(), Some(Duration::from_millis(5)));
    }
}
