//! A provider as the API shows it: everything but the credential.

use crate::admin::ProviderHealth;
use domain::{
    AuthStyle, BreakerStatus, CredentialId, Dialect, ModelPattern, Provider, ProviderId, ProviderKind,
    UnixMillis, Weight,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A provider.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProviderView {
    /// Its id.
    pub id: ProviderId,
    /// Its name, unique without regard to case.
    pub name: String,
    /// What the person wants to remember.
    pub note: String,
    /// What stands behind it.
    pub kind: ProviderKind,
    /// What it speaks.
    pub dialect: Dialect,
    /// Where the credential goes.
    pub auth_style: AuthStyle,
    /// Where it is: the part before the version. A loopback provider has none.
    pub base_url: Option<String>,
    /// The URL that a generation is sent to.
    pub generate_url: Option<String>,
    /// Its credentials, without their secrets.
    pub credentials: Vec<CredentialView>,
    /// Whether it has credentials, none of which could be opened: it must be typed again.
    pub needs_credential: bool,
    /// Whether it is used.
    pub enabled: bool,
    /// Lower is used first.
    pub priority: u32,
    /// Its share among equals.
    pub weight: Weight,
    /// The models it serves; empty means all.
    pub allowed_models: Vec<ModelPattern>,
    /// TCP and TLS; absent is the default, 0 is off.
    pub connect_timeout_ms: Option<u64>,
    /// Streaming: to the first byte of the body.
    pub first_byte_timeout_ms: Option<u64>,
    /// Streaming: between two bytes.
    pub stream_idle_timeout_ms: Option<u64>,
    /// Streaming: between two pieces of content.
    pub stream_stall_timeout_ms: Option<u64>,
    /// Not streaming: the whole answer.
    pub total_timeout_ms: Option<u64>,
    /// Headers added to each request to it.
    pub custom_headers: BTreeMap<String, String>,
    /// Whether it is told the client's address.
    pub pass_client_ip: bool,
    /// Whether openai-chat streams are asked for their usage when the client didn't.
    pub include_usage: bool,
    /// Whether plain http to a public host is accepted: unsafe.
    pub allow_plain_http: bool,
    /// The provider's page.
    pub website: Option<String>,
    /// The dialects whose requests go to it first, because the person says so.
    pub pinned_for: Vec<Dialect>,
    /// How it does.
    pub health: ProviderHealth,
    /// Its breaker, and what of it rests; absent while nothing is running.
    pub breaker: Option<BreakerStatus>,
    /// When it was added.
    pub created_at: UnixMillis,
    /// Rises with each change; a change sends back the one it was made from.
    pub revision: u64,
}

/// A credential, without its secret.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CredentialView {
    /// Its id.
    pub id: CredentialId,
    /// The last 4 characters of a long one.
    pub tail: String,
    /// Whether the vault could open it.
    pub readable: bool,
}

/// The order of all providers.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderOrder {
    /// Every provider once: the first tier is used first, the others when it fails.
    pub tiers: Vec<Vec<ProviderId>>,
}

impl ProviderView {
    /// Shows a provider.
    pub(crate) fn new(
        provider: &Provider,
        pinned_for: Vec<Dialect>,
        health: ProviderHealth,
        breaker: Option<BreakerStatus>,
    ) -> Self {
        Self {
            id: provider.id,
            name: provider.name.to_string(),
            note: provider.note.clone(),
            kind: provider.kind,
            dialect: provider.dialect,
            auth_style: provider.auth_style,
            base_url: provider.base_url.as_ref().map(ToString::to_string),
            generate_url: provider.base_url.as_ref().map(|url| generate_url(url, provider.dialect)),
            credentials: provider
                .credentials
                .iter()
                .map(|credential| CredentialView {
                    id: credential.id,
                    tail: credential.tail.clone(),
                    readable: credential.secret.is_some(),
                })
                .collect(),
            needs_credential: provider.needs_credential(),
            enabled: provider.enabled,
            priority: provider.priority,
            weight: provider.weight,
            allowed_models: provider.allowed_models.clone(),
            connect_timeout_ms: provider.timeouts.connect_timeout_ms,
            first_byte_timeout_ms: provider.timeouts.first_byte_timeout_ms,
            stream_idle_timeout_ms: provider.timeouts.stream_idle_timeout_ms,
            stream_stall_timeout_ms: provider.timeouts.stream_stall_timeout_ms,
            total_timeout_ms: provider.timeouts.total_timeout_ms,
            custom_headers: provider.custom_headers.iter().cloned().collect(),
            pass_client_ip: provider.pass_client_ip,
            include_usage: provider.include_usage,
            allow_plain_http: provider.allow_plain_http,
            website: provider.website.clone(),
            pinned_for,
            health,
            breaker,
            created_at: provider.created_at,
            revision: provider.revision,
        }
    }
}

fn generate_url(url: &domain::BaseUrl, dialect: Dialect) -> String {
    let path = match dialect {
        Dialect::Anthropic => "/v1/messages",
        Dialect::OpenaiChat => "/v1/chat/completions",
        Dialect::OpenaiResponses => "/v1/responses",
        Dialect::Gemini => "/v1beta/models/{model}:generateContent",
    };
    format!("{url}{path}")
}
