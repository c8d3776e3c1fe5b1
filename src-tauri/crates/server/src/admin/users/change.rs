//! A change of a user.

use crate::admin::{AdminState, Problem, UserChange, extract::Json};
use axum::extract::{Path, State};
use domain::User;

/// Changes a user: a missing field stays, `null` clears.
#[utoipa::path(patch, path = "/api/v1/users/{user}", tag = "users", operation_id = "change_user",
    params(("user" = String, Path, description = "Name or id")), request_body = UserChange,
    responses((status = 200, body = User), Problem))]
pub(crate) async fn change(
    State(state): State<AdminState>,
    Path(user): Path<String>,
    Json(change): Json<UserChange>,
) -> Result<axum::Json<User>, Problem> {
    let user = state.configuration().change_user(&user, change.revision, change.form).await?;
    Ok(axum::Json(user))
}
