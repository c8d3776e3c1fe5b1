//! Whether this machine has no network at all: then nobody's failure to connect says anything of a provider.

use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// So long ago counts.
const RECENT: Duration = Duration::from_secs(10);
/// So long after waking the network may be missing.
const WAKING: Duration = Duration::from_secs(20);
const KEPT: usize = 16;

/// The latest failures to connect.
#[derive(Debug, Default)]
pub(super) struct Offline {
    unreachable: VecDeque<(String, Instant)>,
    reached: Option<Instant>,
    woke: Option<Instant>,
}

impl Offline {
    /// Somebody answered.
    pub(super) fn reached(&mut self, now: Instant) {
        self.reached = Some(now);
        self.unreachable.clear();
    }

    /// This machine slept. Its network takes a moment to be there again.
    pub(super) fn woke(&mut self, now: Instant) {
        *self = Self { woke: Some(now), ..Self::default() };
    }

    /// A host couldn't be reached; whether that is because nobody can.
    pub(super) fn unreachable(&mut self, host: &str, now: Instant) -> bool {
        if is_this_machine(host) {
            return false;
        }
        self.unreachable.retain(|(known, at)| known != host && now.saturating_duration_since(*at) < RECENT);
        self.unreachable.truncate(KEPT - 1);
        self.unreachable.push_front((host.to_owned(), now));
        let is_waking = self.woke.is_some_and(|at| now.saturating_duration_since(at) < WAKING);
        let reached = self.reached.is_some_and(|at| now.saturating_duration_since(at) < RECENT);
        (self.unreachable.len() > 1 || is_waking) && !reached
    }
}

/// What needs no network.
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_just_woke_has_no_network_until_somebody_answers() {
        let now = Instant::now();
        let mut offline = Offline::default();
        offline.reached(now);
        offline.woke(now);
        assert!(offline.unreachable("a.example", now + Duration::from_secs(5)));
        assert!(!offline.unreachable("a.example", now + WAKING));
        offline.woke(now);
        offline.reached(now);
        assert!(!offline.unreachable("a.example", now + Duration::from_secs(5)));
    }

    #[tokio::test(start_paused = true)]
    async fn two_hosts_out_of_reach_and_nobody_within_are_no_network() {
        let now = Instant::now();
        let mut offline = Offline::default();
        assert!(!offline.unreachable("a.example", now));
        assert!(!offline.unreachable("a.example", now), "one host may be down");
        assert!(!offline.unreachable("127.0.0.1", now));
        assert!(offline.unreachable("b.example", now));
        offline.reached(now);
        assert!(!offline.unreachable("a.example", now) && !offline.unreachable("b.example", now));
        let later = now + RECENT;
        assert!(!offline.unreachable("a.example", later));
        assert!(offline.unreachable("b.example", later));
    }
}
