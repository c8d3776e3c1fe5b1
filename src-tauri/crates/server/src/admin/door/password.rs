//! The password.

use crate::admin::{AdminState, PasswordChange, PasswordChanged, Problem, extract::Json};
use axum::extract::State;

/// Sets the web door's password, or makes one, and signs every browser out.
#[utoipa::path(post, path = "/api/v1/admin/password", tag = "admin", operation_id = "set_password",
    request_body = PasswordChange, responses((status = 200, body = PasswordChanged), Problem))]
pub(crate) async fn set_password(
    State(state): State<AdminState>,
    Json(change): Json<PasswordChange>,
) -> Result<axum::Json<PasswordChanged>, Problem> {
    let (password, made) = match (change.password, change.generate) {
        (Some(password), false) => (password, false),
        (None, true) => (state.access().generate_password(), true),
        (Some(_), true) | (None, false) => {
            return Err(Problem::field("password", "send a password, or generate: true"));
        }
    };
    state.access().set_password(password.clone()).await?;
    let generated = made.then(|| password.expose().to_owned());
    Ok(axum::Json(PasswordChanged { generated }))
}
