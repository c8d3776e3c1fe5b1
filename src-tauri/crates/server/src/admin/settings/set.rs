//! A setting's new value.

use crate::admin::{
    AdminState, Problem, SettingValue, SettingView,
    extract::Json,
    settings::{named, viewed},
};
use axum::extract::{Path, State};

/// Sets a setting; `null` brings its default back.
#[utoipa::path(put, path = "/api/v1/settings/{key}", tag = "settings", operation_id = "set_setting",
    params(("key" = String, Path, description = "Its name")), request_body = SettingValue,
    responses((status = 200, body = SettingView), Problem))]
pub(crate) async fn set(
    State(state): State<AdminState>,
    Path(key): Path<String>,
    Json(new): Json<SettingValue>,
) -> Result<axum::Json<SettingView>, Problem> {
    let key = named(&key)?;
    state.configuration().set(key, new.value).await?;
    let stored = state.store().settings().await?;
    Ok(axum::Json(viewed(&state, &stored, key)))
}
