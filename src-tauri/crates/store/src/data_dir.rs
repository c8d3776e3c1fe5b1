//! The directory that holds everything, and the lock that makes one process its owner.

use crate::{LockError, StoreError, platform};
use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

/// The data directory.
#[derive(Debug, Clone)]
pub struct DataDir {
    path: PathBuf,
}

impl DataDir {
    /// Opens it, or makes one that only its owner may enter.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        platform::create_private_dir(path).map_err(|source| StoreError::io(path, source))?;
        let path = path.canonicalize().map_err(|source| StoreError::io(path, source))?;
        Ok(Self { path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Becomes its one owner, until the lock is dropped or the process ends, however it ends.
    ///
    /// # Errors
    /// [`LockError::Held`] when another process owns it.
    pub fn lock(&self) -> Result<DataDirLock, LockError> {
        let path = self.path.join("switchyard.lock");
        let file = open_or_create(&path).map_err(|source| LockError::Io { path: path.clone(), source })?;
        match file.try_lock() {
            Ok(()) => Ok(DataDirLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Held { path: self.path.clone() }),
            Err(TryLockError::Error(source)) => Err(LockError::Io { path, source }),
        }
    }

    pub(crate) fn config_file(&self) -> PathBuf {
        self.path.join("switchyard.db")
    }

    pub(crate) fn ledger_file(&self) -> PathBuf {
        self.path.join("ledger.db")
    }

    pub(crate) fn spill_file(&self) -> PathBuf {
        self.path.join("ledger.spill")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.path.join("vault.key")
    }
}

/// The ownership of a data directory; dropped, it is free.
#[derive(Debug)]
pub struct DataDirLock {
    _file: File,
}

fn open_or_create(path: &Path) -> std::io::Result<File> {
    match platform::create_private(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            OpenOptions::new().read(true).write(true).open(path)
        }
        created => created,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_owns_a_data_directory() {
        let root = tempfile::tempdir().unwrap();
        let dir = DataDir::open(&root.path().join("new/data")).unwrap();
        let lock = dir.lock().unwrap();
        assert!(matches!(dir.lock(), Err(LockError::Held { .. })));
        drop(lock);
        dir.lock().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_new_data_directory_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let dir = DataDir::open(&root.path().join("data")).unwrap();
        assert_eq!(dir.path().metadata().unwrap().permissions().mode() & 0o7777, 0o700);
    }
}
