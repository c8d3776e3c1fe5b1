//! Settling: the last of the eleven steps. One guard rides with a request from its admission to its last
//! byte; when it is dropped, however that comes about, the ledger gets the request's final row.

use crate::{admit::LedgerRoom, plan::Candidate, prepare::Outbound, record, repair::Remedy, session::Hold};
use domain::{
    Attempt, AttemptId, AttemptOutcome, Change, Clock, Considered, ConversionAction, ErrorCode, Override,
    Provider, Random, RequestRecord, RequestState,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{sync::mpsc::OwnedPermit, time::Instant};
use wire::convert::Action;

/// Counts requests in flight; dropped, one less.
#[derive(Debug)]
pub struct InFlight(Arc<AtomicUsize>);

impl InFlight {
    /// One more.
    pub fn enter(counter: &Arc<AtomicUsize>) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Self(counter.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request's account: its record so far, and the room for its final row.
pub struct Settlement {
    /// Shared with the ledger's end of the channel; the first change after the opening makes a copy.
    record: Arc<RequestRecord>,
    room: Option<OwnedPermit<Arc<RequestRecord>>>,
    running: Option<Running>,
    /// Its conversation, which goes on for as long as this does.
    hold: Option<Box<Hold>>,
    began: Instant,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl std::fmt::Debug for Settlement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settlement").field("id", &self.record.id).finish_non_exhaustive()
    }
}

/// An attempt that has not ended.
struct Running {
    attempt: Attempt,
    began: Instant,
}

impl Settlement {
    /// Writes the row of a request that was admitted, and opens its account.
    pub fn open(
        room: LedgerRoom,
        record: RequestRecord,
        began: Instant,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let record = Arc::new(record);
        room.open.send(record.clone());
        Self { record, room: Some(room.close), running: None, hold: None, began, clock, random }
    }

    /// Writes the one row of a request that was refused.
    pub fn refuse(room: LedgerRoom, record: RequestRecord, began: Instant) {
        let duration_ms = Some(millis_since(began));
        room.close.send(Arc::new(RequestRecord { state: RequestState::Refused, duration_ms, ..record }));
    }

    /// The record so far.
    pub fn record(&self) -> &RequestRecord {
        &self.record
    }

    /// Notes the decision chain.
    pub fn planned(&mut self, chain: Vec<Considered>) {
        self.edit().chain = chain;
    }

    /// Keeps a conversation with its provider until this ends.
    pub(crate) fn hold(&mut self, hold: Hold) {
        self.hold = Some(Box::new(hold));
    }

    /// Notes a change, once.
    pub fn changed(&mut self, change: Change) {
        if !self.record.changes.contains(&change) {
            self.edit().changes.push(change);
        }
    }

    /// Notes what an attempt's request was changed in.
    pub(crate) fn edited(&mut self, provider: &Provider, outbound: &Outbound) {
        if !outbound.overrides.is_empty() {
            self.overridden(provider, outbound.overrides.clone());
        }
        for parameter in &outbound.dropped {
            let (provider_id, provider_name) = (provider.id, provider.name.clone());
            self.changed(Change::ParameterDropped {
                provider_id,
                provider_name,
                parameter: parameter.clone(),
            });
        }
    }

    /// Notes what a provider's overrides changed.
    pub(crate) fn overridden(&mut self, provider: &Provider, overrides: Vec<Override>) {
        let (provider_id, provider_name) = (provider.id, provider.name.clone());
        self.changed(Change::Overridden { provider_id, provider_name, overrides });
    }

    /// Notes what was done about a provider's refusal.
    pub(crate) fn mended(&mut self, provider: &Provider, remedy: &Remedy) {
        let (provider_id, provider_name) = (provider.id, provider.name.clone());
        match remedy {
            // What wasn't asked for is not missed.
            Remedy::WithoutUsage => {}
            Remedy::WithoutParameter(parameter) => {
                let parameter = parameter.path.as_str().into();
                self.changed(Change::ParameterDropped { provider_id, provider_name, parameter });
            }
            Remedy::Repair(repair) => {
                self.changed(Change::Repaired { provider_id, provider_name, repair: *repair });
            }
        }
    }

    /// Notes that the request is sent in another dialect, which says this differently.
    pub(crate) fn converted(&mut self, provider: &Provider, changes: &[wire::convert::Change]) {
        self.edit().converted = true;
        for change in changes {
            self.changed(Change::Converted {
                provider_id: provider.id,
                provider_name: provider.name.clone(),
                field: clip_to(&change.field, FIELD_BYTES),
                action: match change.action {
                    Action::Dropped => ConversionAction::Dropped,
                    Action::Replaced => ConversionAction::Replaced,
                    Action::Adjusted => ConversionAction::Adjusted,
                    Action::Added => ConversionAction::Added,
                },
                reason: change.reason.into(),
            });
        }
    }

    /// Begins an attempt at a provider.
    pub(crate) fn begin_attempt(&mut self, candidate: &Candidate) {
        let provider = &candidate.provider;
        if let Some(by) = candidate.rule {
            self.changed(Change::ModelReplaced {
                provider_id: provider.id,
                provider_name: provider.name.clone(),
                model: candidate.model.clone(),
                by,
            });
        }
        self.end_attempt(AttemptOutcome::Reset, None);
        if self.record.converted {
            self.edit().converted = false;
        }
        if self.record.sent_model.as_ref() != Some(&candidate.model) {
            self.edit().sent_model = record::model(&candidate.model);
        }
        self.edit().provider_id = Some(provider.id);
        self.edit().provider_name = Some(provider.name.clone());
        let now = self.clock.now();
        let attempt = Attempt {
            id: AttemptId::new(now, self.random.as_ref()),
            provider_id: provider.id,
            provider_name: provider.name.clone(),
            started_at: now,
            outcome: AttemptOutcome::Cancelled,
            status: None,
            connect_ms: None,
            head_ms: None,
            duration_ms: 0,
            reused_connection: false,
            error: None,
        };
        self.running = Some(Running { attempt, began: Instant::now() });
    }

    /// The running attempt has its connection.
    pub fn connected(&mut self, reused: bool) {
        if let Some(running) = &mut self.running {
            running.attempt.connect_ms = Some(if reused { 0 } else { millis_since(running.began) });
            running.attempt.reused_connection = reused;
        }
    }

    /// The running attempt has its answer's head.
    pub fn headed(&mut self, status: u16) {
        if let Some(running) = &mut self.running {
            running.attempt.head_ms = Some(millis_since(running.began));
            running.attempt.status = Some(status);
        }
    }

    /// The running attempt ended.
    pub fn end_attempt(&mut self, outcome: AttemptOutcome, error: Option<String>) {
        if let Some(Running { mut attempt, began }) = self.running.take() {
            attempt.outcome = outcome;
            attempt.duration_ms = millis_since(began);
            attempt.error = error;
            let attempts = &mut self.edit().attempts;
            // Most requests have one.
            attempts.reserve_exact(1);
            attempts.push(attempt);
        }
    }

    /// The client gets this status.
    pub fn answering(&mut self, status: u16) {
        self.edit().status = Some(status);
    }

    /// The first byte of the answer is on its way.
    pub fn first_byte(&mut self) {
        if self.record.first_byte_ms.is_none() {
            self.edit().first_byte_ms = Some(millis_since(self.began));
        }
    }

    /// Bytes went to the client.
    pub fn sent(&mut self, bytes: usize) {
        self.edit().response_bytes += bytes as u64;
    }

    /// What was learnt of the answer.
    pub fn observed(&mut self, observed: wire::Observed) {
        self.edit().usage = observed.usage;
        if let Some(error) = observed.error {
            self.edit().error.get_or_insert(error.message);
        }
    }

    /// The request failed, with an error of ours if there is a code.
    pub fn failed(&mut self, code: Option<ErrorCode>, error: impl Into<String>) {
        self.edit().state = RequestState::Failed;
        self.edit().error_code = code;
        self.edit().error = Some(clip(&error.into()));
    }

    fn edit(&mut self) -> &mut RequestRecord {
        Arc::make_mut(&mut self.record)
    }

    /// The request was answered in full.
    pub fn done(&mut self) {
        if self.record.state == RequestState::Open {
            self.edit().state = RequestState::Done;
        }
    }
}

impl Drop for Settlement {
    fn drop(&mut self) {
        if self.record.state == RequestState::Open {
            // Nobody said how it ended, so whoever held it is gone: the client.
            self.edit().state = RequestState::Cancelled;
        }
        self.end_attempt(AttemptOutcome::Cancelled, None);
        self.edit().duration_ms = Some(millis_since(self.began));
        if let Some(room) = self.room.take() {
            room.send(self.record.clone());
        }
    }
}

/// Milliseconds since a moment.
pub(crate) fn millis_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// What the ledger keeps of an error's text.
const ERROR_BYTES: usize = 16 << 10;
/// And of a field's name, which may be the client's.
const FIELD_BYTES: usize = 128;

fn clip(text: &str) -> String {
    clip_to(text, ERROR_BYTES)
}

fn clip_to(text: &str, most: usize) -> String {
    let end = text.floor_char_boundary(text.len().min(most));
    text[..end].to_owned()
}
