//! Signing in: a link is spent by a POST, so that no preview of it uses it up.

use crate::{
    admin::{
        AdminState, PasswordSignIn, Problem, ProblemCode, SignInOptions, SignInWithLink, SignedIn,
        extract::Json,
    },
    doors::{serve::Ends, web::NewSession},
};
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::SET_COOKIE;

/// Says which ways in there are.
#[utoipa::path(get, path = "/api/v1/sign-in", tag = "sign-in", operation_id = "sign_in_options",
    responses((status = 200, body = SignInOptions), Problem))]
pub(crate) async fn sign_in_options(
    State(state): State<AdminState>,
) -> Result<axum::Json<SignInOptions>, Problem> {
    Ok(axum::Json(SignInOptions { password: state.access().has_password().await? }))
}

/// Signs in with a one-time link.
#[utoipa::path(post, path = "/api/v1/sign-in/link", tag = "sign-in", operation_id = "sign_in_with_link",
    request_body = SignInWithLink, responses((status = 200, body = SignedIn), Problem))]
pub(crate) async fn sign_in_with_link(
    State(state): State<AdminState>,
    Extension(ends): Extension<Ends>,
    Json(link): Json<SignInWithLink>,
) -> Result<Response, Problem> {
    let session = state.access().spend_link(ends.peer.ip().to_canonical(), &link.secret).await?;
    answer(&state, session)
}

/// Signs in with the password.
#[utoipa::path(post, path = "/api/v1/sign-in/password", tag = "sign-in",
    operation_id = "sign_in_with_password", request_body = PasswordSignIn,
    responses((status = 200, body = SignedIn), Problem))]
pub(crate) async fn sign_in_with_password(
    State(state): State<AdminState>,
    Extension(ends): Extension<Ends>,
    Json(sign_in): Json<PasswordSignIn>,
) -> Result<Response, Problem> {
    let session = state.access().sign_in(ends.peer.ip().to_canonical(), sign_in.password).await?;
    answer(&state, session)
}

fn answer(state: &AdminState, session: NewSession) -> Result<Response, Problem> {
    let cookie = state.access().cookie().and_then(|name| name.set(session.cookie.expose()));
    let cookie = cookie.ok_or_else(|| Problem::new(ProblemCode::WebDoorOff, "the web door is not open"))?;
    Ok(([(SET_COOKIE, cookie)], axum::Json(session.signed_in)).into_response())
}
