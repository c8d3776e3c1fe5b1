//! Providers and their credentials in a real file.

use super::*;
use crate::testing::{Fixture, provider, secrets};
use domain::{Credential, CustomHeader, Proxy, Secret};

/// All that is shown of a provider.
fn text(provider: &Provider) -> String {
    format!("{provider:?}")
}

#[tokio::test]
async fn a_provider_comes_back_as_it_went_in() {
    let fixture = Fixture::new();
    let store = fixture.open_with_vault();
    let new = provider(1, "Main", &["first-credential", "second-credential"]);
    let inserted = store.insert_provider(new.clone()).await.unwrap();
    assert_eq!(text(&inserted), text(&new));
    assert_eq!(secrets(&inserted), [Some("first-credential"), Some("second-credential")]);
    store.close().await;

    let store = fixture.open_with_vault();
    let read = store.provider(new.id).await.unwrap();
    assert_eq!(text(&read), text(&new));
    assert_eq!(secrets(&read), [Some("first-credential"), Some("second-credential")]);
    assert_eq!(store.providers().await.unwrap().len(), 1);

    store.remove_provider(new.id).await.unwrap();
    assert!(matches!(store.provider(new.id).await, Err(StoreError::NotFound(Noun::Provider))));
    assert!(matches!(store.remove_provider(new.id).await, Err(StoreError::NotFound(Noun::Provider))));
    let left: i64 =
        fixture.config().query_row("SELECT count(*) FROM credentials", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "its credentials went with it");
}

#[tokio::test]
async fn a_change_raises_the_revision_and_a_stale_one_is_refused() {
    let store = Fixture::new().open_with_vault();
    let first = store.insert_provider(provider(1, "Main", &["a-credential"])).await.unwrap();
    let change = Provider { priority: 5, base_url: None, ..first.clone() };
    let second = store.update_provider(change).await.unwrap();
    assert_eq!((second.priority, second.revision), (5, 2));
    assert!(second.base_url.is_none());

    let stale = store.update_provider(Provider { priority: 6, ..first }).await;
    assert!(matches!(stale, Err(StoreError::StaleRevision { current: 2 })));
    assert_eq!(store.provider(second.id).await.unwrap().priority, 5);

    let unknown = store.update_provider(provider(9, "Nobody", &[])).await;
    assert!(matches!(unknown, Err(StoreError::NotFound(Noun::Provider))));
}

#[tokio::test]
async fn a_name_is_taken_in_every_case() {
    let store = Fixture::new().open();
    store.insert_provider(provider(1, "Élan", &[])).await.unwrap();
    let other = store.insert_provider(provider(2, "Other", &[])).await.unwrap();
    let taken = store.insert_provider(provider(3, "éLAN", &[])).await;
    assert!(matches!(taken, Err(StoreError::NameTaken { noun: Noun::Provider, name }) if name == "éLAN"));
    let renamed = store.update_provider(Provider { name: "ÉLAN".into(), ..other.clone() }).await;
    assert!(matches!(renamed, Err(StoreError::NameTaken { .. })));
    store.update_provider(Provider { name: "OTHER".into(), ..other }).await.unwrap();
}

#[tokio::test]
async fn providers_are_listed_by_priority_and_name_and_a_new_one_goes_last() {
    let store = Fixture::new().open();
    assert_eq!(store.next_priority().await.unwrap(), 10);
    for (number, name, priority) in [(1, "b", 20), (2, "C", 10), (3, "A", 20)] {
        store.insert_provider(Provider { priority, ..provider(number, name, &[]) }).await.unwrap();
    }
    let names: Vec<_> = store.providers().await.unwrap().into_iter().map(|provider| provider.name).collect();
    assert_eq!(names, ["C", "A", "b"]);
    assert_eq!(store.next_priority().await.unwrap(), 30);
}

#[tokio::test]
async fn credentials_are_replaced_by_what_is_mentioned() {
    let store = Fixture::new().open_with_vault();
    let mut first =
        store.insert_provider(provider(1, "Main", &["one-credential", "two-credential"])).await.unwrap();
    let added = provider(5, "", &["three-credential"]).credentials.remove(0);
    first.credentials = vec![added, first.credentials.remove(1)];
    let second = store.update_provider(first).await.unwrap();
    assert_eq!(secrets(&second), [Some("three-credential"), Some("two-credential")]);
}

