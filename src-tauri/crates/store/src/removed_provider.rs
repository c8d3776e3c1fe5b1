//! A provider that was removed, whole, so that a removal can be undone. Its credentials stay sealed: who
//! holds it can put it back and can't read it.

use crate::{
    Noun, Store, StoreError,
    aliases::{self, Share},
    credentials::{self, Sealed},
    custom_headers::{self, SealedHeader},
    pins, providers,
};
use domain::{Dialect, Provider, ProviderId};
use rusqlite::{Transaction, named_params};
use std::sync::Arc;

const DELETE: &str = "DELETE FROM providers WHERE id = :id";
const SELECT_PROXY_PASSWORD: &str = "SELECT sealed_proxy_password FROM providers WHERE id = :id";
const PUT_PROXY_PASSWORD_BACK: &str = "UPDATE providers SET sealed_proxy_password = :sealed WHERE id = :id";

/// A provider that was removed.
#[derive(Clone)]
pub struct RemovedProvider {
    provider: Provider,
    sealed: Vec<Sealed>,
    sealed_headers: Vec<SealedHeader>,
    sealed_proxy_password: Option<Vec<u8>>,
    pinned_for: Vec<Dialect>,
    in_aliases: Vec<Share>,
}

impl Store {
    /// Removes a provider, its credentials, its pins and its part in aliases.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] and what the database says.
    pub async fn remove_provider(&self, id: ProviderId) -> Result<RemovedProvider, StoreError> {
        self.write_config(move |transaction| take(transaction, id)).await
    }

    /// Puts a provider back as it was, pinned where nothing else has been pinned since.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when another one has its name by now, and what the database says.
    pub async fn restore_provider(&self, removed: RemovedProvider) -> Result<Provider, StoreError> {
        let (vault, random) = (self.vault(), Arc::clone(&self.shared.random));
        self.write_config(move |transaction| {
            let RemovedProvider { provider, sealed, sealed_headers, sealed_proxy_password, .. } = &removed;
            providers::insert(transaction, None, &*random, provider)?;
            credentials::put_back(transaction, sealed)?;
            custom_headers::put_back(transaction, sealed_headers)?;
            transaction.prepare_cached(PUT_PROXY_PASSWORD_BACK)?.execute(named_params! {
                ":id": provider.id.as_uuid().as_bytes(), ":sealed": sealed_proxy_password,
            })?;
            pins::put_back(transaction, provider.id, &removed.pinned_for)?;
            aliases::put_back(transaction, provider.id, &removed.in_aliases)?;
            providers::one(transaction, vault.as_deref(), provider.id)
        })
        .await
    }
}

fn take(transaction: &Transaction<'_>, id: ProviderId) -> Result<RemovedProvider, StoreError> {
    let mut provider = providers::one(transaction, None, id)?;
    // What was changed meanwhile is not what a page that knew it before has seen.
    provider.revision += 1;
    let named = named_params! { ":id": id.as_uuid().as_bytes() };
    let removed = RemovedProvider {
        provider,
        sealed: credentials::sealed_of_provider(transaction, id)?,
        sealed_headers: custom_headers::sealed_of_provider(transaction, id)?,
        sealed_proxy_password: transaction
            .prepare_cached(SELECT_PROXY_PASSWORD)?
            .query_row(named, |row| row.get("sealed_proxy_password"))?,
        pinned_for: pins::all(transaction)?.dialects_of(id).collect(),
        in_aliases: aliases::of_provider(transaction, id)?,
    };
    match transaction.prepare_cached(DELETE)?.execute(named)? {
        0 => Err(StoreError::NotFound(Noun::Provider)),
        _ => Ok(removed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fixture, provider, secrets};

    #[tokio::test]
    async fn a_removed_provider_comes_back_with_credentials_and_pins() {
        let store = Fixture::new().open_with_vault();
        let old = store.insert_provider(provider(1, "Main", &["one-secret", "two-secret"])).await.unwrap();
        store.set_pin(Dialect::OpenaiResponses, Some(old.id)).await.unwrap();
        let removed = store.remove_provider(old.id).await.unwrap();
        assert!(store.providers().await.unwrap().is_empty());

        let back = store.restore_provider(removed.clone()).await.unwrap();
        assert_eq!(secrets(&back), [Some("one-secret"), Some("two-secret")]);
        let as_before = Provider { revision: old.revision, ..back.clone() };
        assert_eq!(format!("{as_before:?}"), format!("{old:?}"));
        assert!(back.revision > old.revision);
        let pins = store.snapshot().await.unwrap().pins;
        assert_eq!(pins.of(Dialect::OpenaiResponses), Some(old.id));
        let twice = store.restore_provider(removed).await;
        assert!(twice.is_err(), "it is there already");
    }

    #[tokio::test]
    async fn what_happened_meanwhile_counts() {
        let store = Fixture::new().open_with_vault();
        let old = store.insert_provider(provider(1, "Main", &["one-secret"])).await.unwrap();
        store.set_pin(Dialect::OpenaiResponses, Some(old.id)).await.unwrap();
        let removed = store.remove_provider(old.id).await.unwrap();
        let other = store.insert_provider(provider(2, "MAIN", &[])).await.unwrap();
        store.set_pin(Dialect::OpenaiResponses, Some(other.id)).await.unwrap();
        let refused = store.restore_provider(removed.clone()).await;
        assert!(matches!(refused, Err(StoreError::NameTaken { .. })));

        store.update_provider(Provider { name: "Other".into(), ..other.clone() }).await.unwrap();
        store.restore_provider(removed).await.unwrap();
        let pins = store.snapshot().await.unwrap().pins;
        assert_eq!(pins.of(Dialect::OpenaiResponses), Some(other.id), "the later pin stays");
    }

    #[tokio::test]
    async fn a_credential_that_the_closed_vault_keeps_is_not_lost() {
        let fixture = Fixture::new();
        let store = fixture.open_with_vault();
        let id = store.insert_provider(provider(1, "Main", &["one-secret"])).await.unwrap().id;
        store.close().await;
        let store = fixture.open();
        let removed = store.remove_provider(id).await.unwrap();
        store.restore_provider(removed).await.unwrap();
        store.open_vault().unwrap();
        assert_eq!(secrets(&store.provider(id).await.unwrap()), [Some("one-secret")]);
    }
}
