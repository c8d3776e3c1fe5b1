//! Beginning a drill.

use crate::{
    admin::{AdminState, Drill, Problem, ProblemCode, drill::viewed},
    drill::{Around, NoDrill},
};
use axum::{Json, extract::State};
use domain::{Random, SystemRandom};
use http::StatusCode;
use std::sync::Arc;

/// Begins a fire drill: two fake providers on a stage of their own, one of which is broken and mended while requests
/// go on. It ends by itself within 20 s, its steps are told as events, and it touches nothing of the person's.
#[utoipa::path(post, path = "/api/v1/drill", tag = "drill", operation_id = "start_drill",
    responses((status = 202, body = Drill), Problem))]
pub(crate) async fn start(State(state): State<AdminState>) -> Result<(StatusCode, Json<Drill>), Problem> {
    let serving = state.serving()?;
    let parts = state.parts();
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let around = Around {
        clock: &parts.clock,
        random: &random,
        bus: &parts.bus,
        tasks: &parts.tasks,
        closing: &parts.closing,
    };
    serving.drills.begin(&around).map_err(|no| match no {
        NoDrill::Running => Problem::new(ProblemCode::DrillRunning, "it ends by itself within 20 s"),
        NoDrill::Stage(error) => {
            tracing::error!(%error, "a drill could not be set up");
            Problem::new(ProblemCode::Internal, "the drill could not be set up; the log says why")
        }
    })?;
    Ok((StatusCode::ACCEPTED, Json(viewed(serving))))
}
