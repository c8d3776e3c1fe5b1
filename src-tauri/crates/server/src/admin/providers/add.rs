//! A new provider.

use crate::admin::{AdminState, Problem, ProviderView, extract::Json};
use axum::extract::State;
use domain::ProviderForm;
use http::StatusCode;

/// Adds a provider. Its credential goes into the vault and never comes out here again.
#[utoipa::path(post, path = "/api/v1/providers", tag = "providers", operation_id = "add_provider",
    request_body = ProviderForm, responses((status = 201, body = ProviderView), Problem))]
pub(crate) async fn add(
    State(state): State<AdminState>,
    Json(form): Json<ProviderForm>,
) -> Result<(StatusCode, axum::Json<ProviderView>), Problem> {
    let provider = state.configuration().add_provider(form).await?;
    Ok((StatusCode::CREATED, axum::Json(state.viewed(&provider))))
}
