//! The ledger: records are taken into a bounded queue, and one thread keeps them.
//!
//! Nothing that was taken is dropped. What the database can't take goes to the spill file; when that fails,
//! too, the queue fills and its senders wait, which is what admission sees.

mod attempts;
mod batch;
mod commons;
mod file;
mod history;
mod query;
mod requests;
mod spill;
mod writer;

pub use history::{AttemptCount, PastAttempt};
pub use query::{RequestFilter, RequestPage, Totals};

use crate::{DataDir, Store, StoreError, readers::Readers};
use domain::{Clock, RequestRecord};
use file::LedgerFile;
use spill::Spill;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};
use tokio::{sync::mpsc, task::spawn_blocking};
use writer::Writer;

/// What waits between two commits. The long queue, whose end refuses requests, is the gateway's.
const WAITING_RECORDS: usize = 8_192;

impl Store {
    /// Keeps a record: a new request, or the same one again, complete. Waits while the writer is behind.
    pub async fn append(&self, record: Arc<RequestRecord>) {
        self.shared.ledger.append(record).await;
    }

    /// Whether the ledger's file takes no records now, a full disk being the usual reason: they wait elsewhere.
    pub fn is_spilling(&self) -> bool {
        self.shared.ledger.is_spilling.load(Ordering::Relaxed)
    }

    async fn read_ledger<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.shared.ledger.readers.read(query).await
    }
}

/// The handle to the ledger's thread.
pub(crate) struct Ledger {
    queue: Mutex<Option<mpsc::Sender<Arc<RequestRecord>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    readers: Readers,
    spill: Spill,
    is_spilling: Arc<AtomicBool>,
}

impl Ledger {
    /// Opens the file, takes in what was spilled, marks what was left open, and starts the thread. A file
    /// that can't be opened is no reason to fail: records are spilled until it can.
    pub(crate) fn open(dir: &DataDir, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let readers = Readers::new(dir.ledger_file());
        let spill = Spill::new(dir.spill_file(), Arc::clone(&clock));
        let file = LedgerFile::new(dir.ledger_file(), readers.clone(), clock);
        let (queue, receiver) = mpsc::channel(WAITING_RECORDS);
        let is_spilling = Arc::new(AtomicBool::new(false));
        let writer = Writer::open(file, spill.clone(), receiver, is_spilling.clone())?;
        let thread = thread::Builder::new()
            .name("ledger-writer".into())
            .spawn(move || writer.run())
            .map_err(|source| StoreError::io(&dir.ledger_file(), source))?;
        let (queue, thread) = (Mutex::new(Some(queue)), Mutex::new(Some(thread)));
        Ok(Self { queue, thread, readers, spill, is_spilling })
    }

    pub(crate) fn readers(&self) -> &Readers {
        &self.readers
    }

    /// Takes no more records; the returned thread ends when those waiting are kept.
    pub(crate) fn close(&self) -> Option<JoinHandle<()>> {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    async fn append(&self, record: Arc<RequestRecord>) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let late = match queue {
            Some(queue) => match queue.send(record).await {
                Ok(()) => return,
                Err(mpsc::error::SendError(record)) => record,
            },
            None => record,
        };
        self.append_late(late).await;
    }

    /// After the writer's end the spill file takes it, and the next start takes it from there.
    async fn append_late(&self, record: Arc<RequestRecord>) {
        let spill = self.spill.clone();
        let id = record.id;
        let spilled = spawn_blocking(move || spill.append(&[record])).await;
        match spilled {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(request.id = %id, %error, "a record is lost"),
            Err(error) => tracing::error!(request.id = %id, %error, "a record is lost"),
        }
    }
}

#[cfg(test)]
mod tests;
