//! The one thread that writes the configuration: a change is a function that runs in its own transaction.

use crate::{StoreError, database};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::{
    sync::{Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};

const WAITING_CHANGES: usize = 64;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The handle to the thread.
pub(crate) struct ConfigWriter {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl ConfigWriter {
    /// Starts the thread on an opened file.
    pub(crate) fn start(connection: Connection) -> std::io::Result<Self> {
        let (jobs, receiver) = mpsc::channel(WAITING_CHANGES);
        let thread =
            thread::Builder::new().name("config-writer".into()).spawn(move || run(connection, receiver))?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) })
    }

    /// Makes a change: committed when it succeeds, without effect when it fails.
    pub(crate) async fn write<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| drop(reply.send(transact(connection, change))));
        self.sender()?.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// The same for callers that aren't async; quick, so it may be called on an async thread, too.
    pub(crate) fn write_blocking<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        let mut job: Job = Box::new(move |connection| drop(reply.send(transact(connection, change))));
        let sender = self.sender()?;
        loop {
            match sender.try_send(job) {
                Ok(()) => break,
                Err(TrySendError::Full(refused)) => job = refused,
                Err(TrySendError::Closed(_)) => return Err(StoreError::Closed),
            }
            thread::sleep(Duration::from_millis(1));
        }
        answer.recv().map_err(|_| StoreError::Closed)?
    }

    /// Takes no more changes; the returned thread ends when those waiting are made.
    pub(crate) fn close(&self) -> Option<JoinHandle<()>> {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn sender(&self) -> Result<mpsc::Sender<Job>, StoreError> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.clone().ok_or(StoreError::Closed)
    }
}

fn run(mut connection: Connection, mut jobs: mpsc::Receiver<Job>) {
    while let Some(job) = jobs.blocking_recv() {
        job(&mut connection);
    }
    if let Err(error) = database::checkpoint(&connection) {
        tracing::warn!(%error, "the configuration's journal stays until the next start");
    }
}

fn transact<T>(
    connection: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let result = change(&transaction)?;
    transaction.commit()?;
    Ok(result)
}
