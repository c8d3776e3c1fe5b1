//! What of a provider rests, until when, and why.

use domain::{RestCause, Resting, UnixMillis};
use std::time::Duration;
use tokio::time::Instant;

/// How many of a provider's models may rest: callers name them, so there is a bound.
const MOST: usize = 64;
/// The shortest rest.
const SHORTEST: Duration = Duration::from_secs(1);

/// A rest about to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    /// What rests.
    pub(crate) resting: Resting,
    /// Why.
    pub(crate) cause: RestCause,
    /// How long, if the upstream said so.
    pub(crate) said: Option<Duration>,
}

/// One rest. Over, it stays a while, so that the next is longer.
#[derive(Debug)]
pub(super) struct One {
    pub(super) resting: Resting,
    pub(super) cause: RestCause,
    pub(super) until: Instant,
    /// The same on the wall's clock.
    pub(super) until_wall: UnixMillis,
    strikes: u32,
}

/// A provider's rests.
#[derive(Debug, Default)]
pub(super) struct Rests(Vec<One>);

impl Rests {
    /// Whether there never was one, or they are forgotten.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that last.
    pub(super) fn running(&self, now: Instant) -> impl Iterator<Item = &One> {
        self.0.iter().filter(move |rest| rest.until > now)
    }

    /// Begins one, or lengthens it.
    pub(super) fn begin(&mut self, order: Order, now: Instant, wall: UnixMillis) {
        let Order { resting, cause, said } = order;
        let known = self.0.iter().position(|rest| rest.resting == resting && rest.cause == cause);
        let last = known.map(|place| self.0.swap_remove(place));
        // What came back while it rested says the same thing once more.
        let strikes = last.as_ref().map_or(0, |last| last.strikes + u32::from(last.until <= now));
        let length = length(cause, said, strikes);
        let until = last.map_or(now, |last| last.until).max(now + length);
        if self.0.len() >= MOST
            && let Some((place, _)) = self.0.iter().enumerate().min_by_key(|(_, rest)| rest.until)
        {
            self.0.swap_remove(place);
        }
        let until_wall = wall.plus(until.saturating_duration_since(now));
        self.0.push(One { resting, cause, until, until_wall, strikes });
    }

    /// So much time passed unseen.
    pub(super) fn pass(&mut self, unseen: Duration, now: Instant) {
        for rest in &mut self.0 {
            rest.until -= unseen.min(rest.until.saturating_duration_since(now));
        }
    }

    /// Forgets some.
    pub(super) fn forget(&mut self, which: impl Fn(&Resting) -> bool) {
        self.0.retain(|rest| !which(&rest.resting));
    }
}

/// How long: as the upstream says, within bounds; else longer each time.
fn length(cause: RestCause, said: Option<Duration>, strikes: u32) -> Duration {
    const MINUTE: u64 = 60;
    let seconds = Duration::from_secs;
    let (first, longest, longest_said) = match cause {
        RestCause::RateLimited => (seconds(10), seconds(5 * MINUTE), seconds(10 * MINUTE)),
        RestCause::Overloaded => (seconds(5), seconds(30), seconds(10 * MINUTE)),
        RestCause::Rejected => (seconds(5 * MINUTE), seconds(60 * MINUTE), seconds(60 * MINUTE)),
        RestCause::OutOfCredit => (seconds(10 * MINUTE), seconds(60 * MINUTE), seconds(60 * MINUTE)),
        RestCause::ModelUnknown => (seconds(10 * MINUTE), seconds(10 * MINUTE), seconds(10 * MINUTE)),
    };
    match said {
        Some(said) => said.clamp(SHORTEST, longest_said),
        None => first.saturating_mul(1 << strikes.min(16)).min(longest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(resting: Resting, cause: RestCause, said: Option<u64>) -> Order {
        Order { resting, cause, said: said.map(Duration::from_millis) }
    }

    fn lasts(rests: &Rests, now: Instant) -> Vec<u64> {
        rests.running(now).map(|rest| (rest.until - now).as_secs()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_rest_is_as_long_as_the_upstream_says_within_bounds() {
        for (cause, said, expected) in [
            (RestCause::RateLimited, Some(7_000), 7),
            (RestCause::RateLimited, Some(10), 1),
            (RestCause::RateLimited, Some(86_400_000), 600),
            (RestCause::RateLimited, None, 10),
            (RestCause::Overloaded, None, 5),
            (RestCause::Rejected, None, 300),
            (RestCause::OutOfCredit, Some(86_400_000), 3_600),
            (RestCause::ModelUnknown, None, 600),
        ] {
            let (mut rests, now) = (Rests::default(), Instant::now());
            rests.begin(order(Resting::Provider, cause, said), now, UnixMillis(0));
            assert_eq!(lasts(&rests, now), [expected], "{cause:?} {said:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn unasked_each_rest_is_twice_as_long_as_the_last() {
        let (mut rests, mut now) = (Rests::default(), Instant::now());
        let mut seen = Vec::new();
        for _ in 0..7 {
            // Two requests that failed together are one reason.
            for _ in 0..2 {
                rests.begin(order(Resting::Provider, RestCause::RateLimited, None), now, UnixMillis(0));
            }
            seen.extend(lasts(&rests, now));
            now += Duration::from_secs(300);
        }
        assert_eq!(seen, [10, 20, 40, 80, 160, 300, 300]);
        rests.forget(|resting| *resting == Resting::Provider);
        assert!(rests.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_shorter_rest_does_not_end_a_longer_one() {
        let (mut rests, now) = (Rests::default(), Instant::now());
        for said in [60_000, 2_000] {
            rests.begin(order(Resting::Provider, RestCause::RateLimited, Some(said)), now, UnixMillis(0));
        }
        assert_eq!(lasts(&rests, now), [60]);
    }

    #[tokio::test(start_paused = true)]
    async fn models_that_callers_make_up_do_not_pile_up() {
        let (mut rests, now) = (Rests::default(), Instant::now());
        for number in 0..1_000 {
            let resting = Resting::Model { model: format!("m{number}").into() };
            rests.begin(order(resting, RestCause::ModelUnknown, None), now, UnixMillis(0));
        }
        assert_eq!(rests.running(now).count(), MOST);
    }
    #[tokio::test(start_paused = true)]
    async fn what_passed_in_sleep_has_passed() {
        let (mut rests, now) = (Rests::default(), Instant::now());
        rests.begin(order(Resting::Provider, RestCause::RateLimited, Some(60_000)), now, UnixMillis(0));
        rests.pass(Duration::from_secs(20), now);
        assert_eq!(lasts(&rests, now), [40]);
        rests.pass(Duration::from_secs(8 * 3_600), now);
        assert_eq!(lasts(&rests, now), [0_u64; 0]);
    }
}
