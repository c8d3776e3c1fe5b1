//! A provider's credentials, one by one. What they are never comes out here again.

use crate::admin::{AdminState, Problem, ProviderView, extract::Json};
use axum::extract::{Path, State};
use domain::Secret;
use http::StatusCode;
use serde::Deserialize;

/// A credential to be added.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCredential {
    /// The credential; write-only.
    #[schema(value_type = String)]
    pub credential: Secret,
}

/// Adds a credential behind those the provider has. It goes into the vault and never comes out here again.
#[utoipa::path(post, path = "/api/v1/providers/{provider}/credentials", tag = "providers",
    operation_id = "add_credential", params(("provider" = String, Path, description = "Name or id")),
    request_body = NewCredential, responses((status = 201, body = ProviderView), Problem))]
pub(crate) async fn add_credential(
    State(state): State<AdminState>,
    Path(provider): Path<String>,
    Json(new): Json<NewCredential>,
) -> Result<(StatusCode, axum::Json<ProviderView>), Problem> {
    let provider = state.configuration().add_credential(&provider, &new.credential).await?;
    Ok((StatusCode::CREATED, axum::Json(state.viewed(&provider))))
}

/// Removes one of the provider's credentials. What runs with it may finish.
#[utoipa::path(delete, path = "/api/v1/providers/{provider}/credentials/{credential}", tag = "providers",
    operation_id = "remove_credential",
    params(("provider" = String, Path, description = "Name or id"),
        ("credential" = String, Path, description = "Id")),
    responses((status = 200, body = ProviderView), Problem))]
pub(crate) async fn remove_credential(
    State(state): State<AdminState>,
    Path((provider, credential)): Path<(String, String)>,
) -> Result<axum::Json<ProviderView>, Problem> {
    let provider = state.configuration().remove_credential(&provider, &credential).await?;
    Ok(axum::Json(state.viewed(&provider)))
}
