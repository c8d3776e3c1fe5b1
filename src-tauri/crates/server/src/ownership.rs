//! Becoming the one owner of a data directory, or finding who is.

use crate::{
    StartError,
    doors::control::{Instance, remove_stale},
};
use std::{path::Path, time::Duration};
use store::{DataDir, DataDirLock, LockError};

/// How often and at which interval a held lock is tried again.
const TRIES: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(50);

/// The instance that runs on the data directory, if one does. Its runtime file is believed only because the lock
/// is held by another process.
///
/// # Errors
/// When the directory can't be looked at, or its owner can't be asked.
pub async fn owner(path: &Path) -> Result<Option<Instance>, StartError> {
    match own(path).await {
        Ok(_) => Ok(None),
        Err(StartError::AlreadyRunning { instance: Some(instance), .. }) => Ok(Some(*instance)),
        Err(error) => Err(error),
    }
}

/// Opens the data directory and locks it.
///
/// # Errors
/// [`StartError::AlreadyRunning`] when another process owns it.
pub(crate) async fn own(path: &Path) -> Result<(DataDir, DataDirLock), StartError> {
    let path = path.to_owned();
    let dir = tokio::task::spawn_blocking(move || DataDir::open(&path)).await??;
    for _ in 0..TRIES {
        match dir.lock() {
            Ok(lock) => {
                remove_stale(dir.path());
                return Ok((dir, lock));
            }
            Err(LockError::Held { .. }) => {}
            Err(error @ LockError::Io { .. }) => return Err(StartError::Lock(error)),
        }
        if let Some(instance) = Instance::read(dir.path()) {
            let data_dir = dir.path().to_owned();
            return Err(StartError::AlreadyRunning { data_dir, instance: Some(Box::new(instance)) });
        }
        // Held without a runtime file: a command at work for a moment, or an instance that starts or ends.
        tokio::time::sleep(BETWEEN).await;
    }
    Err(StartError::AlreadyRunning { data_dir: dir.path().to_owned(), instance: None })
}
