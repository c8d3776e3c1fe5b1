//! The order of the providers.

use crate::admin::{AdminState, Page, Problem, ProviderOrder, ProviderView, extract::Json};
use axum::extract::State;

/// Puts the providers into tiers: the first tier is used first, who shares a tier shares the load by weight.
/// Every provider stands in one of them, once; else 409 `stale_order`.
#[utoipa::path(put, path = "/api/v1/providers/order", tag = "providers", operation_id = "order_providers",
    request_body = ProviderOrder, responses((status = 200, body = Page<ProviderView>), Problem))]
pub(crate) async fn order(
    State(state): State<AdminState>,
    Json(order): Json<ProviderOrder>,
) -> Result<axum::Json<Page<ProviderView>>, Problem> {
    let providers = state.configuration().order_providers(order.tiers).await?;
    Ok(axum::Json(Page::whole(providers.iter().map(|provider| state.viewed(provider)).collect())))
}
