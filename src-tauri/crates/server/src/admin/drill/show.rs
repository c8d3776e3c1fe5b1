//! Showing the latest drill.

use crate::admin::{AdminState, Drill, Problem, drill::viewed};
use axum::{Json, extract::State};

/// Shows the latest drill, as far as it is.
#[utoipa::path(get, path = "/api/v1/drill", tag = "drill", operation_id = "show_drill",
    responses((status = 200, body = Drill), Problem))]
pub(crate) async fn show(State(state): State<AdminState>) -> Result<Json<Drill>, Problem> {
    Ok(Json(viewed(state.serving()?)))
}
