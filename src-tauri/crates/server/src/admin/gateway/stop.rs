//! Answering no more: what is running may finish, unless it is to be cut.

use crate::{
    Stop, StopMeans,
    admin::{AdminState, GatewayView, Problem, StopRequest, extract::OptionalJson, gateway::viewed},
};
use axum::{Json, extract::State};
use domain::Event;
use std::time::Duration;

/// Stops the gateway. Headless this ends the process; a second stop cuts what is still running.
#[utoipa::path(post, path = "/api/v1/gateway/stop", tag = "gateway", operation_id = "stop_gateway",
    request_body = Option<StopRequest>, responses((status = 200, body = GatewayView), Problem))]
pub(crate) async fn stop(
    State(state): State<AdminState>,
    OptionalJson(request): OptionalJson<StopRequest>,
) -> Result<Json<GatewayView>, Problem> {
    let serving = state.serving()?;
    let stopped_before = serving.gateway.state() == ::gateway::GatewayState::Stopped;
    serving.gateway.stop();
    state.parts().bus.publish(Event::GatewayChanged);
    let cut = request.now || stopped_before;
    match serving.stop_means {
        StopMeans::ProcessEnds => serving.stop.request(if cut { Stop::Now } else { Stop::Gently }),
        StopMeans::PortIsKept => {
            let drain = state.configuration().current().settings.drain;
            serving.drain(if cut { Duration::ZERO } else { drain }, &state.parts().tasks);
        }
    }
    Ok(Json(viewed(serving)))
}
