//! Users in a real file.

use super::*;
use crate::testing::Fixture;
use domain::{ClientKeyForm, KeyKind, NewClientKey, SystemRandom};

fn user(name: &str) -> User {
    let now = UnixMillis(1_700_000_000_000);
    User {
        note: "a note".into(),
        expires_at: Some(UnixMillis(1_800_000_000_000)),
        allowed_models: vec!["claude-*".parse().unwrap()],
        allowed_clients: vec!["claude-cli/*".parse().unwrap()],
        ..User::new(UserId::new(now, &SystemRandom), name, now)
    }
}

#[tokio::test]
async fn the_first_start_makes_the_owner_and_later_ones_nobody() {
    let fixture = Fixture::new();
    let store = fixture.open();
    let users = store.users().await.unwrap();
    assert_eq!(users.len(), 1);
    assert_eq!((users[0].name.as_str(), users[0].role, users[0].enabled), (User::OWNER, Role::Admin, true));
    store.update_user(User { name: "me".into(), ..users[0].clone() }).await.unwrap();
    store.close().await;

    let again = fixture.open().users().await.unwrap();
    assert_eq!(again.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["me"]);
}

#[tokio::test]
async fn a_user_comes_back_as_it_went_in_and_changes() {
    let store = Fixture::new().open();
    let new = user("Ann");
    assert_eq!(store.insert_user(new.clone()).await.unwrap(), new);
    assert_eq!(store.user(new.id).await.unwrap(), new);

    let change = User { enabled: false, expires_at: None, allowed_models: Vec::new(), ..new.clone() };
    let changed = store.update_user(change.clone()).await.unwrap();
    assert_eq!(changed, User { revision: 2, ..change });
    let stale = store.update_user(new.clone()).await;
    assert!(matches!(stale, Err(StoreError::StaleRevision { current: 2 })));

    store.remove_user(new.id).await.unwrap();
    assert!(matches!(store.user(new.id).await, Err(StoreError::NotFound(Noun::User))));
    assert!(matches!(store.update_user(new.clone()).await, Err(StoreError::NotFound(Noun::User))));
    assert!(matches!(store.remove_user(new.id).await, Err(StoreError::NotFound(Noun::User))));
}

#[tokio::test]
async fn a_user_name_is_taken_in_every_case() {
    let store = Fixture::new().open();
    let taken = store.insert_user(user("OWNER")).await;
    assert!(matches!(taken, Err(StoreError::NameTaken { noun: Noun::User, .. })));
    let ann = store.insert_user(user("Ann")).await.unwrap();
    let taken = store.update_user(User { name: "Owner".into(), ..ann }).await;
    assert!(matches!(taken, Err(StoreError::NameTaken { .. })));
}

#[tokio::test]
async fn somebody_who_may_change_things_always_stays() {
    let store = Fixture::new().open();
    let owner = store.users().await.unwrap().remove(0);
    for change in [User { enabled: false, ..owner.clone() }, User { role: Role::Member, ..owner.clone() }] {
        assert!(matches!(store.update_user(change).await, Err(StoreError::LastAdmin)));
    }
    assert!(matches!(store.remove_user(owner.id).await, Err(StoreError::LastAdmin)));
    assert_eq!(store.user(owner.id).await.unwrap(), owner, "nothing was changed");

    let second = User { role: Role::Admin, enabled: false, ..user("second") };
    let second = store.insert_user(second).await.unwrap();
    assert!(matches!(store.remove_user(owner.id).await, Err(StoreError::LastAdmin)));
    store.update_user(User { enabled: true, ..second }).await.unwrap();
    store.remove_user(owner.id).await.unwrap();
}

#[tokio::test]
async fn a_users_keys_go_with_them() {
    let store = Fixture::new().open();
    let ann = store.insert_user(user("Ann")).await.unwrap();
    let form = ClientKeyForm::default();
    let key = NewClientKey::generate(ann.id, KeyKind::Manual, form, ann.created_at, &SystemRandom);
    store.insert_key(key).await.unwrap();
    store.remove_user(ann.id).await.unwrap();
    assert!(store.keys().await.unwrap().is_empty());
}
