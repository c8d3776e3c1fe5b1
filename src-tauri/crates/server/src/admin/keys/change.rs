//! A change of a key.

use crate::admin::{AdminState, KeyChange, KeyView, Problem, extract::Json, keys::viewed};
use axum::extract::{Path, State};

/// Changes a key: a missing field stays, `null` clears.
#[utoipa::path(patch, path = "/api/v1/keys/{key}", tag = "keys", operation_id = "change_key",
    params(("key" = String, Path, description = "Id")), request_body = KeyChange,
    responses((status = 200, body = KeyView), Problem))]
pub(crate) async fn change(
    State(state): State<AdminState>,
    Path(key): Path<String>,
    Json(change): Json<KeyChange>,
) -> Result<axum::Json<KeyView>, Problem> {
    let key = state.configuration().change_key(&key, change.revision, change.form).await?;
    Ok(axum::Json(viewed(&state, key).await?))
}
