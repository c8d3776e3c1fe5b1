//! Users: who may call the gateway.

use crate::{ClientPattern, GroupName, ModelPattern, Patch, Text, UnixMillis, UserId};
use serde::{Deserialize, Serialize};

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees and changes everything.
    Admin,
    /// Calls the gateway and sees what is their own.
    #[default]
    Member,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their name, unique without regard to case.
    pub name: Text,
    /// What the owner wants to remember.
    pub note: String,
    /// What they may do.
    pub role: Role,
    /// Whether their keys work.
    pub enabled: bool,
    /// When their keys stop working.
    pub expires_at: Option<UnixMillis>,
    /// The models their keys may use; empty means all.
    pub allowed_models: Vec<ModelPattern>,
    /// The clients their keys may be used by; empty means all.
    pub allowed_clients: Vec<ClientPattern>,
    /// The groups whose providers their keys see; empty means `default`, and all for an admin.
    pub groups: Vec<GroupName>,
    /// When they were added.
    pub created_at: UnixMillis,
    /// Rises with each change.
    pub revision: u64,
}

impl User {
    /// The name of the user made at the first start.
    pub const OWNER: &str = "owner";

    /// A new user, a member with nothing forbidden.
    pub fn new(id: UserId, name: impl Into<Text>, now: UnixMillis) -> Self {
        Self {
            id,
            name: name.into(),
            note: String::new(),
            role: Role::Member,
            enabled: true,
            expires_at: None,
            allowed_models: Vec::new(),
            allowed_clients: Vec::new(),
            groups: Vec::new(),
            created_at: now,
            revision: 1,
        }
    }

    /// Whether they are enabled and not expired.
    pub fn is_valid_at(&self, now: UnixMillis) -> bool {
        self.enabled && self.expires_at.is_none_or(|end| now < end)
    }
}

/// What a person may say of a user: everything is optional.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserForm {
    /// Their name; never cleared.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Patch<String>,
    /// What the owner wants to remember.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
    /// What they may do.
    #[serde(default)]
    #[schema(value_type = Option<Role>)]
    pub role: Patch<Role>,
    /// Whether their keys work.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub enabled: Patch<bool>,
    /// When their keys stop working; `null` for never.
    #[serde(default)]
    #[schema(value_type = Option<UnixMillis>)]
    pub expires_at: Patch<UnixMillis>,
    /// The models their keys may use; empty means all.
    #[serde(default)]
    #[schema(value_type = Option<Vec<ModelPattern>>)]
    pub allowed_models: Patch<Vec<ModelPattern>>,
    /// The clients their keys may be used by; empty means all.
    #[serde(default)]
    #[schema(value_type = Option<Vec<ClientPattern>>)]
    pub allowed_clients: Patch<Vec<ClientPattern>>,
    /// The groups whose providers their keys see; none means `default`, and all for an admin.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub groups: Patch<Vec<GroupName>>,
}

impl UserForm {
    /// Applies what was said.
    ///
    /// # Errors
    /// When the name is cleared or not 1–64 printable characters.
    pub fn apply(self, user: &mut User) -> Result<(), crate::FieldError> {
        match self.name {
            Patch::Keep => {}
            Patch::Clear => return Err(crate::FieldError::new("name", "a user has a name")),
            Patch::Set(name) => user.name = crate::provider_form::valid_name(&name)?,
        }
        self.note.apply_or_default(&mut user.note);
        self.role.apply_or_default(&mut user.role);
        match self.enabled {
            Patch::Keep => {}
            Patch::Clear => user.enabled = true,
            Patch::Set(enabled) => user.enabled = enabled,
        }
        self.expires_at.apply(&mut user.expires_at);
        self.allowed_models.apply_or_default(&mut user.allowed_models);
        self.allowed_clients.apply_or_default(&mut user.allowed_clients);
        self.groups.apply_or_default(&mut user.groups);
        Ok(())
    }
}
