//! All users.

use crate::admin::{AdminState, Page, Problem};
use axum::{Json, extract::State};
use domain::User;

/// Lists all users.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", operation_id = "list_users",
    responses((status = 200, body = Page<User>), Problem))]
pub(crate) async fn list(State(state): State<AdminState>) -> Result<Json<Page<User>>, Problem> {
    Ok(Json(Page::whole(state.store().users().await?)))
}
