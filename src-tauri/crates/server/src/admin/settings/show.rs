//! One setting.

use crate::admin::{
    AdminState, Problem, SettingView,
    settings::{named, viewed},
};
use axum::{
    Json,
    extract::{Path, State},
};

/// Shows one setting.
#[utoipa::path(get, path = "/api/v1/settings/{key}", tag = "settings", operation_id = "show_setting",
    params(("key" = String, Path, description = "Its name")),
    responses((status = 200, body = SettingView), Problem))]
pub(crate) async fn show(
    State(state): State<AdminState>,
    Path(key): Path<String>,
) -> Result<Json<SettingView>, Problem> {
    let stored = state.store().settings().await?;
    Ok(Json(viewed(&state, &stored, named(&key)?)))
}
