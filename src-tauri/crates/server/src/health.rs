//! How providers do: from the attempts of the requests that pass and, at the start, of the day before.
//!
//! For people to look at. Who serves a request is decided elsewhere, and never by this.

use crate::{
    admin::{HealthState, LastOutcome, ProviderHealth},
    events::Bus,
};
use domain::{AttemptOutcome, Event, Provider, ProviderId, RequestId, RequestRecord, UnixMillis};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use store::{PastAttempt, Store, StoreError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A day, milliseconds.
const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// How many of the latest first bytes a median is taken of.
const SAMPLES: u32 = 101;
/// How much of an error is kept.
const ERROR_CHARACTERS: usize = 500;
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

#[derive(Default)]
struct Table {
    day: i64,
    providers: HashMap<ProviderId, Seen>,
    /// Whose state is another than was last announced.
    changed: HashSet<ProviderId>,
    today: Samples,
    /// When a request that had gone on to another provider last ended.
    failed_over_at: Option<UnixMillis>,
}

/// What was seen of one provider.
#[derive(Default)]
struct Seen {
    last: Option<Last>,
    successes: u64,
    failures: u64,
    first_bytes: Samples,
}

struct Last {
    works: bool,
    since: UnixMillis,
    outcome: LastOutcome,
}

/// An attempt that ended.
struct Ended<'a> {
    request_id: RequestId,
    request_started_at: UnixMillis,
    /// Of the request, if this was its last attempt.
    first_byte_ms: Option<u64>,
    provider_id: ProviderId,
    started_at: UnixMillis,
    outcome: AttemptOutcome,
    status: Option<u16>,
    error: Option<&'a str>,
}

/// The latest of some durations, milliseconds.
#[derive(Default)]
struct Samples(VecDeque<u64>);

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
                let works = works(count.outcome, count.status);
                table.seen(count.provider_id).count(works, count.attempts);
            }
        }
        self.0.changed.notify_one();
    }

    /// Something about a provider is another than was last announced.
    pub(crate) fn touch(&self, provider: ProviderId) {
        self.table().changed.insert(provider);
        self.0.changed.notify_one();
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

impl Table {
    /// At midnight the day's figures begin anew. A clock that goes back changes nothing.
    fn begin_day(&mut self, day: i64) {
        if day <= self.day {
            return;
        }
        self.day = day;
        self.today = Samples::default();
        for seen in self.providers.values_mut() {
            (seen.successes, seen.failures) = (0, 0);
        }
    }

    fn seen(&mut self, provider: ProviderId) -> &mut Seen {
        self.providers.entry(provider).or_default()
    }

    fn note(&mut self, ended: &Ended<'_>) {
        self.note_uncounted(ended);
        if day_of(ended.request_started_at) == self.day {
            self.seen(ended.provider_id).count(works(ended.outcome, ended.status), 1);
        }
    }

    /// Notes everything but the day's counts.
    fn note_uncounted(&mut self, ended: &Ended<'_>) {
        let Some(works) = works(ended.outcome, ended.status) else { return };
        let seen = self.seen(ended.provider_id);
        let changed = seen.outcome(works, ended);
        if let Some(first_byte_ms) = ended.first_byte_ms.filter(|_| works) {
            // What earlier attempts took is not this provider's.
            let before = ended.started_at.since(ended.request_started_at);
            let before = u64::try_from(before.as_millis()).unwrap_or(u64::MAX);
            seen.first_bytes.push(first_byte_ms.saturating_sub(before));
            if day_of(ended.request_started_at) == self.day {
                self.today.push(first_byte_ms);
            }
        }
        if changed {
            self.changed.insert(ended.provider_id);
        }
    }
}

impl Seen {
    fn count(&mut self, works: Option<bool>, attempts: u64) {
        match works {
            Some(true) => self.successes += attempts,
            Some(false) => self.failures += attempts,
            None => {}
        }
    }

    /// Notes how an attempt ended; says whether the provider's state is another now. Requests end in another
    /// order than they began, and what began last says most.
    fn outcome(&mut self, works: bool, ended: &Ended<'_>) -> bool {
        if self.last.as_ref().is_some_and(|last| last.outcome.at > ended.started_at) {
            return false;
        }
        let same = self.last.as_ref().filter(|last| last.works == works).map(|last| last.since);
        let outcome = LastOutcome {
            at: ended.started_at,
            outcome: ended.outcome,
            status: ended.status,
            request_id: ended.request_id,
            error: ended.error.map(|error| error.chars().take(ERROR_CHARACTERS).collect()),
        };
        self.last = Some(Last { works, since: same.unwrap_or(ended.started_at), outcome });
        same.is_none()
    }
}

impl<'a> From<&'a PastAttempt> for Ended<'a> {
    fn from(past: &'a PastAttempt) -> Self {
        Self {
            request_id: past.request_id,
            request_started_at: past.request_started_at,
            first_byte_ms: past.first_byte_ms,
            provider_id: past.provider_id,
            started_at: past.started_at,
            outcome: past.outcome,
            status: past.status,
            error: past.error.as_deref(),
        }
    }
}

impl Samples {
    fn push(&mut self, sample: u64) {
        self.0.truncate(SAMPLES as usize - 1);
        self.0.push_front(sample);
    }

    fn median(&self) -> Option<u64> {
        let mut sorted: Vec<u64> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }
}

