//! The table of providers. Their credentials and headers are next door.

mod columns;

use crate::{
    Noun, Store, StoreError,
    credentials::{self, OpenVault},
    custom_headers, pins, sql,
};
use columns::{INSERT, SELECT, SELECT_ALL, UPDATE, from_row};
use domain::{Provider, ProviderId, ProviderKind, Random};
use rusqlite::{Connection, OptionalExtension, ToSql, Transaction, named_params, types::Value};
use std::sync::Arc;

const SELECT_REVISION: &str = "SELECT revision FROM providers WHERE id = :id";
const SELECT_NAMED: &str = "SELECT 1 FROM providers WHERE name_folded = :name_folded AND id <> :id";
const ANY_SEALED: &str = "SELECT EXISTS (SELECT 1 FROM providers WHERE sealed_proxy_password IS NOT NULL)";
const SELECT_NEXT_PRIORITY: &str = "SELECT coalesce(max(priority), 0) + 10 AS next FROM providers";

impl Store {
    /// All providers, by priority and then by name.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn providers(&self) -> Result<Vec<Provider>, StoreError> {
        let vault = self.vault();
        self.read_config(move |connection| all(connection, vault.as_deref())).await
    }

    /// One provider.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn provider(&self, id: ProviderId) -> Result<Provider, StoreError> {
        let vault = self.vault();
        self.read_config(move |connection| one(connection, vault.as_deref(), id)).await
    }

    /// Adds a provider.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], [`StoreError::VaultClosed`] when it has a credential, and what the
    /// database says.
    pub async fn insert_provider(&self, provider: Provider) -> Result<Provider, StoreError> {
        let (vault, random) = (self.vault(), Arc::clone(&self.shared.random));
        self.write_config(move |transaction| insert(transaction, vault.as_deref(), &*random, &provider)).await
    }

    /// Changes a provider, whose revision must be the one in the database. A credential without its secret
    /// stays as it is, one that isn't mentioned goes.
    ///
    /// # Errors
    /// [`StoreError::StaleRevision`], [`StoreError::NotFound`], [`StoreError::NameTaken`],
    /// [`StoreError::VaultClosed`] when it has a credential to keep, and what the database says.
    pub async fn update_provider(&self, provider: Provider) -> Result<Provider, StoreError> {
        let (vault, random) = (self.vault(), Arc::clone(&self.shared.random));
        self.write_config(move |transaction| update(transaction, vault.as_deref(), &*random, &provider)).await
    }

    /// The priority that puts a new provider last.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn next_priority(&self) -> Result<u32, StoreError> {
        self.read_config(|connection| {
            let mut statement = connection.prepare_cached(SELECT_NEXT_PRIORITY)?;
            let next: i64 = statement.query_row([], |row| row.get("next"))?;
            Ok(u32::try_from(next).unwrap_or(u32::MAX))
        })
        .await
    }
}

/// All providers, by priority and then by name.
pub(crate) fn all(connection: &Connection, vault: OpenVault<'_>) -> Result<Vec<Provider>, StoreError> {
    let mut credentials = credentials::all(connection, vault)?;
    let mut headers = custom_headers::all(connection, vault)?;
    let mut statement = connection.prepare_cached(SELECT_ALL)?;
    let providers = statement.query_and_then([], |row| {
        let mut provider = from_row(row, vault)?;
        provider.credentials = credentials.remove(&provider.id).unwrap_or_default();
        provider.custom_headers = headers.remove(&provider.id).unwrap_or_default();
        Ok(provider)
    })?;
    providers.collect()
}

/// One provider.
pub(crate) fn one(
    connection: &Connection,
    vault: OpenVault<'_>,
    id: ProviderId,
) -> Result<Provider, StoreError> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let named = named_params! { ":id": id.as_uuid().as_bytes() };
    let mut rows = statement.query_and_then(named, |row| from_row(row, vault))?;
    let mut provider = rows.next().ok_or(StoreError::NotFound(Noun::Provider))??;
    provider.credentials = credentials::of_provider(connection, vault, id)?;
    provider.custom_headers = custom_headers::of_provider(connection, vault, id)?;
    Ok(provider)
}

/// Makes the row and those of the credentials and headers; it has the provider's revision.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    vault: OpenVault<'_>,
    random: &dyn Random,
    provider: &Provider,
) -> Result<Provider, StoreError> {
    refuse_taken_name(transaction, provider)?;
    let mut values = columns::values(provider, vault, random)?;
    values.push((":created_at", provider.created_at.0.into()));
    values.push((":revision", sql::int(provider.revision).into()));
    transaction.prepare_cached(INSERT)?.execute(&named(&values)[..])?;
    replace_beside(transaction, vault, random, provider)?;
    one(transaction, vault, provider.id)
}

/// Whether a key is needed that is there already.
pub(crate) fn any_sealed(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(ANY_SEALED)?.query_row([], |row| row.get(0))?)
}

fn update(
    transaction: &Transaction<'_>,
    vault: OpenVault<'_>,
    random: &dyn Random,
    provider: &Provider,
) -> Result<Provider, StoreError> {
    refuse_taken_name(transaction, provider)?;
    let mut values = columns::values(provider, vault, random)?;
    values.push((":revision", sql::int(provider.revision).into()));
    if transaction.prepare_cached(UPDATE)?.execute(&named(&values)[..])? == 0 {
        return Err(stale(transaction, provider.id)?);
    }
    match provider.kind {
        ProviderKind::Upstream => pins::keep_only(transaction, provider.id, provider.dialect)?,
        ProviderKind::Loopback => {}
    }
    replace_beside(transaction, vault, random, provider)?;
    one(transaction, vault, provider.id)
}

/// What other tables hold of it.
fn replace_beside(
    transaction: &Transaction<'_>,
    vault: OpenVault<'_>,
    random: &dyn Random,
    provider: &Provider,
) -> Result<(), StoreError> {
    credentials::replace(transaction, vault, random, provider.id, &provider.credentials)?;
    custom_headers::replace(transaction, vault, random, provider.id, &provider.custom_headers)
}

fn named<'a>(values: &'a [(&'static str, Value)]) -> Vec<(&'static str, &'a dyn ToSql)> {
    values.iter().map(|(name, value)| (*name, value as &dyn ToSql)).collect()
}

fn refuse_taken_name(transaction: &Transaction<'_>, provider: &Provider) -> Result<(), StoreError> {
    let taken = transaction.prepare_cached(SELECT_NAMED)?.exists(named_params! {
        ":name_folded": sql::folded(&provider.name), ":id": provider.id.as_uuid().as_bytes(),
    })?;
    if taken {
        return Err(StoreError::NameTaken { noun: Noun::Provider, name: provider.name.clone() });
    }
    Ok(())
}

/// Why no row had this id and revision.
fn stale(transaction: &Transaction<'_>, id: ProviderId) -> Result<StoreError, StoreError> {
    let mut statement = transaction.prepare_cached(SELECT_REVISION)?;
    let named = named_params! { ":id": id.as_uuid().as_bytes() };
    let current: Option<i64> = statement.query_row(named, |row| row.get("revision")).optional()?;
    Ok(match current {
        Some(current) => StoreError::StaleRevision { current: sql::narrow("revision", current)? },
        None => StoreError::NotFound(Noun::Provider),
    })
}

#[cfg(test)]
mod tests;
