//! The end of an alias.

use crate::admin::{AdminState, Problem};
use axum::extract::{Path, State};
use http::StatusCode;

/// Removes an alias: who asks for it is told that there is no such model.
#[utoipa::path(delete, path = "/api/v1/aliases/{alias}", tag = "aliases", operation_id = "remove_alias",
    params(("alias" = String, Path, description = "Its name")), responses((status = 204), Problem))]
pub(crate) async fn remove(
    State(state): State<AdminState>,
    Path(alias): Path<String>,
) -> Result<StatusCode, Problem> {
    state.configuration().remove_alias(&alias).await?;
    Ok(StatusCode::NO_CONTENT)
}
