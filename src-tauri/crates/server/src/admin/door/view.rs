//! What goes in and out when somebody sets a password, makes a link, or signs in.

use domain::{Secret, UnixMillis};
use serde::{Deserialize, Serialize};

/// A new password for the web door: given, or made here.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password, at least 12 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub password: Option<Secret>,
    /// Make one and show it once.
    #[serde(default)]
    pub generate: bool,
}

/// The password was changed; every browser is signed out.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub struct PasswordChanged {
    /// The password, if it was made here: not kept, so it can't be shown again.
    pub generated: Option<String>,
}

/// A link that signs one browser in, once.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignInLink {
    /// The link. Its secret is in the fragment.
    pub url: String,
    /// When it stops working.
    pub expires_at: UnixMillis,
}

/// Spends a one-time link.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInWithLink {
    /// The secret in the link's fragment.
    #[schema(value_type = String)]
    pub secret: Secret,
}

/// Signs in with the password.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordSignIn {
    /// The password.
    #[schema(value_type = String)]
    pub password: Secret,
}

/// Signed in: the cookie is set.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignedIn {
    /// Goes into `x-csrf-token` with every further call: the cookie opens nothing alone.
    pub csrf_token: String,
    /// How long without a call before signing in again.
    pub idle_seconds: u64,
}

/// Which ways in there are. A one-time link always is one.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignInOptions {
    /// A password has been set.
    pub password: bool,
}
