//! One provider's breaker: whether it may be asked now, from how it did.
//!
//! Pure: time and randomness come in, nothing is looked up, nobody is told. Credentials and models have no
//! breakers; they rest.

use super::window::Window;
use domain::{BreakerCause, BreakerState, BreakerValues, Random};
use std::time::Duration;
use tokio::time::Instant;

/// From so many verdicts in a minute on, half of them failures open it.
const LEAST_VERDICTS: u32 = 20;
/// How long it is open at most, unless the person wants it longer the first time.
pub(super) const LONGEST: Duration = Duration::from_secs(600);
/// Closed for so long, it has forgotten how often it opened.
const FORGETS: Duration = Duration::from_secs(600);

/// What an attempt says of its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It answers.
    Works,
    /// It doesn't.
    Fails,
    /// It is busy: too many of these open the breaker, a row of them doesn't.
    Busy,
    /// Nothing: the client left, the request was at fault, or we were.
    Nothing,
}

/// Leave to ask, and the state it was given in: what comes back under another is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    /// Which state.
    generation: u64,
    /// Whether it is the one trial.
    pub(super) is_trial: bool,
    /// Whether it is for a probe, which proves less than a request.
    is_probe: bool,
}

/// A failure that was counted, for when it turns out to have been the request's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    generation: u64,
    opened: bool,
}

/// Where it stands.
#[derive(Debug)]
enum State {
    Closed { consecutive: u32, window: Window, since: Instant },
    Open { until: Instant, cause: BreakerCause, before: Before },
    HalfOpen { trial: bool, successes: u32, forced: Option<Instant>, cause: BreakerCause },
}

/// What an opening can be taken back to.
#[derive(Debug, Clone, Copy)]
enum Before {
    Closed,
    HalfOpen,
}

/// The breaker.
#[derive(Debug)]
pub(super) struct Breaker {
    state: State,
    values: BreakerValues,
    /// How often it has opened since it last was well.
    trips: u32,
    /// Rises with each change of state.
    generation: u64,
}

impl Breaker {
    /// A closed one: a start is optimistic.
    pub(super) fn new(now: Instant) -> Self {
        Self { state: closed(0, now), values: BreakerValues::default(), trips: 0, generation: 0 }
    }

    /// From now on it heeds what the person set; what it counted stays.
    pub(super) fn heed(&mut self, values: BreakerValues) {
        self.values = values;
    }

    /// What it is called.
    pub(super) fn state(&self) -> BreakerState {
        match self.state {
            State::Closed { .. } => BreakerState::Closed,
            State::Open { .. } => BreakerState::Open,
            State::HalfOpen { .. } => BreakerState::HalfOpen,
        }
    }

    /// Why it isn't closed.
    pub(super) fn cause(&self) -> Option<BreakerCause> {
        match self.state {
            State::Closed { .. } => None,
            State::Open { cause, .. } | State::HalfOpen { cause, .. } => Some(cause),
        }
    }

    /// Until when it is open.
    pub(super) fn opens_again_at(&self) -> Option<Instant> {
        match self.state {
            State::Open { until, .. } => Some(until),
            State::Closed { .. } | State::HalfOpen { .. } => None,
        }
    }

    /// Whether [`Breaker::begin`] would give leave.
    pub(super) fn admits(&self, now: Instant) -> bool {
        match self.state {
            State::Closed { .. } => true,
            State::Open { until, .. } => until <= now,
            State::HalfOpen { trial, .. } => !trial,
        }
    }

    /// Leave to ask. An open one whose time is over lets one request at a time through.
    pub(super) fn begin(&mut self, now: Instant) -> Option<Ticket> {
        match &mut self.state {
            State::Closed { .. } => Some(self.ticket(false)),
            State::Open { until, cause, .. } if *until <= now => {
                let cause = *cause;
                self.enter(State::HalfOpen { trial: true, successes: 0, forced: None, cause });
                Some(self.ticket(true))
            }
            State::Open { .. } | State::HalfOpen { trial: true, .. } => None,
            State::HalfOpen { trial, .. } => {
                *trial = true;
                Some(self.ticket(true))
            }
        }
    }

    /// Leave to probe it, unless it is closed.
    pub(super) fn probe(&mut self, now: Instant) -> Option<Ticket> {
        match self.state {
            State::Closed { .. } => None,
            State::Open { .. } | State::HalfOpen { .. } => {
                self.begin(now).map(|ticket| Ticket { is_probe: true, ..ticket })
            }
        }
    }

    /// Whether it isn't closed, and a trial could be made now.
    pub(super) fn awaits_trial(&self, now: Instant) -> bool {
        !matches!(self.state, State::Closed { .. }) && self.admits(now)
    }

    /// This machine slept: an open one lets one through at once. Whether that is news.
    pub(super) fn woke(&mut self, now: Instant) -> bool {
        match &mut self.state {
            State::Open { until, .. } if *until > now => {
                *until = now;
                true
            }
            State::Open { .. } | State::Closed { .. } | State::HalfOpen { .. } => false,
        }
    }

