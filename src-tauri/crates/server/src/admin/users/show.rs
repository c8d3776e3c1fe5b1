//! One user.

use crate::admin::{AdminState, Problem};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::User;

/// Shows one user.
#[utoipa::path(get, path = "/api/v1/users/{user}", tag = "users", operation_id = "show_user",
    params(("user" = String, Path, description = "Name or id")),
    responses((status = 200, body = User), Problem))]
pub(crate) async fn show(
    State(state): State<AdminState>,
    Path(user): Path<String>,
) -> Result<Json<User>, Problem> {
    Ok(Json(state.configuration().user(&user).await?))
}
