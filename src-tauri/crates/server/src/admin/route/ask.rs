//! The question.

use crate::admin::{AdminState, Problem, RouteRequest, RouteView, extract::Json};
use axum::extract::State;
use domain::{Caller, KeyId, Snapshot};
use gateway::Question;

/// Says where a request would go, and why: who would be tried in which order with which model, and why not the others.
/// No request is sent, and nothing changes.
#[utoipa::path(post, path = "/api/v1/route", tag = "routing", operation_id = "route",
    request_body = RouteRequest, responses((status = 200, body = RouteView), Problem))]
pub(crate) async fn ask(
    State(state): State<AdminState>,
    Json(request): Json<RouteRequest>,
) -> Result<axum::Json<RouteView>, Problem> {
    let model = request.model.trim();
    if model.is_empty() || model.len() > 256 {
        return Err(Problem::field("model", "1 to 256 characters"));
    }
    let snapshot = state.configuration().current();
    let caller = match request.key.as_deref().map(str::trim).filter(|key| !key.is_empty()) {
        None => None,
        Some(id) => {
            Some(caller(&snapshot, id).ok_or_else(|| Problem::field("key", "there is no key with this id"))?)
        }
    };
    let question = Question {
        dialect: request.dialect,
        model: model.into(),
        caller,
        client: request.client.filter(|client| !client.is_empty()),
        session: request.session.filter(|session| !session.is_empty()),
    };
    let forecast = state.serving()?.gateway.forecast(&question);
    Ok(axum::Json(RouteView::of(&question, forecast, &snapshot)))
}

fn caller(snapshot: &Snapshot, id: &str) -> Option<Caller> {
    let id: KeyId = id.parse().ok()?;
    snapshot.callers.values().find(|caller| caller.key.id == id).cloned()
}
