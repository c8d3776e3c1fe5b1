//! The picture of the configuration that the gateway reads.

use crate::{
    Store, StoreError, aliases, credentials::OpenVault, keys, pins, providers, settings, users,
    vault::VaultSlot,
};
use domain::{Caller, KeyDigest, Snapshot, VaultState};
use rusqlite::Connection;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

impl Store {
    /// The configuration at this moment. Credentials are in it once the vault is open; before, and where
    /// they can't be read, they are there without their secret.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let (state, vault) = match &*self.shared.vault.read().unwrap_or_else(PoisonError::into_inner) {
            VaultSlot::Opening => (VaultState::Opening, None),
            VaultSlot::Unreadable => (VaultState::Open, None),
            VaultSlot::Open(vault) => (VaultState::Open, Some(Arc::clone(vault))),
        };
        self.read_config(move |connection| take(connection, state, vault.as_deref())).await
    }
}

/// In one transaction, so that the tables are of the same moment.
fn take(
    connection: &Connection,
    vault_state: VaultState,
    vault: OpenVault<'_>,
) -> Result<Snapshot, StoreError> {
    let transaction = connection.unchecked_transaction()?;
    let snapshot = Snapshot {
        vault: vault_state,
        providers: providers::all(&transaction, vault)?.into_iter().map(Arc::new).collect(),
        pins: pins::all(&transaction)?,
        aliases: aliases::all(&transaction)?.into_iter().map(Arc::new).collect(),
        callers: callers(&transaction)?,
        settings: settings::all(&transaction)?,
    };
    transaction.commit()?;
    Ok(snapshot)
}

fn callers(connection: &Connection) -> Result<HashMap<KeyDigest, Caller>, StoreError> {
    let users: HashMap<_, _> =
        users::all(connection)?.into_iter().map(|user| (user.id, Arc::new(user))).collect();
    let keys = keys::all_with_digests(connection)?;
    let callers = keys.into_iter().filter_map(|(digest, key)| {
        let user = Arc::clone(users.get(&key.user_id)?);
        Some((digest, Caller { key: Arc::new(key), user }))
    });
    Ok(callers.collect())
}

#[cfg(test)]
mod tests;
