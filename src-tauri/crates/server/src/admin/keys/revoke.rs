//! The end of a key.

use crate::admin::{AdminState, Problem, RevisionQuery, extract::Query};
use axum::extract::{Path, State};
use http::StatusCode;

/// Revokes a key: from now on it opens nothing.
#[utoipa::path(delete, path = "/api/v1/keys/{key}", tag = "keys", operation_id = "revoke_key",
    params(("key" = String, Path, description = "Id"), RevisionQuery), responses((status = 204), Problem))]
pub(crate) async fn revoke(
    State(state): State<AdminState>,
    Path(key): Path<String>,
    Query(query): Query<RevisionQuery>,
) -> Result<StatusCode, Problem> {
    state.configuration().remove_key(&key, query.revision).await?;
    Ok(StatusCode::NO_CONTENT)
}
