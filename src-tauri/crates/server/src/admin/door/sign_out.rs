//! Signing out.

use crate::admin::{AdminState, Problem};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header::SET_COOKIE};

/// Ends this browser's session.
#[utoipa::path(post, path = "/api/v1/sign-out", tag = "sign-in", operation_id = "sign_out",
    responses((status = 204), Problem))]
pub(crate) async fn sign_out(
    State(state): State<AdminState>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.access().sign_out(&headers).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = state.access().cookie().and_then(|name| name.clear()) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
