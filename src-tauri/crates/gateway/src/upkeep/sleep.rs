//! Whether this machine slept: its wall clock went on while the other stood still. Where the other goes on in
//! sleep, too, nobody looked at either for a long time.

use domain::UnixMillis;
use std::time::Duration;
use tokio::time::Instant;

/// What is no longer a delay.
const SLEPT: Duration = Duration::from_secs(15);

/// Both clocks, when they were last looked at.
#[derive(Debug)]
pub(super) struct SleepWatch {
    wall: UnixMillis,
    seen: Instant,
}

impl SleepWatch {
    /// Awake now.
    pub(super) fn new(wall: UnixMillis, now: Instant) -> Self {
        Self { wall, seen: now }
    }

    /// Whether it slept since the last look, and how much of that no timer has seen.
    pub(super) fn woke(&mut self, wall: UnixMillis, now: Instant) -> Option<Duration> {
        let passed = now.saturating_duration_since(self.seen);
        let unseen = wall.since(self.wall).saturating_sub(passed);
        *self = Self::new(wall, now);
        (unseen > SLEPT || passed > SLEPT + super::EVERY).then_some(unseen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn sleep_is_where_the_clocks_disagree_or_nobody_looked() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        for (wall_ms, seconds, woke) in [
            (5_000, 5, None),
            (5_700, 5, None),
            // Eight hours with a clock that stood still.
            (28_805_000, 5, Some(28_800 * second)),
            // The same with one that went on.
            (28_800_000, 28_800, Some(Duration::ZERO)),
            // Set back, or a little forward.
            (-3_600_000, 5, None),
            (19_000, 5, None),
        ] {
            let mut watch = SleepWatch::new(UnixMillis(0), start);
            assert_eq!(
                watch.woke(UnixMillis(wall_ms), start + seconds * second),
                woke,
                "{wall_ms} {seconds}"
            );
            assert_eq!(watch.woke(UnixMillis(wall_ms + 5_000), start + (seconds + 5) * second), None);
        }
    }
}
