//! The latest requests, with those still open.

use crate::admin::{AdminState, LiveRequests};
use axum::{Json, extract::State};

/// Shows the latest 500 requests since this start, newest first. Follow on with the events after `seq`.
#[utoipa::path(get, path = "/api/v1/requests/live", tag = "requests", operation_id = "live_requests",
    responses((status = 200, body = LiveRequests)))]
pub(crate) async fn live(State(state): State<AdminState>) -> Json<LiveRequests> {
    Json(state.parts().live.snapshot())
}
