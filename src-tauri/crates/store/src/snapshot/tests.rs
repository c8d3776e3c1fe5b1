//! The snapshot of a real file.

use super::*;
use crate::testing::{Fixture, provider, secrets};
use domain::{ClientKeyForm, KeyKind, NewClientKey, Provider, SettingKey, SystemRandom};

#[tokio::test]
async fn a_snapshot_holds_the_whole_configuration() {
    let store = Fixture::new().open_with_vault();
    let owner = store.users().await.unwrap().remove(0);
    let new = |kind| {
        NewClientKey::generate(owner.id, kind, ClientKeyForm::default(), owner.created_at, &SystemRandom)
    };
    let (first, second) = (new(KeyKind::Manual), new(KeyKind::Client));
    store.insert_key(first.clone()).await.unwrap();
    store.insert_key(second.clone()).await.unwrap();
    store
        .insert_provider(Provider { priority: 2, ..provider(1, "Late", &["one-credential"]) })
        .await
        .unwrap();
    store
        .insert_provider(Provider { priority: 1, ..provider(2, "Early", &["two-credential"]) })
        .await
        .unwrap();
    store.set_setting(SettingKey::DrainSeconds, 7.into()).await.unwrap();

    let snapshot = store.snapshot().await.unwrap();
    assert_eq!(snapshot.vault, VaultState::Open);
    let names: Vec<_> = snapshot.providers.iter().map(|provider| provider.name.as_str()).collect();
    assert_eq!(names, ["Early", "Late"]);
    assert_eq!(secrets(&snapshot.providers[0]), [Some("two-credential")]);
    assert_eq!(secrets(&snapshot.providers[1]), [Some("one-credential")]);
    assert_eq!(snapshot.callers.len(), 2);
    let caller = &snapshot.callers[&second.secret.digest()];
    assert_eq!((&*caller.key, &*caller.user), (&second.key, &owner));
    assert_eq!(snapshot.callers[&first.secret.digest()].key.id, first.key.id);
    assert_eq!(snapshot.settings.drain.as_secs(), 7);
}

#[tokio::test]
async fn before_the_vault_is_open_credentials_are_there_without_their_secret() {
    let fixture = Fixture::new();
    let store = fixture.open_with_vault();
    store.insert_provider(provider(1, "Main", &["the-credential"])).await.unwrap();
    store.close().await;

    let store = fixture.open();
    let early = store.snapshot().await.unwrap();
    assert_eq!(early.vault, VaultState::Opening);
    assert_eq!(secrets(&early.providers[0]), [None]);
    store.open_vault().unwrap();
    let late = store.snapshot().await.unwrap();
    assert_eq!(late.vault, VaultState::Open);
    assert_eq!(secrets(&late.providers[0]), [Some("the-credential")]);
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let store = Fixture::new().open();
    store.close().await;
    store.close().await;
    assert!(matches!(store.snapshot().await, Err(StoreError::Closed)));
    assert!(matches!(store.set_admin_password_hash(None).await, Err(StoreError::Closed)));
}
