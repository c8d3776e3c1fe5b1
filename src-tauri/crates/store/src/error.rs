//! What can go wrong, as callers tell it apart.

use domain::{SettingsError, Text};
use std::{fmt, io, path::PathBuf};

/// What was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// A provider.
    Provider,
    /// A user.
    User,
    /// A client key.
    Key,
    /// A request in the ledger.
    Request,
    /// A signed-in browser.
    WebSession,
    /// An alias.
    Alias,
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Provider => "provider",
            Self::User => "user",
            Self::Key => "key",
            Self::Alias => "alias",
            Self::Request => "request",
            Self::WebSession => "session",
        })
    }
}

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing has this id.
    #[error("there is no such {0}")]
    NotFound(Noun),
    /// Another one has this name, perhaps in other case.
    #[error("there is a {noun} named `{name}` already")]
    NameTaken {
        /// Of what.
        noun: Noun,
        /// The name.
        name: Text,
    },
    /// It was changed since it was read.
    #[error("it was changed in the meantime (revision {current}): read it again")]
    StaleRevision {
        /// What it is now.
        current: u64,
    },
    /// The order isn't one of the providers that there are.
    #[error("providers were added or removed in the meantime: read them again")]
    StaleOrder,
    /// The change would leave nobody who may change anything.
    #[error("the last enabled admin can't be removed, disabled or made a member")]
    LastAdmin,
    /// A credential is to be kept, and the vault isn't open.
    #[error("the vault is not open, so a credential can't be kept")]
    VaultClosed,
    /// A setting's value doesn't fit.
    #[error(transparent)]
    Setting(#[from] SettingsError),
    /// The text that continues a list is not one of ours.
    #[error("not a cursor of this list")]
    BadCursor,
    /// The file was written by a newer Switchyard; it was left untouched.
    #[error(
        "{} has schema {found}, this Switchyard knows schemas up to {known}: start the newer Switchyard again, \
         or put the copy made before the update in its place",
        file.display()
    )]
    NewerDatabase {
        /// The file.
        file: PathBuf,
        /// Its schema's number.
        found: u32,
        /// The newest we know.
        known: u32,
    },
    /// The file is not a database, or damaged.
    #[error("{} is damaged or not a database: put a copy in its place", file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A linked SQLite with known faults.
    #[error("SQLite {found} is too old, 3.51.3 is needed")]
    OldSqlite {
        /// Its version.
        found: &'static str,
    },
    /// A column holds what this version can't read.
    #[error("column {column} holds something unreadable: {message}")]
    Unreadable {
        /// The column.
        column: &'static str,
        /// What is wrong, without the value.
        message: String,
    },
    /// A read took so long that it would hold back the writer.
    #[error("the query took too long: narrow it down")]
    TooSlow,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// A value could not be encrypted.
    #[error("a credential could not be encrypted")]
    Seal,
    /// The disk said no.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// SQLite said no.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
}

impl StoreError {
    pub(crate) fn io(path: &std::path::Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    /// Whether the file itself is at fault, so that no retry helps.
    pub(crate) fn is_damage(&self) -> bool {
        matches!(self, Self::Broken { .. }) || matches!(self, Self::Database(error) if is_damage(error))
    }
}

/// Whether SQLite says that the file is not a database or is damaged.
fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
    )
}

/// Why the vault could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There are encrypted values, and the key is gone.
    #[error(
        "{} is missing: put it back, or the providers' credentials must be typed again", path.display()
    )]
    MissingKey {
        /// Where it should be.
        path: PathBuf,
    },
    /// There are encrypted values, and the key isn't theirs.
    #[error(
        "{} is not the key of this database: put the right one back, or the providers' credentials must be \
         typed again",
        path.display()
    )]
    WrongKey {
        /// The key that doesn't fit.
        path: PathBuf,
    },
    /// Others may read the key.
    #[error("{} may be read by others (mode {mode:04o}): chmod 600 {}", path.display(), quoted(path))]
    FileMode {
        /// The key.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The key is someone else's.
    #[error(
        "{} belongs to user {owner}, not to {us}: sudo chown {us} {}",
        path.display(),
        quoted(path)
    )]
    Owner {
        /// The key.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Who we are.
        us: u32,
    },
    /// The database says that the key is somewhere this version knows nothing of.
    #[error("the vault's key is kept in `{0}`, which this Switchyard can't read")]
    UnknownPlace(String),
    /// The disk said no.
    #[error("{}: {source}", path.display())]
    Io {
        /// The key, or its directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The database said no.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl VaultError {
    pub(crate) fn io(path: &std::path::Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

/// A path as a shell takes it.
fn quoted(path: &std::path::Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}

/// Why the data directory could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another Switchyard owns it.
    #[error("{} is in use by another Switchyard", path.display())]
    Held {
        /// The directory.
        path: PathBuf,
    },
    /// The disk said no.
    #[error("{}: {source}", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}
