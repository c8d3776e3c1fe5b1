//! A provider's breaker in the person's hands.

use crate::admin::{AdminState, Problem, ProviderView};
use axum::{
    Json,
    extract::{Path, State},
};

/// Closes a provider's breaker and ends what rests; one that was held is let go.
#[utoipa::path(post, path = "/api/v1/providers/{provider}/reset-breaker", tag = "providers",
    operation_id = "reset_breaker", params(("provider" = String, Path, description = "Name or id")),
    responses((status = 200, body = ProviderView), Problem))]
pub(crate) async fn reset(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
) -> Result<Json<ProviderView>, Problem> {
    let gateway = &state.serving()?.gateway;
    let provider = state.configuration().hold_provider(&provider, false).await?;
    gateway.reset_breaker(&provider);
    Ok(Json(state.viewed(&provider)))
}

/// Opens a provider's breaker: it is asked no more for a while, and closes as if it had opened by itself.
#[utoipa::path(post, path = "/api/v1/providers/{provider}/trip", tag = "providers",
    operation_id = "trip_breaker", params(("provider" = String, Path, description = "Name or id")),
    responses((status = 200, body = ProviderView), Problem))]
pub(crate) async fn trip(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
) -> Result<Json<ProviderView>, Problem> {
    let gateway = &state.serving()?.gateway;
    let provider = state.configuration().provider(&provider).await?;
    gateway.trip_breaker(&provider);
    Ok(Json(state.viewed(&provider)))
}

/// Holds a provider's breaker open until it is reset, over restarts, too.
#[utoipa::path(post, path = "/api/v1/providers/{provider}/hold", tag = "providers",
    operation_id = "hold_breaker", params(("provider" = String, Path, description = "Name or id")),
    responses((status = 200, body = ProviderView), Problem))]
pub(crate) async fn hold(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
) -> Result<Json<ProviderView>, Problem> {
    let provider = state.configuration().hold_provider(&provider, true).await?;
    Ok(Json(state.viewed(&provider)))
}
