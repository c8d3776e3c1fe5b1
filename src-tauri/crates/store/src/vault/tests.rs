//! The vault in a real directory.

use super::*;
use crate::testing::{Fixture, provider, secrets};
use domain::{ClientKeyForm, KeyKind, NewClientKey, SystemRandom, VaultState};

const CREDENTIAL: &str = "sk-canary-credential-4711";

async fn with_credential(fixture: &Fixture) {
    let store = fixture.open_with_vault();
    store.insert_provider(provider(1, "Main", &[CREDENTIAL])).await.unwrap();
    store.close().await;
}

/// What opening says, and what can be read then.
async fn opened(fixture: &Fixture) -> (Result<(), VaultError>, Vec<Option<String>>) {
    let store = fixture.open();
    let result = store.open_vault();
    let snapshot = store.snapshot().await.unwrap();
    assert_eq!(snapshot.vault, VaultState::Open, "nobody waits for a vault that can't be opened");
    let read = secrets(&snapshot.providers[0]).into_iter().map(|text| text.map(str::to_owned)).collect();
    store.close().await;
    (result, read)
}

#[test]
fn a_value_opens_in_its_own_cell_only() {
    let vault = Vault::new(&[1; KEY_BYTES]);
    let cell = |table, row, column| Cell { table, row, column };
    let sealed = vault.seal(cell("t", &1, "c"), "text", &SystemRandom).unwrap();
    assert_eq!(vault.open(cell("t", &1, "c"), &sealed).unwrap().expose(), "text");
    for other in [cell("u", &1, "c"), cell("t", &2, "c"), cell("t", &1, "d")] {
        assert!(vault.open(other, &sealed).is_none());
    }
    assert!(Vault::new(&[2; KEY_BYTES]).open(cell("t", &1, "c"), &sealed).is_none());
    for length in 0..sealed.len() {
        assert!(vault.open(cell("t", &1, "c"), &sealed[..length]).is_none(), "{length}");
    }
    let again = vault.seal(cell("t", &1, "c"), "text", &SystemRandom).unwrap();
    assert_ne!(sealed, again, "the nonce is new each time");
}

#[tokio::test]
async fn swapped_values_do_not_open() {
    let fixture = Fixture::new();
    let store = fixture.open_with_vault();
    store.insert_provider(provider(1, "Main", &["the-first-credential", "the-second-one"])).await.unwrap();
    fixture
        .config()
        .execute(
            "WITH before AS MATERIALIZED (SELECT position, sealed FROM credentials)
            UPDATE credentials SET sealed =
                (SELECT sealed FROM before WHERE before.position = 1 - credentials.position)",
            [],
        )
        .unwrap();
    assert_eq!(secrets(&store.providers().await.unwrap()[0]), [None, None]);
}

#[tokio::test]
async fn the_key_is_made_once_and_opens_later() {
    let fixture = Fixture::new();
    with_credential(&fixture).await;
    let key = fs::read(fixture.path().join("vault.key")).unwrap();
    assert_eq!(key.len(), KEY_BYTES);
    let (result, read) = opened(&fixture).await;
    result.unwrap();
    assert_eq!(read, [Some(CREDENTIAL.to_owned())]);
    assert_eq!(fs::read(fixture.path().join("vault.key")).unwrap(), key);
}

#[tokio::test]
async fn a_missing_key_is_not_replaced_and_opens_again_when_it_is_back() {
    let fixture = Fixture::new();
    with_credential(&fixture).await;
    let path = fixture.path().join("vault.key");
    fs::rename(&path, fixture.path().join("elsewhere")).unwrap();
    let (result, read) = opened(&fixture).await;
    assert!(matches!(result, Err(VaultError::MissingKey { .. })));
    assert_eq!(read, [None]);
    assert!(!path.exists());

    fs::rename(fixture.path().join("elsewhere"), &path).unwrap();
    let (result, read) = opened(&fixture).await;
    result.unwrap();
    assert_eq!(read, [Some(CREDENTIAL.to_owned())]);
}

#[tokio::test]
async fn a_wrong_key_is_told_apart_and_stays() {
    let fixture = Fixture::new();
    with_credential(&fixture).await;
    let path = fixture.path().join("vault.key");
    for wrong in [vec![9; KEY_BYTES], vec![9; 5]] {
        fs::write(&path, &wrong).unwrap();
        let (result, read) = opened(&fixture).await;
        assert!(matches!(result, Err(VaultError::WrongKey { .. })));
        assert_eq!(read, [None]);
        assert_eq!(fs::read(&path).unwrap(), wrong);
    }
}

#[tokio::test]
async fn where_nothing_was_encrypted_a_lost_key_is_no_loss() {
    let fixture = Fixture::new();
    fixture.open_with_vault().close().await;
    fs::remove_file(fixture.path().join("vault.key")).unwrap();
    with_credential(&fixture).await;
    assert_eq!(opened(&fixture).await.1, [Some(CREDENTIAL.to_owned())]);
}

