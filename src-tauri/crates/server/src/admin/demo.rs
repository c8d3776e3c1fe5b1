//! The demo: a loopback provider, a user and a key, so that a first request works without any account.

use crate::admin::{KeyView, ProviderView};
use domain::User;
use serde::{Deserialize, Serialize};

/// What the demo made or found.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub struct Demo {
    /// The loopback provider.
    pub provider: ProviderView,
    /// The user.
    pub user: User,
    /// A new key.
    pub key: KeyView,
    /// Its secret, this once.
    pub secret: String,
    /// The model to ask for.
    pub model: String,
    /// The URL to give to clients.
    pub gateway_url: String,
    /// A command line that works at once.
    pub curl: String,
}
