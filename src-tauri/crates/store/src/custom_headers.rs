//! The table of providers' own headers: names in the clear, values sealed like credentials.

use crate::{StoreError, credentials::OpenVault, sql, vault::Cell};
use domain::{CustomHeader, ProviderId, Random};
use rusqlite::{Connection, Transaction, named_params};
use std::collections::HashMap;

const SELECT_ALL: &str = "SELECT provider_id, name, sealed FROM custom_headers ORDER BY name";
const SELECT_OF_PROVIDER: &str = "
    SELECT provider_id, name, sealed FROM custom_headers WHERE provider_id = :provider_id ORDER BY name";
const ANY_SEALED: &str = "SELECT EXISTS (SELECT 1 FROM custom_headers WHERE sealed IS NOT NULL)";
// A value that could not be opened comes back as none, and keeps what it has.
const UPSERT: &str = "
    INSERT INTO custom_headers (provider_id, name, sealed) VALUES (:provider_id, :name, :sealed)
    ON CONFLICT (provider_id, name) DO UPDATE SET sealed = coalesce(excluded.sealed, sealed)";
const DELETE: &str = "DELETE FROM custom_headers WHERE provider_id = :provider_id AND name = :name";

/// A header as its row holds it.
#[derive(Clone)]
pub(crate) struct SealedHeader {
    provider_id: ProviderId,
    name: String,
    sealed: Option<Vec<u8>>,
}

/// All, by their provider.
pub(crate) fn all(
    connection: &Connection,
    vault: OpenVault<'_>,
) -> Result<HashMap<ProviderId, Vec<CustomHeader>>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_ALL)?;
    let mut by_provider: HashMap<_, Vec<_>> = HashMap::new();
    for row in statement.query_and_then([], from_row)? {
        let row = row?;
        by_provider.entry(row.provider_id).or_default().push(open(row, vault));
    }
    Ok(by_provider)
}

/// One provider's.
pub(crate) fn of_provider(
    connection: &Connection,
    vault: OpenVault<'_>,
    provider_id: ProviderId,
) -> Result<Vec<CustomHeader>, StoreError> {
    let rows = sealed_of_provider(connection, provider_id)?;
    Ok(rows.into_iter().map(|row| open(row, vault)).collect())
}

/// Makes these the provider's.
pub(crate) fn replace(
    transaction: &Transaction<'_>,
    vault: OpenVault<'_>,
    random: &dyn Random,
    provider_id: ProviderId,
    headers: &[CustomHeader],
) -> Result<(), StoreError> {
    for old in sealed_of_provider(transaction, provider_id)? {
        if !headers.iter().any(|header| header.name == old.name) {
            transaction.prepare_cached(DELETE)?.execute(named_params! {
                ":provider_id": provider_id.as_uuid().as_bytes(), ":name": old.name,
            })?;
        }
    }
    for CustomHeader { name, value } in headers {
        let sealed = match value {
            None => None,
            Some(value) => {
                let vault = vault.ok_or(StoreError::VaultClosed)?;
                let row = row_name(provider_id, name);
                Some(vault.seal(cell(&row), value.expose(), random)?)
            }
        };
        put(transaction, provider_id, name, sealed.as_deref())?;
    }
    Ok(())
}

/// One provider's, as their rows hold them.
pub(crate) fn sealed_of_provider(
    connection: &Connection,
    provider_id: ProviderId,
) -> Result<Vec<SealedHeader>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_OF_PROVIDER)?;
    let named = named_params! { ":provider_id": provider_id.as_uuid().as_bytes() };
    statement.query_and_then(named, from_row)?.collect()
}

/// Puts what rows held back into them.
pub(crate) fn put_back(transaction: &Transaction<'_>, headers: &[SealedHeader]) -> Result<(), StoreError> {
    for SealedHeader { provider_id, name, sealed } in headers {
        put(transaction, *provider_id, name, sealed.as_deref())?;
    }
    Ok(())
}

/// Whether a key is needed that is there already.
pub(crate) fn any_sealed(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(ANY_SEALED)?.query_row([], |row| row.get(0))?)
}

fn put(
    transaction: &Transaction<'_>,
    provider_id: ProviderId,
    name: &str,
    sealed: Option<&[u8]>,
) -> Result<(), StoreError> {
    transaction.prepare_cached(UPSERT)?.execute(named_params! {
        ":provider_id": provider_id.as_uuid().as_bytes(), ":name": name, ":sealed": sealed,
    })?;
    Ok(())
}

fn from_row(row: &rusqlite::Row<'_>) -> Result<SealedHeader, StoreError> {
    Ok(SealedHeader {
        provider_id: ProviderId::from_bytes(sql::get(row, "provider_id")?),
        name: sql::get(row, "name")?,
        sealed: sql::get(row, "sealed")?,
    })
}

fn open(SealedHeader { provider_id, name, sealed }: SealedHeader, vault: OpenVault<'_>) -> CustomHeader {
    let row = row_name(provider_id, &name);
    let value = vault.zip(sealed).and_then(|(vault, sealed)| vault.open(cell(&row), &sealed));
    CustomHeader { name, value }
}

fn row_name(provider_id: ProviderId, name: &str) -> String {
    format!("{provider_id}/{name}")
}

fn cell(row: &String) -> Cell<'_> {
    Cell { table: "custom_headers", row, column: "sealed" }
}
