//! Ending a drill before its time.

use crate::admin::{AdminState, Problem};
use axum::extract::State;
use http::StatusCode;

/// Ends the drill that runs, if one does.
#[utoipa::path(delete, path = "/api/v1/drill", tag = "drill", operation_id = "stop_drill",
    responses((status = 204), Problem))]
pub(crate) async fn stop(State(state): State<AdminState>) -> Result<StatusCode, Problem> {
    state.serving()?.drills.stop();
    Ok(StatusCode::NO_CONTENT)
}
