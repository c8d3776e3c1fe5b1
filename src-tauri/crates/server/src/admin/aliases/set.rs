//! An alias made or replaced.

use crate::admin::{AdminState, AliasForm, AliasView, Problem, extract::Json};
use axum::extract::{Path, State};

/// Makes an alias or puts other models behind it. Callers that ask for it are served from the next request on.
#[utoipa::path(put, path = "/api/v1/aliases/{alias}", tag = "aliases", operation_id = "set_alias",
    params(("alias" = String, Path, description = "Its name")), request_body = AliasForm,
    responses((status = 200, body = AliasView), Problem))]
pub(crate) async fn set(
    State(state): State<AdminState>,
    Path(alias): Path<String>,
    Json(form): Json<AliasForm>,
) -> Result<axum::Json<AliasView>, Problem> {
    let alias = state.configuration().set_alias(&alias, form).await?;
    Ok(axum::Json(AliasView::new(&alias, &state.configuration().current())))
}
