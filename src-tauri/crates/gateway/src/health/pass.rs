//! Leave to ask a provider, on the way through a request. Dropped without a verdict it says nothing and gives
//! a half-open breaker's one trial back.

use super::{
    Health, Verdict,
    breaker::{Counted, Ticket},
};
use domain::{CredentialId, ProviderId};

/// Leave to ask.
#[derive(Debug)]
pub(crate) struct Pass {
    health: Health,
    provider: ProviderId,
    ticket: Ticket,
    ended: bool,
}

/// A failure that was counted: taken back when it was the request's.
#[derive(Debug)]
pub(crate) struct CountedFailure {
    provider: ProviderId,
    counted: Counted,
}

/// What is left of a pass once the client sees the answer.
#[derive(Debug)]
pub(crate) struct Aftermath {
    health: Health,
    provider: ProviderId,
    ticket: Ticket,
}

impl Pass {
    pub(super) fn new(health: Health, provider: ProviderId, ticket: Ticket) -> Self {
        Self { health, provider, ticket, ended: false }
    }

    /// The provider answered with this credential: it works, and what rested of it needs to no more.
    pub(crate) fn works(mut self, model: &str, credential: Option<CredentialId>) -> Aftermath {
        self.ended = true;
        self.health.worked(self.provider, self.ticket, model, credential);
        Aftermath { health: self.health.clone(), provider: self.provider, ticket: self.ticket }
    }

    /// It failed, in one way or the other.
    pub(crate) fn failed(mut self, verdict: Verdict) -> Option<CountedFailure> {
        self.ended = true;
        let (provider, ticket) = (self.provider, self.ticket);
        let counted = self
            .health
            .with_breaker(provider, |breaker, now, random| breaker.end(ticket, verdict, now, random));
        counted.flatten().map(|counted| CountedFailure { provider, counted })
    }
}

impl Pass {
    /// A probe ended. It says nothing of what rests.
    pub(crate) fn probed(mut self, verdict: Verdict) {
        self.ended = true;
        let (provider, ticket) = (self.provider, self.ticket);
        self.health.with_breaker(provider, |breaker, now, random| breaker.end(ticket, verdict, now, random));
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if !self.ended && self.ticket.is_trial {
            self.health.with_breaker(self.provider, |breaker, now, random| {
                breaker.end(self.ticket, Verdict::Nothing, now, random)
            });
        }
    }
}

impl Aftermath {
    /// The answer broke off, though the client was still there.
    pub(crate) fn broke_off(self) {
        self.health.with_breaker(self.provider, |breaker, now, random| {
            breaker.broke_off(self.ticket, now, random);
        });
    }
}

impl Health {
    /// The request failed wherever it went, so that it was at fault: nobody's failures count.
    pub(crate) fn take_back(&self, failures: &[CountedFailure]) {
        for failure in failures {
            self.with_breaker(failure.provider, |breaker, now, _| breaker.take_back(failure.counted, now));
        }
    }
}
