//! A one-time link.

use crate::admin::{AdminState, Problem, ProblemCode, SignInLink};
use axum::{Json, extract::State};

/// Makes a link that signs one browser in, once, within 15 minutes.
#[utoipa::path(post, path = "/api/v1/admin/link", tag = "admin", operation_id = "make_link",
    responses((status = 200, body = SignInLink), Problem))]
pub(crate) async fn make_link(State(state): State<AdminState>) -> Result<Json<SignInLink>, Problem> {
    state.serving()?;
    let link = state.access().make_link();
    link.map(Json).ok_or_else(|| Problem::new(ProblemCode::WebDoorOff, "start it with the web door on"))
}
