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
    let found = match request.parse::<RequestId>() {
        Ok(id) => state.store().request(id).await?,
        Err(_) => state.store().request_by_short_id(&request).await?,
    };
    Ok(Json(found))
}
