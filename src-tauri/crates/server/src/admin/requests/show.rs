//! One request.

use crate::admin::{AdminState, Problem};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{RequestId, RequestRecord};

/// Shows one request with its decision chain and its attempts.
#[utoipa::path(get, path = "/api/v1/requests/{request}", tag = "requests", operation_id = "show_request",
    params(("request" = String, Path, description = "Id, or the short id at the end of an error")),
    responses((status = 200, body = RequestRecord), Problem))]
pub(crate) async fn show(
    State(state): State<AdminState>,
    Path(request): Path<String>,
) -> Result<Json<RequestRecord>, Problem> {
    find(&state, &request).await.map(Json)
}

/// A request by its id or its short id.
pub(crate) async fn find(state: &AdminState, id: &str) -> Result<RequestRecord, Problem> {
    Ok(match id.parse::<RequestId>() {
        Ok(id) => state.store().request(id).await?,
        Err(_) => state.store().request_by_short_id(id).await?,
    })
}
