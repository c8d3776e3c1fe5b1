//! Whether this door is alive: says nothing else to strangers.

use axum::Json;
use serde::{Deserialize, Serialize};

/// Alive.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Health {
    /// Always `ok`.
    pub status: String,
    /// The version of this program.
    pub version: String,
}

/// Whether this door is alive.
#[utoipa::path(get, path = "/api/health", tag = "status", responses((status = 200, body = Health)))]
pub(super) async fn show() -> Json<Health> {
    Json(Health { status: "ok".into(), version: env!("CARGO_PKG_VERSION").into() })
}
