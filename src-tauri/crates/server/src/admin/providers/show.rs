//! One provider.

use crate::admin::{AdminState, Problem, ProviderView};
use axum::{
    Json,
    extract::{Path, State},
};

/// Shows one provider.
#[utoipa::path(get, path = "/api/v1/providers/{provider}", tag = "providers", operation_id = "show_provider",
    params(("provider" = String, Path, description = "Name or id")),
    responses((status = 200, body = ProviderView), Problem))]
pub(crate) async fn show(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
) -> Result<Json<ProviderView>, Problem> {
    let provider = state.configuration().provider(&provider).await?;
    Ok(Json(state.viewed(&provider)))
}
