//! One request, explained.

use super::{WhyView, next_step::next_step, story::story};
use crate::admin::{AdminState, Problem, requests};
use axum::{
    Json,
    extract::{Path, State},
};

/// Explains a request: what happened, who was tried, and what to do next.
#[utoipa::path(get, path = "/api/v1/why/{request}", tag = "routing", operation_id = "why",
    params(("request" = String, Path, description = "Id, or the short id at the end of an error")),
    responses((status = 200, body = WhyView), Problem))]
pub(crate) async fn show(
    State(state): State<AdminState>,
    Path(request): Path<String>,
) -> Result<Json<WhyView>, Problem> {
    let request = requests::find(&state, request.trim().trim_matches(['(', ')', '[', ']', '#'])).await?;
    let (explanation, next_step) = (story(&request), next_step(&request));
    Ok(Json(WhyView { request, explanation, next_step }))
}
