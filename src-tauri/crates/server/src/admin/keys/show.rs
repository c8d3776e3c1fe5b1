//! One key.

use crate::admin::{AdminState, KeyView, Problem, keys::viewed};
use axum::{
    Json,
    extract::{Path, State},
};

/// Shows one key, without its secret.
#[utoipa::path(get, path = "/api/v1/keys/{key}", tag = "keys", operation_id = "show_key",
    params(("key" = String, Path, description = "Id")), responses((status = 200, body = KeyView), Problem))]
pub(crate) async fn show(
    State(state): State<AdminState>,
    Path(key): Path<String>,
) -> Result<Json<KeyView>, Problem> {
    let key = state.configuration().key(&key).await?;
    Ok(Json(viewed(&state, key).await?))
}
