//! The one way to change the configuration: write it, publish the new snapshot, tell everybody.
//!
//! No handler writes to the store by itself, so that none can forget the other two.

mod aliases;
mod providers;

use crate::{
    admin::{Problem, ProblemCode, VaultStatus},
    events::Bus,
    options::Overrides,
};
use domain::{
    ClientKey, ClientKeyForm, Clock, Event, KeyId, KeyKind, NewClientKey, Random, SettingKey, Snapshot, User,
    UserForm, UserId,
};
use providers::Removed;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use store::{Store, StoreError};
use tokio::sync::{Mutex, watch};

/// How long the vault is waited for.
const VAULT_PATIENCE: Duration = Duration::from_secs(3);

/// The configuration. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Configuration(Arc<Inner>);

struct Inner {
    store: Store,
    overrides: Overrides,
    snapshot: watch::Sender<Arc<Snapshot>>,
    bus: Bus,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    vault: watch::Sender<VaultStatus>,
    /// One change at a time: what a change read is still true when it writes.
    changing: Mutex<()>,
    removed: Removed,
}

impl Configuration {
    pub(crate) fn new(
        store: Store,
        overrides: Overrides,
        bus: Bus,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let snapshot = watch::Sender::default();
        let (vault, changing) = (watch::Sender::new(VaultStatus::Opening), Mutex::new(()));
        let removed = Removed::default();
        Self(Arc::new(Inner { store, overrides, snapshot, bus, clock, random, vault, changing, removed }))
    }

