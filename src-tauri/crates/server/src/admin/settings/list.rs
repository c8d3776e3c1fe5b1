//! All settings.

use crate::admin::{AdminState, Page, Problem, SettingView, settings::viewed};
use axum::{Json, extract::State};
use domain::SettingKey;

/// Lists all settings.
#[utoipa::path(get, path = "/api/v1/settings", tag = "settings", operation_id = "list_settings",
    responses((status = 200, body = Page<SettingView>), Problem))]
pub(crate) async fn list(State(state): State<AdminState>) -> Result<Json<Page<SettingView>>, Problem> {
    let stored = state.store().settings().await?;
    let views = SettingKey::ALL.iter().map(|key| viewed(&state, &stored, *key));
    Ok(Json(Page::whole(views.collect())))
}
