//! All aliases.

use crate::admin::{AdminState, AliasView, Page, Problem};
use axum::{Json, extract::State};

/// Lists the aliases, by name.
#[utoipa::path(get, path = "/api/v1/aliases", tag = "aliases", operation_id = "list_aliases",
    responses((status = 200, body = Page<AliasView>), Problem))]
pub(crate) async fn list(State(state): State<AdminState>) -> Result<Json<Page<AliasView>>, Problem> {
    let snapshot = state.configuration().current();
    let aliases = snapshot.aliases.iter().map(|alias| AliasView::new(alias, &snapshot));
    Ok(Json(Page::whole(aliases.collect())))
}