    /// Leave to ask before its time, because there is nobody else.
    pub(super) fn force(&mut self, now: Instant) -> Option<Ticket> {
        if let State::Open { until, cause, .. } = self.state
            && until > now
        {
            self.enter(State::HalfOpen { trial: true, successes: 0, forced: Some(until), cause });
            return Some(self.ticket(true));
        }
        self.begin(now)
    }

    /// Takes in how an attempt went, and gives back its leave; the failure, if it counted as one.
    pub(super) fn end(
        &mut self,
        ticket: Ticket,
        verdict: Verdict,
        now: Instant,
        random: &dyn Random,
    ) -> Option<Counted> {
        if ticket.generation != self.generation {
            return None;
        }
        match &mut self.state {
            State::Closed { consecutive, window, .. } => {
                match verdict {
                    Verdict::Nothing => return None,
                    Verdict::Works => *consecutive = 0,
                    Verdict::Fails => *consecutive += 1,
                    Verdict::Busy => {}
                }
                let failed = verdict != Verdict::Works;
                window.note(failed, now);
                if !failed {
                    return None;
                }
                let (verdicts, failures) = window.totals(now);
                let cause = if *consecutive >= self.values.failures() {
                    BreakerCause::ConsecutiveFailures
                } else if verdicts >= LEAST_VERDICTS && failures * 2 >= verdicts {
                    BreakerCause::FailureRatio
                } else {
                    return Some(Counted { generation: self.generation, opened: false });
                };
                self.open(cause, Before::Closed, now, random);
                Some(Counted { generation: self.generation, opened: true })
            }
            // A ticket of this generation was given before it opened: there is none.
            State::Open { .. } => None,
            State::HalfOpen { trial, successes, forced, cause } => {
                *trial = false;
                match verdict {
                    Verdict::Nothing => None,
                    Verdict::Works => {
                        *successes += 1;
                        if *successes >= self.values.half_open_successes() {
                            // A list of models is no generation: the next failure opens it again.
                            let failures =
                                if ticket.is_probe { self.values.failures().saturating_sub(1) } else { 0 };
                            self.enter(closed(failures, now));
                        }
                        None
                    }
                    Verdict::Fails | Verdict::Busy => {
                        let (forced, cause) = (*forced, *cause);
                        match forced {
                            // It failed before its time: that is no reason to wait longer.
                            Some(until) if until > now => {
                                self.enter(State::Open { until, cause, before: Before::HalfOpen });
                                None
                            }
                            Some(_) | None => {
                                self.open(BreakerCause::TrialFailed, Before::HalfOpen, now, random);
                                Some(Counted { generation: self.generation, opened: true })
                            }
                        }
                    }
                }
            }
        }
    }

    /// An answer that had begun broke off: half a failure, which only the minute's share counts.
    pub(super) fn broke_off(&mut self, ticket: Ticket, now: Instant, random: &dyn Random) {
        if matches!(self.state, State::Closed { .. }) {
            self.end(ticket, Verdict::Busy, now, random);
        }
    }

    /// The failure was the request's: it counts no more, and what it opened closes.
    pub(super) fn take_back(&mut self, counted: Counted, now: Instant) {
        if counted.generation != self.generation {
            return;
        }
        match &mut self.state {
            State::Closed { consecutive, window, .. } => {
                *consecutive = consecutive.saturating_sub(1);
                window.take_back();
            }
            State::Open { before, cause, .. } if counted.opened => {
                let (before, cause) = (*before, *cause);
                self.trips = self.trips.saturating_sub(1);
                self.enter(match before {
                    Before::Closed => closed(self.values.failures().saturating_sub(1), now),
                    Before::HalfOpen => State::HalfOpen { trial: false, successes: 0, forced: None, cause },
                });
            }
            State::Open { .. } | State::HalfOpen { .. } => {}
        }
    }

    /// Opens it by hand.
    pub(super) fn trip(&mut self, now: Instant, random: &dyn Random) {
        self.open(BreakerCause::Person, Before::Closed, now, random);
    }

    /// Closes it by hand, and forgets.
    pub(super) fn reset(&mut self, now: Instant) {
        self.trips = 0;
        self.enter(closed(0, now));
    }

    fn open(&mut self, cause: BreakerCause, before: Before, now: Instant, random: &dyn Random) {
        if let State::Closed { since, .. } = self.state
            && now.saturating_duration_since(since) >= FORGETS
        {
            self.trips = 0;
        }
        self.trips = self.trips.saturating_add(1);
        let longest = LONGEST.max(self.values.open());
        let doubled = self.values.open().saturating_mul(1 << (self.trips - 1).min(10)).min(longest);
        // 80 to 120 %, so that what failed together isn't tried together.
        let percent = 80 + u32::try_from(random.below(41)).unwrap_or(20);
        let until = now + (doubled * percent / 100).min(longest);
        self.enter(State::Open { until, cause, before });
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.generation += 1;
    }

    fn ticket(&self, is_trial: bool) -> Ticket {
        Ticket { generation: self.generation, is_trial, is_probe: false }
    }
}

fn closed(consecutive: u32, now: Instant) -> State {
    State::Closed { consecutive, window: Window::new(now), since: now }
}

#[cfg(test)]
mod tests;
