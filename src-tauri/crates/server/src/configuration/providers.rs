//! Providers: added, changed, ordered, pinned, removed, and put back for a while after.

use super::{Configuration, fresh, not_found, same_name};
use crate::admin::{Problem, VaultStatus};
use domain::{
    CredentialId, Dialect, Event, NewProvider, Patch, Provider, ProviderForm, ProviderId, Secret, Snapshot,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::RemovedProvider;
use tokio::time::Instant;

/// How long a removal can be undone.
const UNDO: Duration = Duration::from_secs(60);

/// The providers that were removed a moment ago. In memory only: a removal that a restart has seen is final.
#[derive(Default)]
pub(super) struct Removed(Mutex<HashMap<ProviderId, (Instant, RemovedProvider)>>);

impl Removed {
    fn keep(&self, id: ProviderId, removed: RemovedProvider) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (at, _)| at.elapsed() < UNDO);
        kept.insert(id, (Instant::now(), removed));
    }

    fn get(&self, id: ProviderId) -> Option<RemovedProvider> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&id).filter(|(at, _)| at.elapsed() < UNDO).map(|(_, removed)| removed.clone())
    }

    fn forget(&self, id: ProviderId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

impl Configuration {
    /// The provider with this name or id.
    pub(crate) async fn provider(&self, name_or_id: &str) -> Result<Provider, Problem> {
        let providers = self.0.store.providers().await?;
        let id = name_or_id.parse().ok();
        let named = |provider: &Provider| Some(provider.id) == id || same_name(&provider.name, name_or_id);
        providers.into_iter().find(named).ok_or_else(|| not_found("provider", name_or_id))
    }

    /// Adds a provider.
    pub(crate) async fn add_provider(&self, form: ProviderForm) -> Result<Provider, Problem> {
        self.vault_for(&form).await;
        let _changing = self.0.changing.lock().await;
        let provider = form.create(self.new_provider(self.0.store.next_priority().await?))?;
        let provider = self.0.store.insert_provider(provider).await?;
        self.told_of_provider(provider.id).await?;
        Ok(provider)
    }

    /// Changes a provider as it was at `revision`.
    pub(crate) async fn change_provider(
        &self,
        name_or_id: &str,
        revision: u64,
        form: ProviderForm,
    ) -> Result<Provider, Problem> {
        self.vault_for(&form).await;
        let _changing = self.0.changing.lock().await;
        let mut provider = self.provider(name_or_id).await?;
        fresh(revision, provider.revision)?;
        form.change(&mut provider, self.new_provider(0))?;
        let provider = self.0.store.update_provider(provider).await?;
        self.told_of_provider(provider.id).await?;
        Ok(provider)
    }

    /// Adds a credential to a provider, behind those it has.
    pub(crate) async fn add_credential(
        &self,
        name_or_id: &str,
        secret: &Secret,
    ) -> Result<Provider, Problem> {
        self.vault_for_credential(true).await;
        let _changing = self.0.changing.lock().await;
        let mut provider = self.provider(name_or_id).await?;
        provider.add_credential(secret, self.new_provider(0))?;
        let provider = self.0.store.update_provider(provider).await?;
        self.told_of_provider(provider.id).await?;
        Ok(provider)
    }

    /// Removes one of a provider's credentials.
    pub(crate) async fn remove_credential(&self, name_or_id: &str, id: &str) -> Result<Provider, Problem> {
        let _changing = self.0.changing.lock().await;
        let mut provider = self.provider(name_or_id).await?;
        let gone = || not_found("credential of this provider", id);
        let credential_id: CredentialId = id.parse().map_err(|_| gone())?;
        if !provider.remove_credential(credential_id) {
            return Err(gone());
        }
        let provider = self.0.store.update_provider(provider).await?;
        self.told_of_provider(provider.id).await?;
        Ok(provider)
    }

    /// Holds a provider's breaker open, or no longer. That survives a restart.
    pub(crate) async fn hold_provider(&self, name_or_id: &str, held: bool) -> Result<Provider, Problem> {
        let _changing = self.0.changing.lock().await;
        let provider = self.provider(name_or_id).await?;
        if provider.held == held {
            return Ok(provider);
        }
        let provider = self.0.store.update_provider(Provider { held, ..provider }).await?;
        self.told_of_provider(provider.id).await?;
        Ok(provider)
    }

    /// Removes a provider. For a while it can be put back.
    pub(crate) async fn remove_provider(
        &self,
        name_or_id: &str,
        revision: Option<u64>,
    ) -> Result<ProviderId, Problem> {
        let _changing = self.0.changing.lock().await;
        let provider = self.provider(name_or_id).await?;
        revision.map_or(Ok(()), |revision| fresh(revision, provider.revision))?;
        let removed = self.0.store.remove_provider(provider.id).await?;
        self.0.removed.keep(provider.id, removed);
        self.told_of_provider(provider.id).await?;
        Ok(provider.id)
    }

    /// Puts a provider back that was removed a moment ago.
    pub(crate) async fn restore_provider(&self, id: &str) -> Result<Provider, Problem> {
        let _changing = self.0.changing.lock().await;
        let gone = || not_found("provider that was removed within the last minute", id);
        let id: ProviderId = id.parse().map_err(|_| gone())?;
        let removed = self.0.removed.get(id).ok_or_else(gone)?;
        let provider = self.0.store.restore_provider(removed).await?;
        self.0.removed.forget(id);
        self.told_of_provider(id).await?;
        Ok(provider)
    }

    /// Puts all providers into tiers, the first tier first.
    pub(crate) async fn order_providers(
        &self,
        tiers: Vec<Vec<ProviderId>>,
    ) -> Result<Vec<Provider>, Problem> {
        let _changing = self.0.changing.lock().await;
        let providers = self.0.store.order_providers(tiers).await?;
        self.told(Event::ProvidersChanged { provider_id: None }).await?;
        Ok(providers)
    }

    /// Pins a provider for a dialect, or none.
    pub(crate) async fn pin(
        &self,
        dialect: Dialect,
        name_or_id: Option<&str>,
    ) -> Result<Arc<Snapshot>, Problem> {
        let _changing = self.0.changing.lock().await;
        let provider = match name_or_id {
            Some(name_or_id) => Some(self.provider(name_or_id).await?),
            None => None,
        };
        if let Some(provider) = provider.as_ref().filter(|provider| !provider.takes(dialect)) {
            let speaks = provider.dialect;
            return Err(Problem::field(
                "provider",
                format!(
                    "{} speaks {speaks}, and conversion is not allowed: {dialect} requests can't go there",
                    provider.name
                ),
            ));
        }
        self.0.store.set_pin(dialect, provider.map(|provider| provider.id)).await?;
        self.told(Event::PinsChanged).await?;
        Ok(self.current())
    }

    /// Whoever shows pins or aliases hears of it, too, when one has come or gone with its provider.
    async fn told_of_provider(&self, id: ProviderId) -> Result<(), Problem> {
        let before = self.current();
        self.told(Event::ProvidersChanged { provider_id: Some(id) }).await?;
        if before.pins != self.current().pins {
            self.0.bus.publish(Event::PinsChanged);
        }
        if before.aliases != self.current().aliases {
            self.0.bus.publish(Event::AliasesChanged);
        }
        Ok(())
    }

    async fn vault_for(&self, form: &ProviderForm) {
        if form.custom_headers.is_mentioned() || form.proxy_url.is_mentioned() {
            self.vault_settled().await;
        }
        if form.credential.is_mentioned() {
            self.vault_for_credential(matches!(form.credential, Patch::Set(_))).await;
        }
    }

    /// Whoever types a credential needs the vault. When it can't be opened because its key is lost, that the
    /// person types one is the sign to begin with a new key: the old values stay as they are, unreadable.
    async fn vault_for_credential(&self, typed: bool) {
        self.vault_settled().await;
        if !typed || !matches!(self.vault(), VaultStatus::Failed { .. }) {
            return;
        }
        let store = self.0.store.clone();
        let renewed = tokio::task::spawn_blocking(move || store.renew_vault()).await;
        let settled = match renewed {
            Ok(Ok(())) => VaultStatus::Open,
            Ok(Err(error)) => VaultStatus::Failed { message: error.to_string() },
            Err(_) => VaultStatus::Failed { message: "the vault could not be opened".into() },
        };
        if let Err(error) = self.settle_vault(settled).await {
            tracing::error!(%error, "the configuration could not be read");
        }
    }

    fn new_provider(&self, next_priority: u32) -> NewProvider<'_> {
        NewProvider { next_priority, clock: self.0.clock.as_ref(), random: self.0.random.as_ref() }
    }
}
