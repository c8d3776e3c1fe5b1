//! The schema's steps: numbered, embedded, each in one transaction together with its number.
//!
//! Before the first step on a file that holds something, the file is copied beside itself.

use crate::{StoreError, platform};
use rusqlite::{Connection, TransactionBehavior};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Of `switchyard.db`.
pub(crate) const CONFIG: &[&str] = &[
    include_str!("../../../../migrations/config/0001_first.sql"),
    include_str!("../../../../migrations/config/0002_held_breakers.sql"),
    include_str!("../../../../migrations/config/0003_sealed_headers.sql"),
    include_str!("../../../../migrations/config/0004_aliases.sql"),
];
/// Of `ledger.db`.
pub(crate) const LEDGER: &[&str] = &[
    include_str!("../../../../migrations/ledger/0001_first.sql"),
    include_str!("../../../../migrations/ledger/0002_agents.sql"),
];

/// Brings a file to the newest schema.
pub(crate) fn migrate(connection: &mut Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    refuse_newer(connection, path, steps)?;
    let found = version(connection)?;
    if found > 0 && found < newest(steps) {
        copy(connection, path, newest(steps))?;
    }
    for (number, step) in (1u32..).zip(steps).skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
        tracing::info!(file = %path.display(), schema = number, "migrated");
    }
    Ok(())
}

/// Refuses a file that a newer Switchyard wrote.
pub(crate) fn refuse_newer(connection: &Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, newest(steps));
    if found > known {
        return Err(StoreError::NewerDatabase { file: path.to_owned(), found, known });
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn newest(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

/// `switchyard.db.before-2` is what there was before schema 2. Made under another name first, so that a
/// copy with this name is a whole one.
fn copy(connection: &Connection, path: &Path, target: u32) -> Result<(), StoreError> {
    let partial = beside(path, "partial-copy");
    remove_if_there(&partial)?;
    // SQLite fills an empty file, and keeps its mode.
    platform::create_private(&partial)
        .and_then(|file| file.sync_all())
        .map_err(|source| StoreError::io(&partial, source))?;
    let target_text = partial.to_str().ok_or_else(|| {
        StoreError::io(&partial, io::Error::new(io::ErrorKind::InvalidInput, "the path is not Unicode"))
    })?;
    connection.execute("VACUUM INTO ?1", [target_text])?;
    let whole = beside(path, &format!("before-{target}"));
    // Open for writing, since some systems sync nothing else.
    fs::OpenOptions::new()
        .write(true)
        .open(&partial)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&partial, &whole))
        .map_err(|source| StoreError::io(&whole, source))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io(path, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::open_writer;

    const FIRST: &str = "CREATE TABLE things (name TEXT NOT NULL) STRICT; INSERT INTO things VALUES ('old');";
    const SECOND: &str = "ALTER TABLE things ADD COLUMN size INTEGER; UPDATE things SET size = 3;";

    fn names(connection: &Connection) -> Vec<String> {
        let mut statement = connection.prepare("SELECT name FROM things").unwrap();
        let rows = statement.query_map([], |row| row.get("name")).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn a_step_is_taken_once_and_a_copy_of_the_older_file_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        drop(open_writer(&path, &[FIRST]).unwrap());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "a new file needs no copy");

        let connection = open_writer(&path, &[FIRST, SECOND]).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
        assert_eq!(names(&connection), ["old"]);
        drop(connection);

        let copy = Connection::open(dir.path().join("t.db.before-2")).unwrap();
        assert_eq!(version(&copy).unwrap(), 1);
        assert_eq!(names(&copy), ["old"]);
        drop(open_writer(&path, &[FIRST, SECOND]).unwrap());
        assert!(!dir.path().join("t.db.partial-copy").exists());
    }

    #[cfg(unix)]
    #[test]
    fn files_and_copies_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        drop(open_writer(&path, &[FIRST]).unwrap());
        let _open = open_writer(&path, &[FIRST, SECOND]).unwrap();
        for entry in fs::read_dir(dir.path()).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o7777;
            assert_eq!(mode, 0o600, "{}", entry.path().display());
        }
    }

    #[test]
    fn a_step_that_fails_leaves_what_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        drop(open_writer(&path, &[FIRST]).unwrap());
        let broken = "DELETE FROM things; CREATE TABLE other (a TEXT) STRICT; SELECT nonsense;";
        assert!(open_writer(&path, &[FIRST, broken]).is_err());
        let connection = open_writer(&path, &[FIRST]).unwrap();
        assert_eq!(version(&connection).unwrap(), 1);
        assert_eq!(names(&connection), ["old"]);
    }

    #[test]
    fn a_kill_in_the_middle_of_a_step_leaves_what_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        let mut connection = open_writer(&path, &[FIRST]).unwrap();
        // So small a cache that pages of the unfinished transaction are in the journal already.
        connection.execute_batch("PRAGMA cache_size = 1;").unwrap();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        transaction.execute_batch("DELETE FROM things; CREATE TABLE filler (a BLOB) STRICT;").unwrap();
        transaction.execute("INSERT INTO filler VALUES (zeroblob(1000000))", []).unwrap();
        transaction.pragma_update(None, "user_version", 2).unwrap();

        // What the disk holds at this moment is what a kill would leave.
        let left = tempfile::tempdir().unwrap();
        for name in ["t.db", "t.db-wal"] {
            fs::copy(dir.path().join(name), left.path().join(name)).unwrap();
        }
        assert!(left.path().join("t.db-wal").metadata().unwrap().len() > 500_000);
        drop(transaction);

        let survivor = open_writer(&left.path().join("t.db"), &[FIRST, SECOND]).unwrap();
        assert_eq!(names(&survivor), ["old"]);
        assert_eq!(version(&survivor).unwrap(), 2);
    }

    #[test]
    fn a_newer_file_is_refused_and_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        drop(open_writer(&path, &[FIRST, SECOND]).unwrap());
        let before = fs::read(&path).unwrap();
        let refused = open_writer(&path, &[FIRST]);
        assert!(matches!(refused, Err(StoreError::NewerDatabase { found: 2, known: 1, .. })));
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_newer_file_whose_journal_was_not_moved_in_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.db");
        let open = open_writer(&path, &[FIRST, SECOND]).unwrap();
        let left = tempfile::tempdir().unwrap();
        for name in ["t.db", "t.db-wal"] {
            fs::copy(dir.path().join(name), left.path().join(name)).unwrap();
        }
        drop(open);
        let files = |name| fs::read(left.path().join(name)).unwrap();
        let before = (files("t.db"), files("t.db-wal"));
        let refused = open_writer(&left.path().join("t.db"), &[FIRST]);
        assert!(matches!(refused, Err(StoreError::NewerDatabase { found: 2, known: 1, .. })));
        assert_eq!((files("t.db"), files("t.db-wal")), before);
    }
}
