//! The ledger's database file in its writer's hands: opened when needed, put aside when damaged.

use super::{
    commons::Commons,
    requests::{self, RequestsWriter},
};
use crate::{StoreError, database, migrations, readers::Readers};
use domain::{Clock, RequestRecord, UnixMillis};
use rusqlite::{Connection, TransactionBehavior};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The file. Between a failure and the next try it isn't open.
pub(crate) struct LedgerFile {
    path: PathBuf,
    open: Option<OpenFile>,
    readers: Readers,
    clock: Arc<dyn Clock>,
}

/// The connection, and what was learnt over it.
struct OpenFile {
    connection: Connection,
    commons: Commons,
}

impl LedgerFile {
    /// The file at this path, not opened yet.
    pub(crate) fn new(path: PathBuf, readers: Readers, clock: Arc<dyn Clock>) -> Self {
        Self { path, open: None, readers, clock }
    }

    /// Now.
    pub(crate) fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    /// Opens it, and a new one where it is damaged.
    pub(crate) fn open(&mut self) -> Result<(), StoreError> {
        self.mending(|_| Ok(()))
    }

    /// Writes records, all or none. Repeating it changes nothing.
    pub(crate) fn write(&mut self, records: &[Arc<RequestRecord>]) -> Result<(), StoreError> {
        self.mending(|file| {
            let transaction = file.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut writer = RequestsWriter::new(&transaction, &mut file.commons)?;
            for record in records {
                writer.write(record)?;
            }
            drop(writer);
            Ok(transaction.commit()?)
        })
    }

    /// Marks what an earlier process left open: whatever began before then and has no end.
    pub(crate) fn interrupt_open(&mut self, before: UnixMillis) -> Result<(), StoreError> {
        self.mending(|file| {
            let transaction = file.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let count = requests::interrupt_open(&transaction, before)?;
            transaction.commit()?;
            if count > 0 {
                tracing::warn!(count, "requests were interrupted by the last end");
            }
            Ok(())
        })
    }

    /// Moves the journal in and closes the file.
    pub(crate) fn close(&mut self) {
        if let Some(file) = self.open.take()
            && let Err(error) = database::checkpoint(&file.connection)
        {
            tracing::warn!(%error, "the ledger's journal stays until the next start");
        }
    }

    /// Does something with the open file. Damage is answered with a new file and another try, once; any
    /// other failure closes it, so that the next try begins from what is on the disk.
    fn mending<T>(
        &mut self,
        mut action: impl FnMut(&mut OpenFile) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut result = self.attempt(&mut action);
        if let Err(error) = &result
            && error.is_damage()
        {
            self.set_aside(error)?;
            result = self.attempt(&mut action);
        }
        result
    }

    fn attempt<T>(
        &mut self,
        action: &mut impl FnMut(&mut OpenFile) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut file = match self.open.take() {
            Some(file) => file,
            None => OpenFile {
                connection: database::open_writer(&self.path, migrations::LEDGER)?,
                commons: Commons::default(),
            },
        };
        let value = action(&mut file)?;
        self.open = Some(file);
        Ok(value)
    }

    /// Keeps the damaged file for whoever wants to save something from it.
    fn set_aside(&mut self, damage: &StoreError) -> Result<(), StoreError> {
        self.open = None;
        self.readers.forget();
        let aside = with_ending(&self.path, &format!(".broken-{}", self.clock.now().0));
        tracing::error!(error = %damage, kept_as = %aside.display(), "the ledger is damaged: a new one begins");
        for ending in ["", "-wal", "-shm"] {
            let from = with_ending(&self.path, ending);
            match fs::rename(&from, with_ending(&aside, ending)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(StoreError::io(&from, error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
