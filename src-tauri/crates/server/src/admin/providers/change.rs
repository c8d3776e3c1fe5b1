//! A change of a provider; switching it on and off is one.

use crate::admin::{AdminState, Problem, ProviderChange, ProviderView, extract::Json};
use axum::extract::{Path, State};

/// Changes a provider: a missing field stays, `null` clears.
#[utoipa::path(patch, path = "/api/v1/providers/{provider}", tag = "providers",
    operation_id = "change_provider", params(("provider" = String, Path, description = "Name or id")),
    request_body = ProviderChange, responses((status = 200, body = ProviderView), Problem))]
pub(crate) async fn change(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
    Json(change): Json<ProviderChange>,
) -> Result<axum::Json<ProviderView>, Problem> {
    let moves = change.form.base_url.is_mentioned();
    let provider = state.configuration().change_provider(&provider, change.revision, change.form).await?;
    if moves {
        state.parts().health.moved(provider.id);
    }
    Ok(axum::Json(state.viewed(&provider)))
}
