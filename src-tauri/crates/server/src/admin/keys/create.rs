//! A new key.

use crate::admin::{AdminState, CreatedKey, KeyView, NewKeyForm, Problem, extract::Json};
use axum::extract::State;
use domain::KeyKind;
use http::StatusCode;

/// Makes a key for a user. The secret is in this answer and nowhere else.
#[utoipa::path(post, path = "/api/v1/keys", tag = "keys", operation_id = "create_key",
    request_body = NewKeyForm, responses((status = 201, body = CreatedKey), Problem))]
pub(crate) async fn create(
    State(state): State<AdminState>,
    Json(new): Json<NewKeyForm>,
) -> Result<(StatusCode, axum::Json<CreatedKey>), Problem> {
    let user = state.configuration().user(&new.user).await?;
    let made = state.configuration().add_key(&user, KeyKind::Manual, new.form).await?;
    let secret = made.secret.expose().to_owned();
    let created = CreatedKey { key: KeyView::new(made.key, &user), secret };
    Ok((StatusCode::CREATED, axum::Json(created)))
}
