//! A key as the API shows it; its secret once, when it is made.

use crate::admin::page::{split, with_field};
use domain::{
    ClientKey, ClientKeyForm, ClientPattern, GroupName, KeyId, KeyKind, ModelPattern, UnixMillis, User,
    UserId,
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{Schema, Type},
    },
};

/// A key, without its secret.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct KeyView {
    /// Its id.
    pub id: KeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// What the person calls it.
    pub name: String,
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

impl KeyView {
    /// Shows a key with its user's name.
    pub fn new(key: ClientKey, user: &User) -> Self {
        Self {
            id: key.id,
            user_id: key.user_id,
            user_name: user.name.to_string(),
            name: key.name.to_string(),
            kind: key.kind,
            enabled: key.enabled,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            head: key.head,
            tail: key.tail,
            allowed_models: key.allowed_models,
            allowed_clients: key.allowed_clients,
            groups: key.groups,
            created_at: key.created_at,
            revision: key.revision,
        }
    }
}

/// A key to be made: whose, and what is said of it.
#[derive(Debug, Clone)]
pub struct NewKeyForm {
    /// The user's name or id.
    pub user: String,
    /// The rest.
    pub form: ClientKeyForm,
}

impl<'de> Deserialize<'de> for NewKeyForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (user, form) = split(deserializer, "user", "the name or id of the key's user")?;
        Ok(Self { user, form })
    }
}

impl PartialSchema for NewKeyForm {
    fn schema() -> RefOr<Schema> {
        with_field::<ClientKeyForm>("user", Type::String)
    }
}

impl ToSchema for NewKeyForm {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ClientKeyForm::schemas(schemas);
    }
}

/// A new key, with its secret for the one time it is shown.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct CreatedKey {
    /// The key.
    pub key: KeyView,
    /// Its secret: not kept anywhere, so it can't be shown again.
    pub secret: String,
}
