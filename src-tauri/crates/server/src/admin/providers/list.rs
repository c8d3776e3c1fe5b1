//! All providers.

use crate::admin::{AdminState, Page, Problem, ProviderView};
use axum::{Json, extract::State};

/// Lists all providers, by priority.
#[utoipa::path(get, path = "/api/v1/providers", tag = "providers", operation_id = "list_providers",
    responses((status = 200, body = Page<ProviderView>), Problem))]
pub(crate) async fn list(State(state): State<AdminState>) -> Result<Json<Page<ProviderView>>, Problem> {
    let mut providers = state.store().providers().await?;
    providers.sort_by(|one, other| (one.priority, &one.name).cmp(&(other.priority, &other.name)));
    Ok(Json(Page::whole(providers.iter().map(|provider| state.viewed(provider)).collect())))
}