#[tokio::test]
async fn a_credential_needs_the_vault_and_one_that_was_not_opened_stays() {
    let fixture = Fixture::new();
    let store = fixture.open_with_vault();
    store.insert_provider(provider(1, "Main", &["the-credential"])).await.unwrap();
    store.close().await;

    let closed = fixture.open();
    let refused = closed.insert_provider(provider(2, "New", &["other-credential"])).await;
    assert!(matches!(refused, Err(StoreError::VaultClosed)));
    assert_eq!(closed.providers().await.unwrap().len(), 1, "nothing of it is left");

    let unread = closed.providers().await.unwrap().remove(0);
    assert_eq!(secrets(&unread), [None]);
    assert!(unread.needs_credential());
    let changed = closed.update_provider(Provider { note: "changed".into(), ..unread }).await.unwrap();
    closed.open_vault().unwrap();
    assert_eq!(secrets(&closed.provider(changed.id).await.unwrap()), [Some("the-credential")]);
}

#[tokio::test]
async fn another_providers_credential_can_not_be_taken_over() {
    let store = Fixture::new().open_with_vault();
    let owner = store.insert_provider(provider(1, "Main", &["the-credential"])).await.unwrap();
    let id = owner.credentials[0].id;
    let taker = Provider {
        credentials: vec![Credential { id, secret: None, tail: String::new() }],
        ..provider(2, "Taker", &[])
    };
    let taker = store.insert_provider(taker).await.unwrap();
    assert!(taker.credentials.is_empty());
    assert_eq!(secrets(&store.provider(owner.id).await.unwrap()), [Some("the-credential")]);
}

/// A provider with a header and a proxy's password to keep.
fn with_secrets() -> Provider {
    let mut new = provider(1, "Main", &["the-credential"]);
    new.custom_headers = ["x-one", "x-two"]
        .map(|name| CustomHeader { name: name.into(), value: Some(Secret::new(format!("canary-of-{name}"))) })
        .into();
    new.network.proxy = Some(Proxy::parse("http://me:canary-of-proxy@proxy.lan:3128").unwrap());
    new
}

/// What can be read of its headers and its proxy's password.
fn opened(provider: &Provider) -> Vec<Option<&str>> {
    let headers = provider.custom_headers.iter().map(|header| header.value.as_ref());
    let proxy = provider.network.proxy.iter().map(|proxy| proxy.password.as_ref());
    headers.chain(proxy).map(|secret| secret.map(Secret::expose)).collect()
}

const OPENED: [Option<&str>; 3] = [Some("canary-of-x-one"), Some("canary-of-x-two"), Some("canary-of-proxy")];

#[tokio::test]
async fn headers_and_the_proxys_password_are_sealed_and_stay_through_what_does_not_mention_them() {
    let fixture = Fixture::new();
    let store = fixture.open_with_vault();
    let inserted = store.insert_provider(with_secrets()).await.unwrap();
    assert_eq!(opened(&inserted), OPENED);
    store.close().await;
    for file in std::fs::read_dir(fixture.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("canary-of"), "{}", path.display());
    }

    let closed = fixture.open();
    let unread = closed.providers().await.unwrap().remove(0);
    assert_eq!(opened(&unread), [None, None, None]);
    assert!(unread.needs_credential());
    let changed = closed.update_provider(Provider { note: "changed".into(), ..unread }).await.unwrap();
    let removed = closed.remove_provider(changed.id).await.unwrap();
    closed.restore_provider(removed).await.unwrap();
    closed.open_vault().unwrap();
    let mut back = closed.provider(changed.id).await.unwrap();
    assert_eq!(opened(&back), OPENED);

    back.custom_headers.remove(0);
    back.network.proxy = Some(Proxy::parse("http://me@other.lan:3128").unwrap());
    let moved = closed.update_provider(back).await.unwrap();
    assert_eq!(opened(&moved), [Some("canary-of-x-two"), None]);
}

#[tokio::test]
async fn a_value_moved_to_another_header_does_not_open() {
    let fixture = Fixture::new();
    let store = fixture.open_with_vault();
    let id = store.insert_provider(with_secrets()).await.unwrap().id;
    let swap = "UPDATE custom_headers SET sealed =
        (SELECT sealed FROM custom_headers WHERE name = 'x-two') WHERE name = 'x-one'";
    fixture.config().execute(swap, []).unwrap();
    assert_eq!(opened(&store.provider(id).await.unwrap())[..2], [None, Some("canary-of-x-two")]);
}

#[tokio::test]
async fn a_key_that_sealed_only_a_header_is_not_replaced() {
    let fixture = Fixture::new();
    let store = fixture.open_with_vault();
    store.insert_provider(Provider { credentials: Vec::new(), ..with_secrets() }).await.unwrap();
    store.close().await;
    std::fs::remove_file(fixture.path().join("vault.key")).unwrap();
    assert!(fixture.open().open_vault().is_err());
}
