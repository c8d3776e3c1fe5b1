//! Where gateway and store meet: records come off the gateway's channel, are shown, and go into the ledger.

use crate::{health::Health, live::Live, openings::Openings};
use domain::{KeyId, RequestRecord, RequestState, UnixMillis};
use std::{collections::HashMap, sync::Arc, time::Duration};
use store::Store;
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

/// How exactly a key's last use is known.
const TOUCH_EVERY: Duration = Duration::from_secs(60);
/// How long last uses are collected before they are written.
const FLUSH_EVERY: Duration = Duration::from_secs(5);
/// How many records are taken at once.
const BATCH: usize = 4_096;
/// How long records gather before the next are taken. Nobody sees so short a time in the live list.
const GATHER: Duration = Duration::from_millis(8);

/// Who looks at records as they pass.
pub(crate) struct Shown {
    pub(crate) live: Live,
    pub(crate) health: Health,
}

/// Joins them until the token is cancelled and the channel is empty. Cancel it after the gateway has closed,
/// or records that are still to come are lost.
pub(crate) async fn join(
    mut records: mpsc::Receiver<Arc<RequestRecord>>,
    shown: Shown,
    store: Store,
    gateway_closed: CancellationToken,
) {
    let mut joiner = Joiner { shown, store, uses: KeyUses::default(), openings: Openings::default() };
    let mut flush = tokio::time::interval(FLUSH_EVERY);
    flush.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let next_due = joiner.openings.next_due();
        tokio::select! {
            biased;
            taken = records.recv_many(&mut batch, BATCH) => {
                if taken == 0 {
                    break;
                }
                for record in batch.drain(..) {
                    joiner.take(record).await;
                }
                joiner.keep_due().await;
                // While nobody waits at the channel, sending into it wakes nobody: one wake-up a moment
                // instead of two a request.
                tokio::time::sleep(GATHER).await;
            }
            () = until(next_due) => joiner.keep_due().await,
            _ = flush.tick() => write(&joiner.store, &mut joiner.uses).await,
            // Only polled when the channel is empty.
            () = gateway_closed.cancelled() => break,
        }
    }
    for opening in joiner.openings.take_all() {
        joiner.keep(opening, false).await;
    }
    write(&joiner.store, &mut joiner.uses).await;
}

struct Joiner {
    shown: Shown,
    store: Store,
    uses: KeyUses,
    openings: Openings,
}

impl Joiner {
    async fn take(&mut self, record: Arc<RequestRecord>) {
        if record.state == RequestState::Open {
            self.uses.note(&record);
            self.openings.hold(record, Instant::now());
        } else {
            self.shown.health.note(&record);
            let is_new = self.openings.forget(record.id);
            self.keep(record, !is_new).await;
        }
    }

    async fn keep_due(&mut self) {
        while let Some(opening) = self.openings.take_due(Instant::now()) {
            self.keep(opening, false).await;
        }
    }

    /// Shows a record and hands it to the ledger.
    async fn keep(&mut self, record: Arc<RequestRecord>, may_be_listed: bool) {
        self.shown.live.record(Arc::clone(&record), may_be_listed);
        // Waits while the ledger's queue is full: the channel fills, and admission waits in turn.
        self.store.append(record).await;
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

async fn write(store: &Store, uses: &mut KeyUses) {
    let pending = uses.take();
    if pending.is_empty() {
        return;
    }
    if let Err(error) = store.touch_keys(pending).await {
        tracing::warn!(%error, "when keys were last used could not be written");
    }
}

/// When keys were last used, to the minute.
#[derive(Default)]
struct KeyUses {
    written: HashMap<KeyId, UnixMillis>,
    pending: HashMap<KeyId, UnixMillis>,
}

impl KeyUses {
    fn note(&mut self, opening: &RequestRecord) {
        let Some(key) = opening.key_id else { return };
        let at = opening.started_at;
        if self.written.get(&key).is_some_and(|last| at.since(*last) < TOUCH_EVERY) {
            return;
        }
        self.written.insert(key, at);
        self.pending.insert(key, at);
    }

    fn take(&mut self) -> Vec<(KeyId, UnixMillis)> {
        self.pending.drain().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        events::Bus,
        testing::{record, store},
    };
    use domain::SystemRandom;

    #[tokio::test]
    async fn what_was_sent_before_the_gateway_closed_is_in_the_ledger() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(dir.path());
        let (sender, records) = mpsc::channel(1_000);
        for n in 0..700 {
            sender.send(Arc::new(record(n, RequestState::Done))).await.unwrap();
        }
        let closed = CancellationToken::new();
        closed.cancel();
        let live = Live::new(Bus::new());
        // The sender is still there, as a clone of the gateway is: only the token ends it.
        let shown = Shown { live: live.clone(), health: Health::default() };
        join(records, shown, store.clone(), closed).await;
        drop(sender);
        assert_eq!(live.snapshot().seq, 700);
        store.close().await;
        let again = self::store(dir.path());
        assert_eq!(again.totals(UnixMillis(0)).await.unwrap().requests, 700);
        again.close().await;
    }

    #[test]
    fn a_keys_use_is_noted_once_a_minute() {
        let mut uses = KeyUses::default();
        let key = KeyId::new(UnixMillis(0), &SystemRandom);
        let mut at = |millis| {
            uses.note(&RequestRecord { key_id: Some(key), ..record(millis, RequestState::Open) });
            uses.take()
        };
        assert_eq!(at(1_000), [(key, UnixMillis(1_000))]);
        assert_eq!(at(60_999), []);
        assert_eq!(at(61_000), [(key, UnixMillis(61_000))]);
    }
}
