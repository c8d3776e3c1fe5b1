//! A pin set or taken away.

use crate::admin::{AdminState, PinChange, PinView, Problem, extract::Json};
use axum::extract::{Path, State};
use domain::{Dialect, Patch};

/// Pins a provider for a dialect: its requests go there first from the next one on. `null` is automatic.
/// Nothing else changes: who may serve a request and what happens when it fails is as without the pin.
#[utoipa::path(put, path = "/api/v1/pins/{dialect}", tag = "pins", operation_id = "set_pin",
    params(("dialect" = Dialect, Path, description = "What the callers speak")), request_body = PinChange,
    responses((status = 200, body = PinView), Problem))]
pub(crate) async fn set(
    State(state): State<AdminState>,
    Path(dialect): Path<String>,
    Json(change): Json<PinChange>,
) -> Result<axum::Json<PinView>, Problem> {
    let dialect: Dialect = dialect.parse().map_err(|message: String| Problem::field("dialect", message))?;
    let provider = match change.provider {
        Patch::Set(name_or_id) => Some(name_or_id),
        Patch::Clear => None,
        Patch::Keep => return Err(Problem::field("provider", "a name, an id, or null for automatic")),
    };
    let snapshot = state.configuration().pin(dialect, provider.as_deref()).await?;
    Ok(axum::Json(PinView::of(&snapshot, dialect)))
}
