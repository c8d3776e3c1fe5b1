//! The demo: a loopback provider, a user and a key, so that a first request works without any account.

use crate::admin::{AdminState, KeyView, Problem, ProviderView};
use axum::{Json, extract::State};
use domain::{ClientKeyForm, KeyKind, Patch, Provider, ProviderForm, ProviderKind, User, UserForm};
use gateway::DEMO_MODEL;
use http::StatusCode;
use serde::{Deserialize, Serialize};

/// What the demo made or found.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
pub struct Demo {
    /// The loopback provider.
    pub provider: ProviderView,
    /// The user.
    pub user: User,
    /// A new key.
    pub key: KeyView,
    /// Its secret, this once.
    pub secret: String,
    /// The model to ask for.
    pub model: String,
    /// The URL to give to clients.
    pub gateway_url: String,
    /// A command line that works at once.
    pub curl: String,
}

/// The demo's provider and its user.
const NAME: &str = "demo";

/// Adds a loopback provider and a user, unless they are there, and makes a key. No account is needed.
#[utoipa::path(post, path = "/api/v1/demo", tag = "demo", operation_id = "add_demo",
    responses((status = 201, body = Demo), Problem))]
pub(super) async fn add(State(state): State<AdminState>) -> Result<(StatusCode, Json<Demo>), Problem> {
    let provider = provider(&state).await?;
    let user = user(&state).await?;
    let form = ClientKeyForm { name: Patch::Set(NAME.into()), ..ClientKeyForm::default() };
    let made = state.configuration().add_key(&user, KeyKind::Manual, form).await?;
    let gateway_url = state.gateway_url();
    let secret = made.secret.expose().to_owned();
    let demo = Demo {
        provider: state.viewed(&provider),
        key: KeyView::new(made.key, &user),
        user,
        curl: curl(&gateway_url, &secret),
        secret,
        model: DEMO_MODEL.to_owned(),
        gateway_url,
    };
    Ok((StatusCode::CREATED, Json(demo)))
}

/// Any loopback provider will do, and it is switched on.
async fn provider(state: &AdminState) -> Result<Provider, Problem> {
    let configuration = state.configuration();
    let providers = state.store().providers().await?;
    match providers.into_iter().find(|provider| provider.kind == ProviderKind::Loopback) {
        Some(there) if there.enabled => Ok(there),
        Some(there) => {
            let form = ProviderForm { enabled: Patch::Set(true), ..ProviderForm::default() };
            configuration.change_provider(&there.id.to_string(), there.revision, form).await
        }
        None => {
            let form = ProviderForm {
                name: Patch::Set(NAME.to_owned()),
                kind: Patch::Set(ProviderKind::Loopback),
                ..ProviderForm::default()
            };
            configuration.add_provider(form).await
        }
    }
}

async fn user(state: &AdminState) -> Result<User, Problem> {
    let users = state.store().users().await?;
    match users.into_iter().find(|user| user.name.eq_ignore_ascii_case(NAME)) {
        Some(there) if there.is_valid_at(state.parts().clock.now()) => Ok(there),
        Some(there) => {
            let form =
                UserForm { enabled: Patch::Set(true), expires_at: Patch::Clear, ..UserForm::default() };
            state.configuration().change_user(&there.id.to_string(), there.revision, form).await
        }
        None => {
            let form = UserForm { name: Patch::Set(NAME.to_owned()), ..UserForm::default() };
            state.configuration().add_user(form).await
        }
    }
}

fn curl(gateway_url: &str, secret: &str) -> String {
    let body = format!(
        r#"{{"model":"{DEMO_MODEL}","max_tokens":64,"messages":[{{"role":"user","content":"Hello"}}]}}"#
    );
    format!(
        "curl {gateway_url}/v1/messages -H 'x-api-key: {secret}' -H 'anthropic-version: 2023-06-01' \
         -H 'content-type: application/json' -d '{body}'"
    )
}
