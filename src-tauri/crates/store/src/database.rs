//! The one way a database file is opened: its pragmas, its version check, its migrations.

use crate::{StoreError, migrations, platform};
use rusqlite::{Connection, OpenFlags};
use std::{fs, path::Path, time::Duration};

/// Before it, SQLite had faults in WAL mode that we would run into.
const OLDEST_SQLITE: i32 = 3_051_003;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Enough that every statement of a file stays prepared.
const CACHED_STATEMENTS: usize = 64;

/// A commit's pages must fit the cache: what is spilled is written twice. Statement journals belong in memory: as
/// temporary files they were five times what the ledger itself writes. Large pages are split less often by rows
/// that come in their order; a file that has others keeps them.
const WRITER_PRAGMAS: &str = "
    PRAGMA page_size = 16384;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA wal_autocheckpoint = 2000;
    PRAGMA cache_size = -16384;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
";
const READER_PRAGMAS: &str = "
    PRAGMA query_only = ON;
    PRAGMA trusted_schema = OFF;
";

/// Opens a file for its writer, made and migrated as needed.
pub(crate) fn open_writer(path: &Path, migrations: &[&str]) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite { found: rusqlite::version() });
    }
    if !path.exists() {
        // Its journal and its copies take this file's mode over.
        platform::create_private(path).map_err(|source| StoreError::io(path, source))?;
    }
    open_checked(path, migrations).map_err(|error| with_file(path, error))
}

/// Opens a file for reading only.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection, READER_PRAGMAS)?;
    Ok(connection)
}

/// Moves the journal into the file and empties it.
pub(crate) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn open_checked(path: &Path, migrations: &[&str]) -> Result<Connection, StoreError> {
    refuse_newer(path, migrations)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection, WRITER_PRAGMAS)?;
    migrations::migrate(&mut connection, path, migrations)?;
    Ok(connection)
}

fn prepare(connection: &Connection, pragmas: &str) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    connection.execute_batch(pragmas)?;
    Ok(())
}

/// Looks at the version without being able to write, so that a newer file stays as it is.
fn refuse_newer(path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let length = fs::metadata(path).map_err(|source| StoreError::io(path, source))?.len();
    if length == 0 {
        return Ok(());
    }
    let reader = open_reader(path)?;
    migrations::refuse_newer(&reader, path, migrations)
}

fn with_file(path: &Path, error: StoreError) -> StoreError {
    if error.is_damage()
        && let StoreError::Database(source) = error
    {
        return StoreError::Broken { file: path.to_owned(), source };
    }
    error
}