    /// The snapshots as they come: the gateway's end.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.0.snapshot.subscribe()
    }

    /// The latest snapshot.
    pub(crate) fn current(&self) -> Arc<Snapshot> {
        self.0.snapshot.borrow().clone()
    }

    pub(crate) fn overrides(&self) -> &Overrides {
        &self.0.overrides
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// Reads everything anew and hands it to the gateway.
    pub(crate) async fn publish(&self) -> Result<(), StoreError> {
        let mut snapshot = self.0.store.snapshot().await?;
        self.0.overrides.apply(&mut snapshot.settings)?;
        self.0.snapshot.send_replace(Arc::new(snapshot));
        Ok(())
    }

    /// The vault was opened, or won't be. Whoever waits for it finds the credentials in the snapshot.
    pub(crate) async fn settle_vault(&self, status: VaultStatus) -> Result<(), StoreError> {
        let _changing = self.0.changing.lock().await;
        let published = self.publish().await;
        self.0.vault.send_replace(status);
        self.0.bus.publish(Event::ProvidersChanged { provider_id: None });
        published
    }

    /// Whether credentials can be read.
    pub(crate) fn vault(&self) -> VaultStatus {
        self.0.vault.borrow().clone()
    }

    /// Waits until the vault is open or won't be, but not for long: who needs it finds out by itself.
    pub(crate) async fn vault_settled(&self) {
        let mut vault = self.0.vault.subscribe();
        let settled = vault.wait_for(|vault| *vault != VaultStatus::Opening);
        let _ = tokio::time::timeout(VAULT_PATIENCE, settled).await;
    }

    /// The user with this name or id.
    pub(crate) async fn user(&self, name_or_id: &str) -> Result<User, Problem> {
        let users = self.0.store.users().await?;
        let id = name_or_id.parse().ok();
        let named = |user: &User| Some(user.id) == id || same_name(&user.name, name_or_id);
        users.into_iter().find(named).ok_or_else(|| not_found("user", name_or_id))
    }

    /// Adds a user.
    pub(crate) async fn add_user(&self, form: UserForm) -> Result<User, Problem> {
        if !form.name.is_mentioned() {
            return Err(Problem::field("name", "a user has a name"));
        }
        let _changing = self.0.changing.lock().await;
        let now = self.0.clock.now();
        let mut user = User::new(UserId::new(now, self.0.random.as_ref()), String::new(), now);
        form.apply(&mut user)?;
        let user = self.0.store.insert_user(user).await?;
        self.told(Event::UsersChanged).await?;
        Ok(user)
    }

    /// Changes a user as they were at `revision`.
    pub(crate) async fn change_user(
        &self,
        name_or_id: &str,
        revision: u64,
        form: UserForm,
    ) -> Result<User, Problem> {
        let _changing = self.0.changing.lock().await;
        let mut user = self.user(name_or_id).await?;
        fresh(revision, user.revision)?;
        form.apply(&mut user)?;
        let user = self.0.store.update_user(user).await?;
        self.told(Event::UsersChanged).await?;
        Ok(user)
    }

    /// Removes a user and their keys.
    pub(crate) async fn remove_user(&self, name_or_id: &str, revision: Option<u64>) -> Result<(), Problem> {
        let _changing = self.0.changing.lock().await;
        let user = self.user(name_or_id).await?;
        revision.map_or(Ok(()), |revision| fresh(revision, user.revision))?;
        self.0.store.remove_user(user.id).await?;
        self.told(Event::UsersChanged).await?;
        self.0.bus.publish(Event::KeysChanged);
        Ok(())
    }

    /// The key with this id.
    pub(crate) async fn key(&self, id: &str) -> Result<ClientKey, Problem> {
        let id: KeyId = id.parse().map_err(|_| not_found("key", id))?;
        Ok(self.0.store.key(id).await?)
    }

    /// Makes a key for a user. Its secret is in the answer and nowhere else.
    pub(crate) async fn add_key(
        &self,
        user: &User,
        kind: KeyKind,
        form: ClientKeyForm,
    ) -> Result<NewClientKey, Problem> {
        let _changing = self.0.changing.lock().await;
        let random = self.0.random.as_ref();
        let made = NewClientKey::generate(user.id, kind, form, self.0.clock.now(), random);
        self.0.store.insert_key(made.clone()).await?;
        self.told(Event::KeysChanged).await?;
        Ok(made)
    }

    /// Changes a key as it was at `revision`.
    pub(crate) async fn change_key(
        &self,
        id: &str,
        revision: u64,
        form: ClientKeyForm,
    ) -> Result<ClientKey, Problem> {
        let _changing = self.0.changing.lock().await;
        let mut key = self.key(id).await?;
        fresh(revision, key.revision)?;
        form.apply(&mut key);
        let key = self.0.store.update_key(key).await?;
        self.told(Event::KeysChanged).await?;
        Ok(key)
    }

    /// Revokes a key.
    pub(crate) async fn remove_key(&self, id: &str, revision: Option<u64>) -> Result<(), Problem> {
        let _changing = self.0.changing.lock().await;
        let key = self.key(id).await?;
        revision.map_or(Ok(()), |revision| fresh(revision, key.revision))?;
        self.0.store.remove_key(key.id).await?;
        self.told(Event::KeysChanged).await
    }

    /// Sets a setting, unless this start decides it.
    pub(crate) async fn set(&self, key: SettingKey, value: Value) -> Result<(), Problem> {
        if self.0.overrides.get(key).is_some() {
            return Err(Problem::new(
                ProblemCode::SettingLocked,
                format!("{key} was given by a flag or an environment variable: start without it first"),
            ));
        }
        let _changing = self.0.changing.lock().await;
        self.0.store.set_setting(key, value).await?;
        self.told(Event::SettingsChanged).await
    }

    async fn told(&self, event: Event) -> Result<(), Problem> {
        self.publish().await?;
        self.0.bus.publish(event);
        Ok(())
    }
}

fn same_name(name: &str, asked: &str) -> bool {
    name.to_lowercase() == asked.trim().to_lowercase()
}

fn not_found(what: &str, asked: &str) -> Problem {
    Problem::new(ProblemCode::NotFound, format!("there is no {what} `{asked}`"))
}

fn fresh(sent: u64, current: u64) -> Result<(), Problem> {
    if sent == current {
        return Ok(());
    }
    Err(StoreError::StaleRevision { current }.into())
}
