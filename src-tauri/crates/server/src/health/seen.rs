//! What was seen of each provider, and what an attempt says about it.

use crate::admin::LastOutcome;
use domain::{AttemptOutcome, ProviderId, RequestId, UnixMillis};
use std::collections::{HashMap, HashSet, VecDeque};
use store::PastAttempt;

/// A day, milliseconds.
pub(super) const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// How many of the latest first bytes a median is taken of.
pub(super) const SAMPLES: u32 = 101;
/// How much of an error is kept.
const ERROR_CHARACTERS: usize = 500;

/// What was seen of all of them.
#[derive(Default)]
pub(super) struct Table {
    pub(super) day: i64,
    providers: HashMap<ProviderId, Seen>,
    /// Whose state is another than was last announced.
    pub(super) changed: HashSet<ProviderId>,
    pub(super) today: Samples,
    /// When a request that had gone on to another provider last ended.
    pub(super) failed_over_at: Option<UnixMillis>,
}

/// What was seen of one provider.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) last: Option<Last>,
    /// It has answered where it is now.
    has_answered: bool,
    pub(super) successes: u64,
    pub(super) failures: u64,
    pub(super) first_bytes: Samples,
}

/// The last attempt that says something about a provider.
pub(super) struct Last {
    pub(super) works: bool,
    pub(super) since: UnixMillis,
    pub(super) outcome: LastOutcome,
}

/// An attempt that ended.
pub(super) struct Ended<'a> {
    pub(super) request_id: RequestId,
    pub(super) request_started_at: UnixMillis,
    /// Of the request, if this was its last attempt.
    pub(super) first_byte_ms: Option<u64>,
    pub(super) provider_id: ProviderId,
    pub(super) started_at: UnixMillis,
    pub(super) outcome: AttemptOutcome,
    pub(super) status: Option<u16>,
    pub(super) error: Option<&'a str>,
}

/// The latest of some durations, milliseconds.
#[derive(Default)]
pub(super) struct Samples(VecDeque<u64>);

/// What an attempt says about its provider.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Works,
    Fails,
    /// A model that it doesn't have, or a base URL that is wrong.
    NotFound,
    Nothing,
}

impl Table {
    /// At midnight the day's figures begin anew. A clock that goes back changes nothing.
    pub(super) fn begin_day(&mut self, day: i64) {
        if day <= self.day {
            return;
        }
        self.day = day;
        self.today = Samples::default();
        for seen in self.providers.values_mut() {
            (seen.successes, seen.failures) = (0, 0);
        }
    }

    pub(super) fn seen(&mut self, provider: ProviderId) -> &mut Seen {
        self.providers.entry(provider).or_default()
    }

    pub(super) fn note(&mut self, ended: &Ended<'_>) {
        self.note_uncounted(ended);
        if day_of(ended.request_started_at) == self.day {
            self.seen(ended.provider_id).count(Sign::of(ended.outcome, ended.status), 1);
        }
    }

    /// Notes everything but the day's counts.
    pub(super) fn note_uncounted(&mut self, ended: &Ended<'_>) {
        let seen = self.seen(ended.provider_id);
        let Some(works) = seen.works(Sign::of(ended.outcome, ended.status)) else { return };
        if works {
            seen.answered();
        }
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
    /// Whether it works by this sign; `None` when that says neither.
    fn works(&self, sign: Sign) -> Option<bool> {
        match sign {
            Sign::Works => Some(true),
            Sign::Fails => Some(false),
            // Who has answered is in its place: it lacks the model, and others may be asked for theirs.
            Sign::NotFound => (!self.has_answered).then_some(false),
            Sign::Nothing => None,
        }
    }

    /// From now on it is known to be in its place, and that it didn't find something says nothing, nor did it before.
    fn answered(&mut self) {
        self.has_answered = true;
        self.last.take_if(|last| Sign::of(last.outcome.outcome, last.outcome.status) == Sign::NotFound);
    }

    /// It is somewhere else now, and may be nowhere.
    pub(super) fn moved(&mut self) {
        self.has_answered = false;
    }

    pub(super) fn count(&mut self, sign: Sign, attempts: u64) {
        match self.works(sign) {
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

    pub(super) fn median(&self) -> Option<u64> {
        let mut sorted: Vec<u64> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }
}

impl Sign {
    pub(super) fn of(outcome: AttemptOutcome, status: Option<u16>) -> Self {
        match outcome {
            AttemptOutcome::Answered => Self::Works,
            AttemptOutcome::Status if status == Some(404) => Self::NotFound,
            // About the request.
            AttemptOutcome::Status if matches!(status, Some(400 | 413 | 422)) => Self::Nothing,
            AttemptOutcome::Cancelled => Self::Nothing,
            AttemptOutcome::Status
            | AttemptOutcome::Connect
            | AttemptOutcome::Reset
            | AttemptOutcome::Timeout
            | AttemptOutcome::BrokeOff
            | AttemptOutcome::Refused => Self::Fails,
        }
    }
}

pub(super) fn day_of(at: UnixMillis) -> i64 {
    at.0.div_euclid(DAY_MS)
}
