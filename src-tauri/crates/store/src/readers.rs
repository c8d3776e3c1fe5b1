//! A few read-only connections to one file, used on tokio's blocking threads.
//!
//! Reads are cut after two seconds: an older snapshot held open keeps the journal from shrinking.

use crate::{StoreError, database};
use rusqlite::{Connection, ErrorCode};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

const CONNECTIONS: usize = 4;
const LONGEST_READ: Duration = Duration::from_secs(2);

/// The readers of one file.
#[derive(Clone)]
pub(crate) struct Readers {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    permits: Arc<Semaphore>,
    idle: Mutex<Idle>,
}

/// Connections at rest. The generation rises when they must not be used any more.
#[derive(Default)]
struct Idle {
    generation: u64,
    connections: Vec<Connection>,
}

impl Readers {
    /// Of this file; connections are opened when they are needed.
    pub(crate) fn new(path: PathBuf) -> Self {
        let permits = Arc::new(Semaphore::new(CONNECTIONS));
        Self { shared: Arc::new(Shared { path, permits, idle: Mutex::default() }) }
    }

    /// Runs a query off the async threads.
    pub(crate) async fn read<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let permit =
            Arc::clone(&self.shared.permits).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let (generation, connection) = self.take().await?;
        let interrupt = connection.get_interrupt_handle();
        let shared = Arc::clone(&self.shared);
        let mut task = spawn_blocking(move || {
            let result = query(&connection);
            if !result.as_ref().is_err_and(StoreError::is_damage) {
                shared.give_back(generation, connection);
            }
            drop(permit);
            result
        });
        match timeout(LONGEST_READ, &mut task).await {
            Ok(joined) => joined.unwrap_or_else(|error| Err(ended(error))),
            Err(_) => {
                interrupt.interrupt();
                task.await.unwrap_or_else(|error| Err(ended(error))).map_err(too_slow)
            }
        }
    }

    /// Lets go of the file: the next read opens it anew.
    pub(crate) fn forget(&self) {
        let mut idle = self.shared.idle();
        idle.generation += 1;
        idle.connections.clear();
    }

    /// Ends reading for good.
    pub(crate) fn close(&self) {
        self.shared.permits.close();
        self.forget();
    }

    async fn take(&self) -> Result<(u64, Connection), StoreError> {
        let (generation, idle) = {
            let mut idle = self.shared.idle();
            (idle.generation, idle.connections.pop())
        };
        if let Some(connection) = idle {
            return Ok((generation, connection));
        }
        let path = self.shared.path.clone();
        let opened = spawn_blocking(move || database::open_reader(&path)).await;
        Ok((generation, opened.unwrap_or_else(|error| Err(ended(error)))?))
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, generation: u64, connection: Connection) {
        let mut idle = self.idle();
        if idle.generation == generation {
            idle.connections.push(connection);
        }
    }
}

fn too_slow(error: StoreError) -> StoreError {
    let interrupted = matches!(&error, StoreError::Database(error)
        if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted));
    if interrupted { StoreError::TooSlow } else { error }
}

/// A query that panicked does so in its caller; one that never ran met the runtime's end.
fn ended(error: tokio::task::JoinError) -> StoreError {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => StoreError::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDLESS: &str =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

    fn readers(dir: &tempfile::TempDir) -> Readers {
        let path = dir.path().join("t.db");
        drop(database::open_writer(&path, &["CREATE TABLE t (a INTEGER) STRICT"]).unwrap());
        Readers::new(path)
    }

    #[tokio::test]
    async fn a_reader_cannot_write() {
        let dir = tempfile::tempdir().unwrap();
        let readers = readers(&dir);
        let written = readers.read(|connection| Ok(connection.execute("INSERT INTO t VALUES (1)", [])?));
        assert!(written.await.is_err());
    }

    #[tokio::test]
    async fn a_read_that_does_not_end_is_cut() {
        let dir = tempfile::tempdir().unwrap();
        let readers = readers(&dir);
        let cut =
            readers.read(|connection| Ok(connection.query_row(ENDLESS, [], |row| row.get::<_, i64>(0))?));
        assert!(matches!(cut.await, Err(StoreError::TooSlow)));
        let next =
            readers.read(|connection| Ok(connection.query_row("SELECT 7", [], |row| row.get::<_, i64>(0))?));
        assert_eq!(next.await.unwrap(), 7, "the connection is fine afterwards");
    }

    #[tokio::test]
    async fn a_closed_pool_reads_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let readers = readers(&dir);
        readers.close();
        assert!(matches!(readers.read(|_| Ok(())).await, Err(StoreError::Closed)));
    }
}
