//! Who is unavailable at one moment: what the plan asks.

use super::{
    Entry, FORCED_EVERY, Table,
    rests::{One, Rests},
};
use domain::{Credential, Provider, RestCause, Resting, Unavailability, UnixMillis};
use std::sync::MutexGuard;
use tokio::time::Instant;

/// Why a provider can't be used now, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unavailable {
    /// Why.
    pub(crate) reason: Unavailability,
    /// Until when.
    pub(crate) until: Option<Instant>,
    /// The same on the wall's clock.
    pub(crate) until_wall: Option<UnixMillis>,
}

/// How providers do at one moment, for one plan.
pub(crate) struct View<'h> {
    pub(super) table: MutexGuard<'h, Table>,
    pub(super) now: Instant,
}

impl View<'_> {
    /// Why a provider can't be used for a model now.
    pub(crate) fn unavailability(&self, provider: &Provider, model: &str) -> Option<Unavailable> {
        if provider.held {
            return Some(Unavailable { reason: Unavailability::Held, until: None, until_wall: None });
        }
        let entry = self.table.entries.get(&provider.id)?;
        if !entry.breaker.admits(self.now) {
            return Some(Unavailable {
                reason: Unavailability::BreakerOpen,
                until: entry.breaker.opens_again_at().or(Some(self.now + FORCED_EVERY)),
                until_wall: entry.until.filter(|_| entry.breaker.opens_again_at().is_some()),
            });
        }
        if entry.rests.is_empty() || !entry.is_of(provider) {
            return None;
        }
        entry.resting(provider, model, self.now)
    }
}

impl Entry {
    fn resting(&self, provider: &Provider, model: &str, now: Instant) -> Option<Unavailable> {
        let excluded = |rest: &One, reason| Unavailable {
            reason,
            until: Some(rest.until),
            until_wall: Some(rest.until_wall),
        };
        let running = || self.rests.running(now);
        if let Some(rest) = running().find(|rest| rest.resting == Resting::Provider) {
            return Some(excluded(rest, Unavailability::Resting));
        }
        let of_model = |rest: &&One| matches!(&rest.resting, Resting::Model { model: it } if **it == *model);
        if let Some(rest) = running().find(of_model) {
            return Some(excluded(
                rest,
                match rest.cause {
                    RestCause::ModelUnknown => Unavailability::ModelUnknown,
                    RestCause::RateLimited
                    | RestCause::Overloaded
                    | RestCause::Rejected
                    | RestCause::OutOfCredit => Unavailability::Resting,
                },
            ));
        }
        let mut readable =
            provider.credentials.iter().filter(|credential| credential.secret.is_some()).peekable();
        readable.peek()?;
        if readable.any(|credential| !rests_of(&self.rests, credential, now)) {
            return None;
        }
        let soonest = running().filter(|rest| matches!(rest.resting, Resting::Credential { .. }));
        soonest.min_by_key(|rest| rest.until).map(|rest| {
            excluded(
                rest,
                match rest.cause {
                    RestCause::Rejected => Unavailability::CredentialRejected,
                    RestCause::OutOfCredit => Unavailability::OutOfCredit,
                    RestCause::RateLimited | RestCause::Overloaded | RestCause::ModelUnknown => {
                        Unavailability::Resting
                    }
                },
            )
        })
    }
}

/// Whether a credential rests.
pub(super) fn rests_of(rests: &Rests, credential: &Credential, now: Instant) -> bool {
    rests.running(now).any(|rest| rest.resting == Resting::Credential { credential_id: credential.id })
}
