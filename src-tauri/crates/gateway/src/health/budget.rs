//! How many further attempts there may be: a fifth of the last minute's requests and ten. When everything
//! fails, everything repeated would be a storm.

use std::time::Duration;
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);
/// So many are always allowed in a minute.
const FLOOR: u32 = 10;
/// One for so many requests.
const REQUESTS_PER_REPEAT: u32 = 5;

/// Two minutes, the second of which is running: what counts of the first shrinks as the second grows.
#[derive(Debug)]
pub(super) struct Budget {
    began: Option<Instant>,
    requests: [u32; 2],
    repeats: [u32; 2],
}

impl Budget {
    /// All of it is left.
    pub(super) const fn new() -> Self {
        Self { began: None, requests: [0; 2], repeats: [0; 2] }
    }

    /// A request begins.
    pub(super) fn request(&mut self, now: Instant) {
        self.turn(now);
        self.requests[1] = self.requests[1].saturating_add(1);
    }

    /// Takes one further attempt out of it, if there is one.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let share = self.turn(now);
        let recent = |counts: [u32; 2]| f64::from(counts[0]) * share + f64::from(counts[1]);
        let allowed = f64::from(FLOOR) + recent(self.requests) / f64::from(REQUESTS_PER_REPEAT);
        let fits = recent(self.repeats) < allowed;
        if fits {
            self.repeats[1] += 1;
        }
        fits
    }

    /// Begins a new minute when one is over; the share of the last one that still counts.
    fn turn(&mut self, now: Instant) -> f64 {
        let began = *self.began.get_or_insert(now);
        let passed = now.saturating_duration_since(began);
        if passed < MINUTE {
            return 1.0 - passed.as_secs_f64() / MINUTE.as_secs_f64();
        }
        let next_is_last = passed < 2 * MINUTE;
        for counts in [&mut self.requests, &mut self.repeats] {
            *counts = [if next_is_last { counts[1] } else { 0 }, 0];
        }
        self.began = Some(if next_is_last { began + MINUTE } else { now });
        self.turn(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_fifth_of_the_requests_and_ten() {
        let now = Instant::now();
        let mut budget = Budget::new();
        (0..100).for_each(|_| budget.request(now));
        let taken = (0..100).filter(|_| budget.take(now)).count();
        assert_eq!(taken, 30);
        let later = now + Duration::from_secs(90);
        assert!(budget.take(later), "half of it has come back");
        let much_later = now + Duration::from_secs(600);
        assert_eq!((0..100).filter(|_| budget.take(much_later)).count(), 10);
    }
}
