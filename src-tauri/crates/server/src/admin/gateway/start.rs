//! Answering again.

use crate::admin::{AdminState, GatewayView, Problem, ProblemCode, gateway::viewed};
use axum::{Json, extract::State};
use domain::Event;

/// Starts the gateway after a stop.
#[utoipa::path(post, path = "/api/v1/gateway/start", tag = "gateway", operation_id = "start_gateway",
    responses((status = 200, body = GatewayView), Problem))]
pub(crate) async fn start(State(state): State<AdminState>) -> Result<Json<GatewayView>, Problem> {
    let serving = state.serving()?;
    if serving.stop.requested().is_some() {
        return Err(Problem::new(ProblemCode::NotRunning, "the process is ending: start it again"));
    }
    serving.restart();
    state.parts().bus.publish(Event::GatewayChanged);
    Ok(Json(viewed(serving)))
}
