//! Providers' credentials: sealed in their rows, opened on the way out.

use crate::{
    StoreError, sql,
    vault::{Cell, Vault},
};
use domain::{Credential, CredentialId, ProviderId, Random};
use rusqlite::{Connection, Row, Transaction, named_params};
use std::collections::HashMap;

const SELECT_ALL: &str = "SELECT id, provider_id, sealed, tail FROM credentials ORDER BY position";
const SELECT_OF_PROVIDER: &str = "
    SELECT id, provider_id, sealed, tail FROM credentials WHERE provider_id = :provider_id ORDER BY position";
const ANY_SEALED: &str = "SELECT EXISTS (SELECT 1 FROM credentials WHERE sealed IS NOT NULL)";
// A credential that could not be opened comes back without its secret, and keeps what it has.
const UPSERT: &str = "
    INSERT INTO credentials (id, provider_id, position, sealed, tail)
    VALUES (:id, :provider_id, :position, :sealed, :tail)
    ON CONFLICT (id) DO UPDATE SET
        position = excluded.position,
        sealed = coalesce(excluded.sealed, sealed),
        tail = excluded.tail
    WHERE provider_id = excluded.provider_id";
const SELECT_SEALED: &str = "SELECT id, sealed FROM credentials WHERE provider_id = :provider_id";
const PUT_BACK: &str = "UPDATE credentials SET sealed = :sealed WHERE id = :id";
const DELETE: &str = "DELETE FROM credentials WHERE id = :id";

/// What opens and seals: `None` while the vault isn't open.
pub(crate) type OpenVault<'a> = Option<&'a Vault>;

/// A credential as its row holds it.
#[derive(Clone)]
pub(crate) struct Sealed {
    id: CredentialId,
    sealed: Option<Vec<u8>>,
}

/// All, by their provider.
pub(crate) fn all(
    connection: &Connection,
    vault: OpenVault<'_>,
) -> Result<HashMap<ProviderId, Vec<Credential>>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_ALL)?;
    let mut by_provider: HashMap<_, Vec<_>> = HashMap::new();
    for credential in statement.query_and_then([], |row| from_row(row, vault))? {
        let (provider_id, credential) = credential?;
        by_provider.entry(provider_id).or_default().push(credential);
    }
    Ok(by_provider)
}

/// One provider's.
pub(crate) fn of_provider(
    connection: &Connection,
    vault: OpenVault<'_>,
    provider_id: ProviderId,
) -> Result<Vec<Credential>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_OF_PROVIDER)?;
    let named = named_params! { ":provider_id": provider_id.as_uuid().as_bytes() };
    statement.query_and_then(named, |row| Ok(from_row(row, vault)?.1))?.collect()
}

/// Makes these, in this order, the provider's.
pub(crate) fn replace(
    transaction: &Transaction<'_>,
    vault: OpenVault<'_>,
    random: &dyn Random,
    provider_id: ProviderId,
    credentials: &[Credential],
) -> Result<(), StoreError> {
    for old in of_provider(transaction, None, provider_id)? {
        if !credentials.iter().any(|credential| credential.id == old.id) {
            let named = named_params! { ":id": old.id.as_uuid().as_bytes() };
            transaction.prepare_cached(DELETE)?.execute(named)?;
        }
    }
    for (position, credential) in (0i64..).zip(credentials) {
        let sealed = seal(credential, vault, random)?;
        transaction.prepare_cached(UPSERT)?.execute(named_params! {
            ":id": credential.id.as_uuid().as_bytes(),
            ":provider_id": provider_id.as_uuid().as_bytes(),
            ":position": position,
            ":sealed": sealed,
            ":tail": credential.tail,
        })?;
    }
    Ok(())
}

/// One provider's, as their rows hold them.
pub(crate) fn sealed_of_provider(
    connection: &Connection,
    provider_id: ProviderId,
) -> Result<Vec<Sealed>, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_SEALED)?;
    let named = named_params! { ":provider_id": provider_id.as_uuid().as_bytes() };
    let rows = statement.query_and_then(named, |row| {
        Ok(Sealed { id: CredentialId::from_bytes(sql::get(row, "id")?), sealed: sql::get(row, "sealed")? })
    })?;
    rows.collect()
}

/// Puts what rows held back into them.
pub(crate) fn put_back(transaction: &Transaction<'_>, credentials: &[Sealed]) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(PUT_BACK)?;
    for Sealed { id, sealed } in credentials {
        statement.execute(named_params! { ":id": id.as_uuid().as_bytes(), ":sealed": sealed })?;
    }
    Ok(())
}

/// Whether a key is needed that is there already.
pub(crate) fn any_sealed(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(ANY_SEALED)?.query_row([], |row| row.get(0))?)
}

fn from_row(row: &Row<'_>, vault: OpenVault<'_>) -> Result<(ProviderId, Credential), StoreError> {
    let id = CredentialId::from_bytes(sql::get(row, "id")?);
    let provider_id = ProviderId::from_bytes(sql::get(row, "provider_id")?);
    let sealed: Option<Vec<u8>> = sql::get(row, "sealed")?;
    let secret = match (vault, sealed) {
        (Some(vault), Some(sealed)) => vault.open(cell(&id), &sealed),
        (None, _) | (_, None) => None,
    };
    Ok((provider_id, Credential { id, secret, tail: sql::get(row, "tail")? }))
}

fn seal(
    credential: &Credential,
    vault: OpenVault<'_>,
    random: &dyn Random,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(secret) = &credential.secret else { return Ok(None) };
    let vault = vault.ok_or(StoreError::VaultClosed)?;
    vault.seal(cell(&credential.id), secret.expose(), random).map(Some)
}

fn cell(id: &CredentialId) -> Cell<'_> {
    Cell { table: "credentials", row: id, column: "sealed" }
}
