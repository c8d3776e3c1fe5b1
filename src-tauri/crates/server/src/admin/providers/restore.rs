//! A removal undone.

use crate::admin::{AdminState, Problem, ProviderView};
use axum::{
    Json,
    extract::{Path, State},
};

/// Puts a provider back that was removed within the last minute: with its credential, its pins and its place.
#[utoipa::path(post, path = "/api/v1/providers/{provider}/restore", tag = "providers",
    operation_id = "restore_provider", params(("provider" = String, Path, description = "Its id")),
    responses((status = 200, body = ProviderView), Problem))]
pub(crate) async fn restore(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
) -> Result<Json<ProviderView>, Problem> {
    let provider = state.configuration().restore_provider(&provider).await?;
    Ok(Json(state.viewed(&provider)))
}
