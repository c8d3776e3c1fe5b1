//! Answering again.

use crate::admin::{AdminState, GatewayView, Problem, ProblemCode, gateway::viewed};
use axum::{Json, extract::State};
use domain::Event;

/// Starts the gateway after a stop, or once its port can be had.
#[utoipa::path(post, path = "/api/v1/gateway/start", tag = "gateway", operation_id = "start_gateway",
    responses((status = 200, body = GatewayView), Problem))]
pub(crate) async fn start(State(state): State<AdminState>) -> Result<Json<GatewayView>, Problem> {
    let serving = state.serving()?;
    if serving.stop.requested().is_some() {
        return Err(Problem::new(ProblemCode::NotRunning, "the process is ending: start it again"));
    }
    let had = serving.port.take(&serving.gateway, &state.configuration().current().settings);
    if had.is_ok() {
        serving.restart();
    }
    // Also when it is still taken: by another program now, perhaps.
    state.parts().bus.publish(Event::GatewayChanged);
    had.map_err(|error| Problem::new(ProblemCode::NotRunning, error.to_string()))?;
    Ok(Json(viewed(serving)))
}
