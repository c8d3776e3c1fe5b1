//! The pins of all dialects.

use crate::admin::{AdminState, Page, PinView, Problem};
use axum::{Json, extract::State};

/// Lists the pins: each dialect, pinned or automatic.
#[utoipa::path(get, path = "/api/v1/pins", tag = "pins", operation_id = "list_pins",
    responses((status = 200, body = Page<PinView>), Problem))]
pub(crate) async fn list(State(state): State<AdminState>) -> Result<Json<Page<PinView>>, Problem> {
    Ok(Json(Page::whole(PinView::all(&state.configuration().current()))))
}
