//! Client keys in a real file.

use super::*;
use crate::testing::Fixture;
use domain::{ClientKeyForm, KeyKind, Patch, SystemRandom};

fn new_key(user_id: UserId) -> NewClientKey {
    let form = ClientKeyForm {
        name: Patch::Set("laptop".into()),
        expires_at: Patch::Set(UnixMillis(1_800_000_000_000)),
        allowed_models: Patch::Set(vec!["claude-*".parse().unwrap()]),
        allowed_clients: Patch::Set(vec!["claude-cli/*".parse().unwrap()]),
        groups: Patch::Set(vec!["team".parse().unwrap()]),
        ..ClientKeyForm::default()
    };
    NewClientKey::generate(user_id, KeyKind::Client, form, UnixMillis(1_700_000_000_000), &SystemRandom)
}

#[tokio::test]
async fn a_key_comes_back_as_it_went_in_changes_and_is_revoked() {
    let store = Fixture::new().open();
    let owner = store.users().await.unwrap().remove(0);
    let new = new_key(owner.id);
    let key = store.insert_key(new.clone()).await.unwrap();
    assert_eq!(key, new.key);
    assert_eq!(store.keys().await.unwrap(), std::slice::from_ref(&key));

    let change = ClientKey { name: "desk".into(), enabled: false, expires_at: None, ..key.clone() };
    let changed = store.update_key(change.clone()).await.unwrap();
    assert_eq!(changed, ClientKey { revision: 2, ..change });
    let stale = store.update_key(key.clone()).await;
    assert!(matches!(stale, Err(StoreError::StaleRevision { current: 2 })));

    store.remove_key(key.id).await.unwrap();
    assert!(matches!(store.key(key.id).await, Err(StoreError::NotFound(Noun::Key))));
    assert!(matches!(store.update_key(key.clone()).await, Err(StoreError::NotFound(Noun::Key))));
    assert!(matches!(store.remove_key(key.id).await, Err(StoreError::NotFound(Noun::Key))));
}

#[tokio::test]
async fn a_key_belongs_to_a_user() {
    let store = Fixture::new().open();
    let nobody = UserId::new(UnixMillis(0), &SystemRandom);
    let refused = store.insert_key(new_key(nobody)).await;
    assert!(matches!(refused, Err(StoreError::NotFound(Noun::User))));
}

#[tokio::test]
async fn the_last_use_only_moves_forward_and_is_no_change() {
    let store = Fixture::new().open();
    let owner = store.users().await.unwrap().remove(0);
    let key = store.insert_key(new_key(owner.id)).await.unwrap();
    let gone = KeyId::new(UnixMillis(0), &SystemRandom);
    for (at, expected) in [(5_000, 5_000), (4_000, 5_000), (6_000, 6_000)] {
        store.touch_keys(vec![(gone, UnixMillis(at)), (key.id, UnixMillis(at))]).await.unwrap();
        let touched = store.key(key.id).await.unwrap();
        assert_eq!(touched.last_used_at, Some(UnixMillis(expected)));
        assert_eq!(touched.revision, 1);
    }
}
