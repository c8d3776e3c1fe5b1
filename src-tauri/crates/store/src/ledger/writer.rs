//! The ledger's thread: gathers records into batches and keeps each somewhere durable before the next.

use super::{batch::Batch, file::LedgerFile, spill::Spill};
use crate::StoreError;
use domain::{RequestRecord, UnixMillis};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::{
    sync::mpsc::{Receiver, error::TryRecvError},
    time::Instant,
};

/// The more rows share a commit, the fewer pages are written twice.
const MOST_ROWS: usize = 2_048;
/// A batch gathers for at most four of these.
const SLICE: Duration = Duration::from_millis(5);
const SLICES: usize = 4;
/// Most requests send two records, which become one row.
const ENOUGH_WAITING: usize = 2 * MOST_ROWS;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often both files are tried while neither takes anything.
const STUCK_PAUSE: Duration = Duration::from_millis(100);
/// How long the end is put off for records that nothing takes.
const TRIES_AT_THE_END: u32 = 30;

/// The thread's state.
pub(crate) struct Writer {
    file: LedgerFile,
    spill: Spill,
    queue: Receiver<Arc<RequestRecord>>,
    /// While the database is not to be bothered, and records are spilled.
    retry: Option<Retry>,
    /// The same, for those outside the thread.
    is_spilling: Arc<AtomicBool>,
    /// While rows of an earlier process may be open: when this one began.
    began: Option<UnixMillis>,
}

/// When the database is tried again, and how long after that.
struct Retry {
    at: Instant,
    pause: Duration,
}

impl Writer {
    /// Opens the file, takes in what was spilled and marks what was left open.
    pub(crate) fn open(
        file: LedgerFile,
        spill: Spill,
        queue: Receiver<Arc<RequestRecord>>,
        is_spilling: Arc<AtomicBool>,
    ) -> Result<Self, StoreError> {
        let mut writer = Self { file, spill, queue, retry: None, is_spilling, began: None };
        // Whatever their clock said, open rows are not of this process.
        let recovered = writer.drain_spill().and_then(|()| writer.file.interrupt_open(UnixMillis(i64::MAX)));
        match recovered {
            Err(error @ (StoreError::NewerDatabase { .. } | StoreError::OldSqlite { .. })) => {
                return Err(error);
            }
            Err(error) => {
                writer.began = Some(writer.file.now());
                writer.begin_spilling(&error);
            }
            Ok(()) => {}
        }
        Ok(writer)
    }

    /// Keeps what comes until there is nobody left to send it.
    pub(crate) fn run(mut self) {
        while let Some(batch) = self.next_batch() {
            self.recover_if_due();
            self.keep(&batch);
        }
        if self.retry.is_some()
            && let Err(error) = self.drain_spill()
        {
            tracing::warn!(%error, "spilled records wait for the next start");
        }
        self.file.close();
    }

    fn next_batch(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        batch.push(self.first()?);
        for _ in 0..SLICES {
            if self.queue.len() >= ENOUGH_WAITING || self.queue.is_closed() {
                break;
            }
            thread::sleep(SLICE);
        }
        while batch.len() < MOST_ROWS
            && let Ok(record) = self.queue.try_recv()
        {
            batch.push(record);
        }
        Some(batch)
    }

    /// Waits for a record, and looks after the database meanwhile if it needs it.
    fn first(&mut self) -> Option<Arc<RequestRecord>> {
        while self.retry.is_some() {
            match self.queue.try_recv() {
                Ok(record) => return Some(record),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => thread::sleep(SLICE),
            }
            self.recover_if_due();
        }
        self.queue.blocking_recv()
    }

    /// Returns when the batch is durable. While neither file takes it nothing is taken from the queue, which
    /// fills, so that admission hears of it.
    fn keep(&mut self, batch: &Batch) {
        let records = batch.records();
        if self.retry.is_none() {
            match self.file.write(records) {
                Ok(()) => return,
                Err(error) => self.begin_spilling(&error),
            }
        }
        let Err(error) = self.spill.append(records) else { return };
        tracing::error!(%error, "neither the ledger nor its spill file can be written: requests will wait");
        let mut tries = 0;
        while self.file.write(records).is_err() && self.spill.append(records).is_err() {
            tries += 1;
            if self.queue.is_closed() && tries >= TRIES_AT_THE_END {
                tracing::error!(count = records.len(), "records are lost: nothing could be written");
                return;
            }
            thread::sleep(STUCK_PAUSE);
        }
        tracing::info!("records can be written again");
    }

    fn begin_spilling(&mut self, error: &StoreError) {
        tracing::error!(%error, "the ledger can't be written: records go to its spill file meanwhile");
        self.retry = Some(Retry { at: Instant::now() + FIRST_PAUSE, pause: FIRST_PAUSE });
        self.is_spilling.store(true, Ordering::Relaxed);
    }

    fn recover_if_due(&mut self) {
        let Some(retry) = &self.retry else { return };
        if Instant::now() < retry.at {
            return;
        }
        let pause = (retry.pause * 2).min(LONGEST_PAUSE);
        match self.recover() {
            Ok(()) => {
                tracing::info!("the ledger can be written again, and what was spilled is in it");
                self.retry = None;
                self.is_spilling.store(false, Ordering::Relaxed);
            }
            Err(error) => {
                tracing::debug!(%error, "the ledger still can't be written");
                self.retry = Some(Retry { at: Instant::now() + pause, pause });
            }
        }
    }

    fn recover(&mut self) -> Result<(), StoreError> {
        self.drain_spill()?;
        if let Some(began) = self.began {
            self.file.interrupt_open(began)?;
            self.began = None;
        }
        Ok(())
    }

    fn drain_spill(&mut self) -> Result<(), StoreError> {
        self.file.open()?;
        if self.spill.is_empty() {
            return Ok(());
        }
        let file = &mut self.file;
        self.spill.drain(|records| file.write(records))
    }
}
