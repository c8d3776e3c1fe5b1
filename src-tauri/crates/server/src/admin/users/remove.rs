//! The end of a user.

use crate::admin::{AdminState, Problem, RevisionQuery, extract::Query};
use axum::extract::{Path, State};
use http::StatusCode;

/// Removes a user and revokes their keys. The ledger keeps their name.
#[utoipa::path(delete, path = "/api/v1/users/{user}", tag = "users", operation_id = "remove_user",
    params(("user" = String, Path, description = "Name or id"), RevisionQuery),
    responses((status = 204), Problem))]
pub(crate) async fn remove(
    State(state): State<AdminState>,
    Path(user): Path<String>,
    Query(query): Query<RevisionQuery>,
) -> Result<StatusCode, Problem> {
    state.configuration().remove_user(&user, query.revision).await?;
    Ok(StatusCode::NO_CONTENT)
}
