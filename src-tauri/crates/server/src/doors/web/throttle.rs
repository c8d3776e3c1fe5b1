//! Failed sign-ins: ten in five minutes close the door to an address for a quarter of an hour.
//!
//! An attempt counts as a failure from its beginning and is forgiven when it succeeds, so that many at once
//! can't slip through together. Addresses are those of the connection; no header is believed.

use std::{
    collections::{HashMap, VecDeque},
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Failures of one address before its door closes.
const PER_ADDRESS: usize = 10;
/// Failures of everybody but this machine: an attacker with many addresses is one attacker.
const FROM_OUTSIDE: usize = 100;
/// How long a failure counts.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// How long the door stays closed.
const CLOSED: Duration = Duration::from_secs(15 * 60);
/// How many addresses are remembered.
const REMEMBERED: usize = 1_024;

#[derive(Default)]
pub(crate) struct Throttle(Mutex<HashMap<Who, Record>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    Outside,
}

#[derive(Default)]
struct Record {
    failures: VecDeque<Instant>,
    closed_until: Option<Instant>,
}

impl Throttle {
    /// Begins an attempt; `Err` says how long the door stays closed.
    pub(crate) fn begin(&self, peer: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        forget(&mut records, now);
        let who = address(peer);
        let closed = [who, Who::Outside].into_iter().filter(|who| counts(*who, peer)).find_map(|who| {
            records.get(&who)?.closed_until.map(|until| until.saturating_duration_since(now))
        });
        if let Some(left) = closed.filter(|left| !left.is_zero()) {
            return Err(left);
        }
        for (who, limit) in [(who, PER_ADDRESS), (Who::Outside, FROM_OUTSIDE)] {
            if counts(who, peer) {
                records.entry(who).or_default().fail(now, limit);
            }
        }
        Ok(())
    }

    /// The attempt succeeded: it was none of an attacker.
    pub(crate) fn forgive(&self, peer: IpAddr) {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        records.remove(&address(peer));
        if let Some(outside) = records.get_mut(&Who::Outside).filter(|_| counts(Who::Outside, peer)) {
            outside.failures.pop_back();
            outside.closed_until = None;
        }
    }
}

impl Record {
    fn fail(&mut self, now: Instant, limit: usize) {
        self.closed_until = None;
        self.failures.push_back(now);
        while self.failures.front().is_some_and(|at| now.duration_since(*at) > WINDOW) {
            self.failures.pop_front();
        }
        if self.failures.len() >= limit {
            self.failures.clear();
            self.closed_until = Some(now + CLOSED);
        }
    }

    fn is_stale(&self, now: Instant) -> bool {
        let failed_lately = self.failures.back().is_some_and(|at| now.duration_since(*at) <= WINDOW);
        !failed_lately && self.closed_until.is_none_or(|until| until <= now)
    }
}

fn counts(who: Who, peer: IpAddr) -> bool {
    match who {
        Who::Address(_) => true,
        Who::Outside => !peer.is_loopback(),
    }
}

/// One household has one /64.
fn address(peer: IpAddr) -> Who {
    let peer = match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None if v6.is_loopback() => peer,
            None => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
    };
    Who::Address(peer)
}

fn forget(records: &mut HashMap<Who, Record>, now: Instant) {
    if records.len() < REMEMBERED {
        return;
    }
    records.retain(|_, record| !record.is_stale(now));
    if records.len() >= REMEMBERED {
        // Open ones first: those that are closed keep an attacker out.
        records.retain(|who, record| *who == Who::Outside || record.closed_until.is_some());
    }
    if records.len() >= REMEMBERED {
        records.retain(|who, _| *who == Who::Outside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn outside(n: u32) -> IpAddr {
        IpAddr::V4(std::net::Ipv4Addr::from(0x0A00_0000 + n))
    }

    #[tokio::test]
    async fn the_eleventh_failure_finds_the_door_closed_for_a_quarter_of_an_hour() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        (0..10).for_each(|_| throttle.begin(HERE, start).unwrap());
        assert_eq!(throttle.begin(HERE, start), Err(CLOSED));
        assert!(throttle.begin(outside(1), start).is_ok());
        assert!(throttle.begin(HERE, start + CLOSED).is_ok());
    }

    #[tokio::test]
    async fn slow_failures_and_successes_do_not_add_up() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for n in 0..30 {
            assert!(throttle.begin(HERE, start + Duration::from_secs(60) * n).is_ok());
        }
        for _ in 0..30 {
            assert!(throttle.begin(outside(1), start).is_ok());
            throttle.forgive(outside(1));
        }
    }

    #[tokio::test]
    async fn many_addresses_are_one_attacker_and_never_lock_the_owner_out() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let admitted = (0..100_000).filter(|n| throttle.begin(outside(*n), start).is_ok()).count();
        assert_eq!(admitted, FROM_OUTSIDE);
        assert!(throttle.0.lock().unwrap().len() <= REMEMBERED);
        assert!(throttle.begin(HERE, start).is_ok());
    }

    #[tokio::test]
    async fn a_household_is_one_address() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for n in 0..10 {
            throttle.begin(format!("2001:db8::{n}").parse().unwrap(), start).unwrap();
        }
        assert!(throttle.begin("2001:db8::ffff".parse().unwrap(), start).is_err());
        assert!(throttle.begin("2001:db8:0:1::1".parse().unwrap(), start).is_ok());
    }
}
