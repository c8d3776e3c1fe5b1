//! A new user.

use crate::admin::{AdminState, Problem, extract::Json};
use axum::extract::State;
use domain::{User, UserForm};
use http::StatusCode;

/// Adds a user. They call the gateway with a key, which is made apart.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", operation_id = "add_user",
    request_body = UserForm, responses((status = 201, body = User), Problem))]
pub(crate) async fn add(
    State(state): State<AdminState>,
    Json(form): Json<UserForm>,
) -> Result<(StatusCode, axum::Json<User>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(state.configuration().add_user(form).await?)))
}
