//! Client keys: the secrets callers present, and the records that stand for them.
//!
//! The secret is shown once and kept as a digest; what is compared is the SHA-256 of 256 random bits.

use crate::{ClientPattern, GroupName, KeyId, ModelPattern, Patch, Random, Secret, Text, UnixMillis, UserId};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What every Switchyard key begins with.
const PREFIX: &str = "sk-sy-";
/// 256 bits in URL-safe base64.
const RANDOM_CHARACTERS: usize = 43;

/// A client key's secret, in the moment of its creation or of its use.
#[derive(Debug, Clone)]
pub struct ClientKeySecret(Secret);

impl ClientKeySecret {
    /// Makes a new one.
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        Self(Secret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// Reads one: `None` when the text doesn't have a key's form.
    pub fn parse(text: &str) -> Option<Self> {
        let tail = text.strip_prefix(PREFIX)?;
        let fine = tail.len() == RANDOM_CHARACTERS
            && tail.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        fine.then(|| Self(Secret::new(text)))
    }

    /// Whether a text is meant as a key of ours, well-formed or not.
    pub fn is_ours(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// The text, to be shown once.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What is stored and looked up.
    pub fn digest(&self) -> KeyDigest {
        KeyDigest::of(self.0.expose())
    }

    /// The first 10 characters, kept to recognise it.
    pub fn head(&self) -> String {
        self.0.expose()[..10].to_owned()
    }

    /// The last 4 characters, kept to recognise it.
    pub fn tail(&self) -> String {
        let text = self.0.expose();
        text[text.len() - 4..].to_owned()
    }
}

/// The SHA-256 of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyDigest(pub [u8; 32]);

impl KeyDigest {
    /// The digest of a key's text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

/// What a key was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// By a person, for a person or a program.
    Manual,
    /// By connecting a client; its secret is in the vault, too, since it is written again at each start.
    Client,
}

/// A client key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ClientKey {
    /// Its id.
    pub id: KeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// What the person calls it.
    pub name: Text,
    /// What it was made for.
    pub kind: KeyKind,
    /// Whether it may be used.
    pub enabled: bool,
    /// When it stops working.
    pub expires_at: Option<UnixMillis>,
    /// When it last made a request, to the minute.
    pub last_used_at: Option<UnixMillis>,
    /// The first 10 characters of its secret.
    pub head: String,
    /// The last 4 characters of its secret.
    pub tail: String,
    /// The models it may use; empty means all.
    pub allowed_models: Vec<ModelPattern>,
    /// The clients it may be used by; empty means all.
    pub allowed_clients: Vec<ClientPattern>,
    /// The groups whose providers it sees; empty means its user's.
    pub groups: Vec<GroupName>,
    /// When it was made.
    pub created_at: UnixMillis,
    /// Rises with each change.
    pub revision: u64,
}

impl ClientKey {
    /// Whether it is enabled and not expired.
    pub fn is_valid_at(&self, now: UnixMillis) -> bool {
        self.enabled && self.expires_at.is_none_or(|end| now < end)
    }
}

/// What a person may say of a key: everything is optional.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientKeyForm {
    /// What the person calls it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Patch<Text>,
    /// Whether it may be used.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub enabled: Patch<bool>,
    /// When it stops working; `null` for never.
    #[serde(default)]
    #[schema(value_type = Option<UnixMillis>)]
    pub expires_at: Patch<UnixMillis>,
    /// The models it may use; empty means all.
    #[serde(default)]
    #[schema(value_type = Option<Vec<ModelPattern>>)]
    pub allowed_models: Patch<Vec<ModelPattern>>,
    /// The clients it may be used by; empty means all.
    #[serde(default)]
    #[schema(value_type = Option<Vec<ClientPattern>>)]
    pub allowed_clients: Patch<Vec<ClientPattern>>,
    /// The groups whose providers it sees; none means its user's.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub groups: Patch<Vec<GroupName>>,
}

impl ClientKeyForm {
    /// Applies what was said. `enabled: null` and `name: null` fall back to enabled and no name.
    pub fn apply(self, key: &mut ClientKey) {
        self.name.apply_or_default(&mut key.name);
        match self.enabled {
            Patch::Keep => {}
            Patch::Clear => key.enabled = true,
            Patch::Set(enabled) => key.enabled = enabled,
        }
        self.expires_at.apply(&mut key.expires_at);
        self.allowed_models.apply_or_default(&mut key.allowed_models);
        self.allowed_clients.apply_or_default(&mut key.allowed_clients);
        self.groups.apply_or_default(&mut key.groups);
    }
}

/// A key as it is made: its record, and its secret for the one time it is shown.
#[derive(Debug, Clone)]
pub struct NewClientKey {
    /// The record.
    pub key: ClientKey,
    /// The secret.
    pub secret: ClientKeySecret,
}

impl NewClientKey {
    /// Makes a key for a user.
    pub fn generate(
        user_id: UserId,
        kind: KeyKind,
        form: ClientKeyForm,
        now: UnixMillis,
        random: &dyn Random,
    ) -> Self {
        let secret = ClientKeySecret::generate(random);
        let mut key = ClientKey {
            id: KeyId::new(now, random),
            user_id,
            name: Text::default(),
            kind,
            enabled: true,
            expires_at: None,
            last_used_at: None,
            head: secret.head(),
            tail: secret.tail(),
            allowed_models: Vec::new(),
            allowed_clients: Vec::new(),
            groups: Vec::new(),
            created_at: now,
            revision: 1,
        };
        form.apply(&mut key);
        Self { key, secret }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Seeded;

    #[test]
    fn a_key_has_its_form_and_is_found_by_its_digest() {
        let secret = ClientKeySecret::generate(&Seeded::new(3));
        assert_eq!(secret.expose().len(), 49);
        let read = ClientKeySecret::parse(secret.expose()).unwrap();
        assert_eq!(read.digest(), secret.digest());
        assert_eq!(secret.head().len(), 10);
        assert!(secret.expose().ends_with(&secret.tail()));
    }

    #[test]
    fn other_texts_are_not_keys() {
        for text in [
            "",
            "sk-sy-",
            "sk-ant-api03-x",
            "sk-sy-short",
            &format!("sk-sy-{}", "!".repeat(43)),
            &format!("sk-sy-{}", "a".repeat(44)),
        ] {
            assert!(ClientKeySecret::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_expired_key_is_not_valid() {
        let form = ClientKeyForm { expires_at: Patch::Set(UnixMillis(100)), ..ClientKeyForm::default() };
        let user = UserId::new(UnixMillis(0), &Seeded::new(1));
        let made = NewClientKey::generate(user, KeyKind::Manual, form, UnixMillis(0), &Seeded::new(2));
        assert!(made.key.is_valid_at(UnixMillis(99)));
        assert!(!made.key.is_valid_at(UnixMillis(100)));
    }

    #[test]
    fn nothing_of_a_secret_prints() {
        let made = NewClientKey::generate(
            UserId::new(UnixMillis(0), &Seeded::new(1)),
            KeyKind::Manual,
            ClientKeyForm::default(),
            UnixMillis(0),
            &Seeded::new(2),
        );
        assert!(!format!("{made:?}").contains(made.secret.expose()));
    }
}