/// Whether an attempt shows that its provider works, or that it doesn't; `None` when it shows neither.
fn works(outcome: AttemptOutcome, status: Option<u16>) -> Option<bool> {
    match outcome {
        AttemptOutcome::Answered => Some(true),
        // About the request: it says nothing about the provider.
        AttemptOutcome::Status if matches!(status, Some(400 | 413 | 422)) => None,
        AttemptOutcome::Cancelled => None,
        AttemptOutcome::Status
        | AttemptOutcome::Connect
        | AttemptOutcome::Reset
        | AttemptOutcome::Timeout
        | AttemptOutcome::BrokeOff
        | AttemptOutcome::Refused => Some(false),
    }
}

/// Whether a request was tried at more than one provider.
fn failed_over(record: &RequestRecord) -> bool {
    let first = record.attempts.first().map(|attempt| attempt.provider_id);
    record.attempts.iter().any(|attempt| Some(attempt.provider_id) != first)
}

fn day_of(at: UnixMillis) -> i64 {
    at.0.div_euclid(DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::record;
    use domain::{
        Attempt, AttemptId, Dialect, NewProvider, Patch, ProviderForm, RequestState, SystemClock,
        SystemRandom,
    };

    const DAY: u64 = 24 * 3_600 * 1_000;

    fn provider() -> Provider {
        let form = ProviderForm {
            name: Patch::Set("p".into()),
            dialect: Patch::Set(Dialect::Anthropic),
            base_url: Patch::Set("https://h.example".into()),
            ..ProviderForm::default()
        };
        form.create(NewProvider { next_priority: 10, clock: &SystemClock, random: &SystemRandom }).unwrap()
    }

    /// A request begun at `began` whose attempts begin so much later and end so.
    fn ended(began: u64, provider: &Provider, attempts: &[(u64, AttemptOutcome)]) -> RequestRecord {
        let attempt = |(later, outcome): &(u64, AttemptOutcome)| Attempt {
            id: AttemptId::new(UnixMillis(0), &SystemRandom),
            provider_id: provider.id,
            provider_name: provider.name.clone(),
            started_at: UnixMillis(i64::try_from(began + later).unwrap()),
            outcome: *outcome,
            status: None,
            connect_ms: None,
            head_ms: None,
            duration_ms: 1,
            reused_connection: false,
            error: None,
        };
        RequestRecord {
            attempts: attempts.iter().map(attempt).collect(),
            first_byte_ms: Some(500),
            ..record(began, RequestState::Done)
        }
    }

    fn seen(health: &Health, provider: &Provider, now: u64) -> (HealthState, u64, u64) {
        let of = health.of(provider, UnixMillis(i64::try_from(now).unwrap()));
        (of.state, of.successes_today, of.failures_today)
    }

    #[test]
    fn at_midnight_the_figures_begin_anew_and_the_state_stays() {
        let (health, provider) = (Health::default(), provider());
        health.note(&ended(
            DAY + 1,
            &provider,
            &[(0, AttemptOutcome::Timeout), (300, AttemptOutcome::Answered)],
        ));
        assert_eq!(seen(&health, &provider, DAY + 2), (HealthState::Ok, 1, 1));
        assert_eq!(seen(&health, &provider, 2 * DAY), (HealthState::Ok, 0, 0));
        health.note(&ended(2 * DAY - 1, &provider, &[(0, AttemptOutcome::Reset)]));
        assert_eq!(seen(&health, &provider, 2 * DAY), (HealthState::Failing, 0, 0), "it began yesterday");
        assert_eq!(health.first_byte_ms_median(UnixMillis(0)), None);
    }

    #[test]
    fn what_began_last_says_most_whenever_it_ends() {
        let (health, provider) = (Health::default(), provider());
        assert_eq!(seen(&health, &provider, 0), (HealthState::Unused, 0, 0));
        health.note(&ended(100, &provider, &[(0, AttemptOutcome::Answered)]));
        health.note(&ended(50, &provider, &[(0, AttemptOutcome::Connect)]));
        assert_eq!(seen(&health, &provider, 200), (HealthState::Ok, 1, 1));
        health.note(&ended(300, &provider, &[(0, AttemptOutcome::Cancelled)]));
        assert_eq!(seen(&health, &provider, 400), (HealthState::Ok, 1, 1), "a client that left says nothing");
    }

    #[test]
    fn a_failover_is_a_request_that_went_on_to_another_provider() {
        let (health, first, second) = (Health::default(), provider(), provider());
        let twice = ended(100, &first, &[(0, AttemptOutcome::Reset), (9, AttemptOutcome::Answered)]);
        health.note(&twice);
        assert_eq!(health.failed_over_at(), None, "asked again is not gone on");
        let other = ended(100, &second, &[(9, AttemptOutcome::Answered)]).attempts;
        let attempts = twice.attempts.into_iter().take(1).chain(other).collect();
        health.note(&RequestRecord { attempts, duration_ms: Some(40), ..record(100, RequestState::Done) });
        assert_eq!(health.failed_over_at(), Some(UnixMillis(140)));
    }

    #[test]
    fn what_earlier_attempts_took_is_not_this_providers() {
        let (health, provider) = (Health::default(), provider());
        health.note(&ended(100, &provider, &[(0, AttemptOutcome::Timeout), (300, AttemptOutcome::Answered)]));
        let now = UnixMillis(1_000);
        assert_eq!(health.of(&provider, now).first_byte_ms_median, Some(200));
        assert_eq!(health.first_byte_ms_median(now), Some(500), "but the client waited for all of it");
    }
}
