//! How providers do: from the attempts of the requests that pass and, at the start, of the day before.
//!
//! For people to look at. Who serves a request is decided elsewhere, and never by this.

mod seen;

use crate::{
    admin::{HealthState, ProviderHealth},
    events::Bus,
};
use domain::{Event, Provider, ProviderId, RequestRecord, UnixMillis};
use seen::{DAY_MS, Ended, Last, SAMPLES, Sign, Table, day_of};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use store::{Store, StoreError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The least time between two announcements.
const PACE: Duration = Duration::from_secs(1);

/// How providers do. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Health(Arc<Inner>);

#[derive(Default)]
struct Inner {
    table: Mutex<Table>,
    changed: Notify,
}

impl Health {
    /// Takes in a request that ended. On the way of every record, so it does little.
    pub(crate) fn note(&self, record: &RequestRecord) {
        if record.attempts.is_empty() {
            return;
        }
        let mut table = self.table();
        table.begin_day(day_of(record.started_at));
        if failed_over(record) {
            let ended = record.started_at.plus(Duration::from_millis(record.duration_ms.unwrap_or_default()));
            table.failed_over_at = table.failed_over_at.max(Some(ended));
        }
        let last = record.attempts.len() - 1;
        for (index, attempt) in record.attempts.iter().enumerate() {
            table.note(&Ended {
                request_id: record.id,
                request_started_at: record.started_at,
                first_byte_ms: record.first_byte_ms.filter(|_| index == last),
                provider_id: attempt.provider_id,
                started_at: attempt.started_at,
                outcome: attempt.outcome,
                status: attempt.status,
                error: attempt.error.as_deref(),
            });
        }
        if !table.changed.is_empty() {
            self.0.changed.notify_one();
        }
    }

    /// Learns from the ledger what happened within the day before `until`: what began later comes by itself.
    pub(crate) async fn learn(self, store: Store, until: UnixMillis) {
        let (day_ago, today) = (UnixMillis(until.0 - DAY_MS), day_of(until));
        let learned: Result<_, StoreError> = async {
            let latest = store.latest_attempts(day_ago, until, SAMPLES).await?;
            let counts = store.attempt_counts(UnixMillis(today * DAY_MS), until).await?;
            Ok((latest, counts))
        }
        .await;
        let (latest, counts) = match learned {
            Ok(learned) => learned,
            Err(error) => {
                tracing::warn!(%error, "how providers did before this start could not be read");
                return;
            }
        };
        let mut table = self.table();
        table.begin_day(today);
        for past in &latest {
            table.note_uncounted(&Ended::from(past));
        }
        if table.day == today {
            for count in counts {
                let sign = Sign::of(count.outcome, count.status);
                table.seen(count.provider_id).count(sign, count.attempts);
            }
        }
        self.0.changed.notify_one();
    }

    /// Something about a provider is another than was last announced.
    pub(crate) fn touch(&self, provider: ProviderId) {
        self.table().changed.insert(provider);
        self.0.changed.notify_one();
    }

    /// A provider has another base URL now: that it answered at the one before says nothing.
    pub(crate) fn moved(&self, provider: ProviderId) {
        self.table().seen(provider).moved();
    }

    /// Tells everybody whose state changed, each provider at most once a second.
    pub(crate) async fn announce(self, bus: Bus, ending: CancellationToken) {
        let announcing = async {
            loop {
                self.0.changed.notified().await;
                let changed = std::mem::take(&mut self.table().changed);
                for provider_id in changed {
                    bus.publish(Event::ProviderHealthChanged { provider_id });
                }
                tokio::time::sleep(PACE).await;
            }
        };
        ending.run_until_cancelled(announcing).await;
    }

    /// How a provider does at this moment.
    pub(crate) fn of(&self, provider: &Provider, now: UnixMillis) -> ProviderHealth {
        let mut table = self.table();
        table.begin_day(day_of(now));
        let seen = table.seen(provider.id);
        let last = seen.last.as_ref();
        ProviderHealth {
            state: match last {
                _ if !provider.enabled => HealthState::Disabled,
                _ if provider.needs_credential() => HealthState::NeedsCredential,
                None => HealthState::Unused,
                Some(Last { works: true, .. }) => HealthState::Ok,
                Some(Last { works: false, .. }) => HealthState::Failing,
            },
            since: last.map(|last| last.since),
            last_outcome: last.map(|last| last.outcome.clone()),
            successes_today: seen.successes,
            failures_today: seen.failures,
            first_byte_ms_median: seen.first_bytes.median(),
        }
    }

    /// From a request's head to its first byte, over today's latest answers of all providers.
    pub(crate) fn first_byte_ms_median(&self, now: UnixMillis) -> Option<u64> {
        let mut table = self.table();
        table.begin_day(day_of(now));
        table.today.median()
    }

    /// When a request that had gone on to another provider last ended, since the start.
    pub(crate) fn failed_over_at(&self) -> Option<UnixMillis> {
        self.table().failed_over_at
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a request was tried at more than one provider.
fn failed_over(record: &RequestRecord) -> bool {
    let first = record.attempts.first().map(|attempt| attempt.provider_id);
    record.attempts.iter().any(|attempt| Some(attempt.provider_id) != first)
}

#[cfg(test)]
mod tests;
