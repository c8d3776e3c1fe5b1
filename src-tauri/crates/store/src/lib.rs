//! What Switchyard keeps: the configuration with its vault, and the ledger. Two SQLite files, one owner.
//!
//! One thread writes each file; reads run beside it on read-only connections. Nothing here knows HTTP, and
//! the gateway knows nothing of this: it reads a [`domain::Snapshot`] and sends records.

mod admin_password;
mod aliases;
mod close;
mod config_writer;
mod credentials;
mod custom_headers;
mod data_dir;
mod database;
mod error;
mod keys;
mod ledger;
mod migrations;
mod pins;
mod platform;
mod provider_order;
mod providers;
mod readers;
mod removed_provider;
mod settings;
mod snapshot;
mod sql;
mod users;
mod vault;
mod web_sessions;

pub use data_dir::{DataDir, DataDirLock};
pub use error::{LockError, Noun, StoreError, VaultError};
pub use ledger::{AttemptCount, PastAttempt, RequestFilter, RequestPage, Totals};
pub use removed_provider::RemovedProvider;
pub use web_sessions::WebSession;

use config_writer::ConfigWriter;
use domain::{Clock, Random};
use ledger::Ledger;
use readers::Readers;
use rusqlite::{Connection, Transaction};
use std::sync::{Arc, PoisonError, RwLock};
use vault::{Vault, VaultSlot};

/// The store. Clones are the same store.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    dir: DataDir,
    config: ConfigWriter,
    config_readers: Readers,
    ledger: Ledger,
    vault: RwLock<VaultSlot>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Store {
    /// Opens both databases, made and migrated as needed. The first start makes the user `owner`; requests
    /// that an earlier process left open become interrupted. The vault stays closed, see
    /// [`Store::open_vault`].
    ///
    /// # Errors
    /// When the configuration can't be opened. A damaged ledger is put aside instead and a new one begun.
    pub fn open(dir: &DataDir, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Result<Self, StoreError> {
        let mut connection = database::open_writer(&dir.config_file(), migrations::CONFIG)?;
        users::ensure_owner(&mut connection, clock.now(), &*random)?;
        let started = ConfigWriter::start(connection);
        let config = started.map_err(|source| StoreError::io(&dir.config_file(), source))?;
        let ledger = Ledger::open(dir, Arc::clone(&clock))?;
        let config_readers = Readers::new(dir.config_file());
        let vault = RwLock::new(VaultSlot::Opening);
        let shared = Shared { dir: dir.clone(), config, config_readers, ledger, vault, clock, random };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Opens the vault: quick, and without it everything but credentials works. A fresh vault makes its
    /// key file. However it ends, the next snapshot says that credentials are there or unreadable.
    ///
    /// # Errors
    /// A [`VaultError`] that says what would mend it; encrypted values stay as they are.
    pub fn open_vault(&self) -> Result<(), VaultError> {
        self.settle_vault(vault::open(&self.shared, vault::Unfit::Refuse))
    }

    /// Makes a new key where the old one is lost, because the person says so. Old values stay in their
    /// rows, unreadable, until their credentials are typed again; a key file that doesn't fit is kept under
    /// another name. A vault that opens is left as it is.
    ///
    /// # Errors
    /// As [`Store::open_vault`], but for a missing or wrong key.
    pub fn renew_vault(&self) -> Result<(), VaultError> {
        self.settle_vault(vault::open(&self.shared, vault::Unfit::Replace))
    }

    fn settle_vault(&self, opened: Result<Vault, VaultError>) -> Result<(), VaultError> {
        let (slot, result) = match opened {
            Ok(vault) => (VaultSlot::Open(Arc::new(vault)), Ok(())),
            Err(error) => (VaultSlot::Unreadable, Err(error)),
        };
        *self.shared.vault.write().unwrap_or_else(PoisonError::into_inner) = slot;
        result
    }

    async fn read_config<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.shared.config_readers.read(query).await
    }

    async fn write_config<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.shared.config.write(change).await
    }

    fn vault(&self) -> Option<Arc<Vault>> {
        match &*self.shared.vault.read().unwrap_or_else(PoisonError::into_inner) {
            VaultSlot::Open(vault) => Some(Arc::clone(vault)),
            VaultSlot::Opening | VaultSlot::Unreadable => None,
        }
    }
}

#[cfg(test)]
mod testing;