#[tokio::test]
async fn a_vault_is_renewed_when_the_person_says_so() {
    for wrong in [None, Some(vec![9; KEY_BYTES])] {
        let fixture = Fixture::new();
        with_credential(&fixture).await;
        let path = fixture.path().join("vault.key");
        fs::remove_file(&path).unwrap();
        if let Some(wrong) = &wrong {
            platform::create_private(&path).unwrap().write_all(wrong).unwrap();
        }
        let store = fixture.open();
        store.open_vault().unwrap_err();
        store.renew_vault().unwrap();
        let mut old = store.providers().await.unwrap().remove(0);
        assert!(old.needs_credential());
        old.credentials = provider(2, "", &["typed-again-credential"]).credentials;
        store.update_provider(old).await.unwrap();
        store.close().await;

        assert_eq!(opened(&fixture).await.1, [Some("typed-again-credential".to_owned())]);
        let kept = fs::read_dir(fixture.path()).unwrap().map(|entry| entry.unwrap().path());
        let kept = kept.filter(|path| path.to_string_lossy().contains("vault.key.old-"));
        let kept: Vec<_> = kept.map(|path| fs::read(path).unwrap()).collect();
        assert_eq!(kept, wrong.into_iter().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_vault_that_opens_is_not_renewed() {
    let fixture = Fixture::new();
    with_credential(&fixture).await;
    fixture.open().renew_vault().unwrap();
    assert_eq!(opened(&fixture).await.1, [Some(CREDENTIAL.to_owned())]);
}

#[test]
fn an_interrupted_creation_is_completed() {
    let fixture = Fixture::new();
    drop(platform::create_private(&fixture.path().join("vault.key")).unwrap());
    fixture.open().open_vault().unwrap();
    assert_eq!(fs::read(fixture.path().join("vault.key")).unwrap().len(), KEY_BYTES);
}

#[tokio::test]
async fn a_key_kept_where_we_can_not_look_is_named() {
    let fixture = Fixture::new();
    with_credential(&fixture).await;
    fixture.config().execute("UPDATE vault SET place = 'keychain'", []).unwrap();
    let (result, read) = opened(&fixture).await;
    assert!(matches!(result, Err(VaultError::UnknownPlace(place)) if place == "keychain"));
    assert_eq!(read, [None]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_others_may_read_is_refused_with_what_mends_it() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new();
    with_credential(&fixture).await;
    let path = fixture.path().join("vault.key");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, 0o600);
    for mode in [0o644, 0o640, 0o602] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = opened(&fixture).await.0.unwrap_err();
        assert!(matches!(error, VaultError::FileMode { mode: found, .. } if found == mode));
        let command = format!("chmod 600 '{}'", path.canonicalize().unwrap().display());
        assert!(error.to_string().ends_with(&command), "{error}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    opened(&fixture).await.0.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_of_someone_else_is_refused_with_what_mends_it() {
    let fixture = Fixture::new();
    with_credential(&fixture).await;
    let path = fixture.path().join("vault.key");
    // Only root can give a file away; elsewhere nobody can bring this about, neither a test nor a mistake.
    if std::os::unix::fs::chown(&path, Some(12_345), None).is_err() {
        return;
    }
    let error = opened(&fixture).await.0.unwrap_err();
    assert!(matches!(error, VaultError::Owner { owner: 12_345, .. }));
    assert!(error.to_string().contains("sudo chown "), "{error}");
}

#[tokio::test]
async fn no_secret_is_readable_in_any_file() {
    let fixture = Fixture::new();
    let store = fixture.open_with_vault();
    let owner = store.users().await.unwrap().remove(0);
    let form = ClientKeyForm::default();
    let key = NewClientKey::generate(owner.id, KeyKind::Client, form, owner.created_at, &SystemRandom);
    let inserted = store.insert_provider(provider(1, "Main", &[CREDENTIAL])).await.unwrap();
    store.insert_key(key.clone()).await.unwrap();
    store.update_provider(inserted).await.unwrap();

    let vault_key = fs::read(fixture.path().join("vault.key")).unwrap();
    let mut canary = false;
    let mut search = |when: &str| {
        let mut searched = Vec::new();
        for entry in fs::read_dir(fixture.path()).unwrap() {
            let path = entry.unwrap().path();
            let content = fs::read(&path).unwrap();
            let holds = |text: &[u8]| content.windows(text.len()).any(|window| window == text);
            assert!(!holds(CREDENTIAL.as_bytes()), "{when}: credential in {}", path.display());
            assert!(!holds(key.secret.expose().as_bytes()), "{when}: key in {}", path.display());
            canary |= holds(b"https://api.example.org/prefix");
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            assert_eq!(holds(&vault_key), name == "vault.key", "{when}: {name}");
            searched.push(name);
        }
        searched
    };
    let names = search("running");
    assert!(names.iter().any(|name| name == "switchyard.db-wal"), "{names:?}");
    store.close().await;
    search("closed");
    assert!(canary, "what is no secret was found, so the search works");
}
