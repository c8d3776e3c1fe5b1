//! The table of pins: per dialect the provider that comes first. A row goes with its provider.

use crate::{Noun, Store, StoreError, sql};
use domain::{Dialect, Pins, ProviderId};
use rusqlite::{Connection, Transaction, named_params};

const SELECT_ALL: &str = "SELECT dialect, provider_id FROM pins";
const UPSERT: &str = "
    INSERT INTO pins (dialect, provider_id) SELECT :dialect, id FROM providers WHERE id = :provider_id
    ON CONFLICT (dialect) DO UPDATE SET provider_id = excluded.provider_id";
const DELETE: &str = "DELETE FROM pins WHERE dialect = :dialect";
const DELETE_OTHERS_OF_PROVIDER: &str = "
    DELETE FROM pins WHERE provider_id = :provider_id AND dialect <> :dialect";
const INSERT_IF_NONE: &str = "
    INSERT INTO pins (dialect, provider_id) VALUES (:dialect, :provider_id)
    ON CONFLICT (dialect) DO NOTHING";

impl Store {
    /// Pins a provider for a dialect; without one the dialect is automatic again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn set_pin(&self, dialect: Dialect, provider: Option<ProviderId>) -> Result<(), StoreError> {
        self.write_config(move |transaction| set(transaction, dialect, provider)).await
    }
}

/// All pins.
pub(crate) fn all(connection: &Connection) -> Result<Pins, StoreError> {
    let mut statement = connection.prepare_cached(SELECT_ALL)?;
    let pins = statement.query_and_then([], |row| {
        let dialect = sql::name("dialect", sql::get(row, "dialect")?)?;
        Ok((dialect, ProviderId::from_bytes(sql::get(row, "provider_id")?)))
    })?;
    pins.collect()
}

/// Unpins a provider for the dialects that it doesn't speak any more.
pub(crate) fn keep_only(
    transaction: &Transaction<'_>,
    provider: ProviderId,
    dialect: Dialect,
) -> Result<(), StoreError> {
    transaction.prepare_cached(DELETE_OTHERS_OF_PROVIDER)?.execute(named_params! {
        ":provider_id": provider.as_uuid().as_bytes(), ":dialect": dialect.as_str(),
    })?;
    Ok(())
}

/// Pins a provider where nothing else is pinned meanwhile.
pub(crate) fn put_back(
    transaction: &Transaction<'_>,
    provider: ProviderId,
    dialects: &[Dialect],
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(INSERT_IF_NONE)?;
    for dialect in dialects {
        statement.execute(named_params! {
            ":dialect": dialect.as_str(), ":provider_id": provider.as_uuid().as_bytes(),
        })?;
    }
    Ok(())
}

fn set(
    transaction: &Transaction<'_>,
    dialect: Dialect,
    provider: Option<ProviderId>,
) -> Result<(), StoreError> {
    let Some(provider) = provider else {
        transaction.prepare_cached(DELETE)?.execute(named_params! { ":dialect": dialect.as_str() })?;
        return Ok(());
    };
    let set = transaction.prepare_cached(UPSERT)?.execute(named_params! {
        ":dialect": dialect.as_str(), ":provider_id": provider.as_uuid().as_bytes(),
    })?;
    if set == 0 { Err(StoreError::NotFound(Noun::Provider)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fixture, provider};
    use domain::{Provider, ProviderKind};

    #[tokio::test]
    async fn a_pin_is_kept_replaced_and_taken_away() {
        let fixture = Fixture::new();
        let store = fixture.open();
        let first = store.insert_provider(provider(1, "First", &[])).await.unwrap().id;
        let second = store.insert_provider(provider(2, "Second", &[])).await.unwrap().id;
        store.set_pin(Dialect::OpenaiResponses, Some(first)).await.unwrap();
        store.set_pin(Dialect::OpenaiResponses, Some(second)).await.unwrap();
        store.close().await;

        let store = fixture.open();
        let pins = store.snapshot().await.unwrap().pins;
        assert_eq!(pins, [(Dialect::OpenaiResponses, second)].into_iter().collect());
        store.set_pin(Dialect::OpenaiResponses, None).await.unwrap();
        assert_eq!(store.snapshot().await.unwrap().pins, Pins::default());
    }

    #[tokio::test]
    async fn a_pin_goes_with_its_provider_and_none_is_set_on_nobody() {
        let store = Fixture::new().open();
        let id = store.insert_provider(provider(1, "First", &[])).await.unwrap().id;
        store.set_pin(Dialect::OpenaiResponses, Some(id)).await.unwrap();
        store.remove_provider(id).await.unwrap();
        assert_eq!(store.snapshot().await.unwrap().pins, Pins::default());
        let nobody = store.set_pin(Dialect::OpenaiResponses, Some(id)).await;
        assert!(matches!(nobody, Err(StoreError::NotFound(Noun::Provider))));
    }

    #[tokio::test]
    async fn a_provider_that_changes_its_dialect_loses_the_pin_for_the_old_one() {
        let store = Fixture::new().open();
        let responses = store.insert_provider(provider(1, "First", &[])).await.unwrap();
        store.set_pin(Dialect::OpenaiResponses, Some(responses.id)).await.unwrap();
        let same = Provider { note: "changed".into(), ..responses };
        let same = store.update_provider(same).await.unwrap();
        assert_ne!(store.snapshot().await.unwrap().pins, Pins::default());
        store.update_provider(Provider { dialect: Dialect::Gemini, ..same }).await.unwrap();
        assert_eq!(store.snapshot().await.unwrap().pins, Pins::default());

        let loopback =
            Provider { kind: ProviderKind::Loopback, base_url: None, ..provider(2, "Loopback", &[]) };
        let loopback = store.insert_provider(loopback).await.unwrap();
        store.set_pin(Dialect::Gemini, Some(loopback.id)).await.unwrap();
        store.update_provider(loopback).await.unwrap();
        assert_ne!(store.snapshot().await.unwrap().pins, Pins::default(), "it speaks every dialect");
    }
}
