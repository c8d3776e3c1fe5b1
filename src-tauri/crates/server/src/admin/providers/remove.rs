//! The end of a provider.

use crate::admin::{AdminState, Problem, RevisionQuery, extract::Query};
use axum::extract::{Path, State};
use http::StatusCode;

/// Removes a provider and its credential. Within a minute it can be put back (`restore`); the ledger keeps
/// its name for ever.
#[utoipa::path(delete, path = "/api/v1/providers/{provider}", tag = "providers",
    operation_id = "remove_provider",
    params(("provider" = String, Path, description = "Name or id"), RevisionQuery),
    responses((status = 204), Problem))]
pub(crate) async fn remove(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
    Query(query): Query<RevisionQuery>,
) -> Result<StatusCode, Problem> {
    state.configuration().remove_provider(&provider, query.revision).await?;
    Ok(StatusCode::NO_CONTENT)
}
