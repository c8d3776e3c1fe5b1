//! A provider as the API shows it: everything but its secrets.

use crate::admin::{CredentialView, ProviderHealth};
use domain::{
    AuthStyle, BreakerStatus, CacheTtl, ClientPattern, CodexInstructions, Dialect, GroupName, MaxTokens,
    ModelPattern, ModelRedirect, OptionWord, Provider, ProviderId, ProviderKind, Quota, Schedule, Switch,
    ThinkingBudget, TimeOfDay, TimeZoneName, UnixMillis, Weight,
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
    /// Its priority for callers of a group.
    #[schema(value_type = BTreeMap<String, u32>)]
    pub group_priorities: BTreeMap<GroupName, u32>,
    /// Its share among equals.
    pub weight: Weight,
    /// The groups it belongs to; without one it is in `default`.
    pub tags: Vec<GroupName>,
    /// The models it serves; empty means all.
    pub allowed_models: Vec<ModelPattern>,
    /// Models it is sent another name for; the first that matches decides.
    pub model_redirects: Vec<ModelRedirect>,
    /// Whether same-dialect answers carry the name that was asked for, too.
    pub echo_requested_model: bool,
    /// The clients that may use it, by their `User-Agent`; empty means all.
    pub allowed_clients: Vec<ClientPattern>,
    /// The clients that may not.
    pub denied_clients: Vec<ClientPattern>,
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
    /// After so many failures in a row its breaker opens; absent is the default, 5.
    pub breaker_failures: Option<u32>,
    /// How long its breaker stays open at first, milliseconds; absent is the default, 30 s.
    pub breaker_open_ms: Option<u64>,
    /// After so many successes its breaker closes again; absent is the default, 2.
    pub breaker_half_open_successes: Option<u32>,
    /// The proxy it is reached through, without the password.
    pub proxy_url: Option<String>,
    /// Whether a password for the proxy is kept, and can be read.
    pub has_proxy_password: bool,
    /// Whether it is called directly when its proxy can't be used.
    pub proxy_fallback_direct: bool,
    /// Certificates trusted beside the system's, PEM.
    pub extra_ca_pem: Option<String>,
    /// Whether any certificate is accepted: unsafe.
    pub accept_any_certificate: bool,
    /// When its daily hours begin; absent means all day.
    pub schedule_from: Option<TimeOfDay>,
    /// When they end; before the beginning means the next day.
    pub schedule_until: Option<TimeOfDay>,
    /// The time zone of both; absent is this machine's.
    pub schedule_time_zone: Option<TimeZoneName>,
    /// Headers added to each request to it, their values masked: sent back so, they stay as they are.
    pub custom_headers: BTreeMap<String, String>,
    /// Whether it is told the client's address.
    pub pass_client_ip: bool,
    /// Whether requests of other dialects are converted to its own.
    pub conversion_allowed: bool,
    /// Whether openai-chat streams are asked for their usage when the client didn't.
    pub include_usage: bool,
    /// Whether plain http to a public host is accepted: unsafe.
    pub allow_plain_http: bool,
    /// Anthropic: the most tokens an answer may have.
    pub anthropic_max_tokens: Option<MaxTokens>,
    /// Anthropic: the most tokens of thinking.
    pub anthropic_thinking_budget: Option<ThinkingBudget>,
    /// Anthropic: the beta that admits a context of a million tokens.
    pub anthropic_long_context: Switch,
    /// Anthropic: how long what the client marks for the prompt cache is kept.
    pub anthropic_cache_ttl: Option<CacheTtl>,
    /// Responses: `reasoning.effort`.
    pub responses_reasoning_effort: Option<OptionWord>,
    /// Responses: `reasoning.summary`.
    pub responses_reasoning_summary: Option<OptionWord>,
    /// Responses: `text.verbosity`.
    pub responses_verbosity: Option<OptionWord>,
    /// Responses: `parallel_tool_calls`.
    pub responses_parallel_tools: Option<bool>,
    /// Responses: `service_tier`.
    pub responses_service_tier: Option<OptionWord>,
    /// Responses: whose `instructions` are sent.
    pub codex_instructions: CodexInstructions,
    /// Gemini: Google's search as a tool.
    pub gemini_google_search: Switch,
    /// The provider's page.
    pub website: Option<String>,
    /// The dialects whose requests go to it first, because the person says so.
    pub pinned_for: Vec<Dialect>,
    /// How it does.
    pub health: ProviderHealth,
    /// Its breaker, and what of it rests; absent while nothing is running.
    pub breaker: Option<BreakerStatus>,
    /// What its vendor said last of its credentials' quotas; empty where it says nothing.
    pub quota: Vec<Quota>,
    /// When it was added.
    pub created_at: UnixMillis,
    /// Rises with each change; a change sends back the one it was made from.
    pub revision: u64,
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
        quota: Vec<Quota>,
    ) -> Self {
        let (network, schedule) = (&provider.network, provider.schedule.as_ref());
        let (anthropic, responses) = (&provider.overrides.anthropic, &provider.overrides.responses);
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
                .map(|credential| CredentialView::new(credential, breaker.as_ref()))
                .collect(),
            needs_credential: provider.needs_credential(),
            enabled: provider.enabled,
            priority: provider.priority,
            group_priorities: provider.group_priorities.clone(),
            weight: provider.weight,
            tags: provider.tags.clone(),
            allowed_models: provider.allowed_models.clone(),
            model_redirects: provider.model_redirects.clone(),
            echo_requested_model: provider.echo_requested_model,
            allowed_clients: provider.allowed_clients.clone(),
            denied_clients: provider.denied_clients.clone(),
            connect_timeout_ms: provider.timeouts.connect_timeout_ms,
            first_byte_timeout_ms: provider.timeouts.first_byte_timeout_ms,
            stream_idle_timeout_ms: provider.timeouts.stream_idle_timeout_ms,
            stream_stall_timeout_ms: provider.timeouts.stream_stall_timeout_ms,
            total_timeout_ms: provider.timeouts.total_timeout_ms,
            breaker_failures: provider.breaker.failures,
            breaker_open_ms: provider.breaker.open_ms,
            breaker_half_open_successes: provider.breaker.half_open_successes,
            proxy_url: network.proxy.as_ref().map(|proxy| proxy.url.to_string()),
            has_proxy_password: network.proxy.as_ref().is_some_and(|proxy| proxy.password.is_some()),
            proxy_fallback_direct: network.proxy_fallback_direct,
            extra_ca_pem: network.extra_ca_pem.as_ref().map(ToString::to_string),
            accept_any_certificate: network.accept_any_certificate,
            schedule_from: schedule.map(Schedule::from),
            schedule_until: schedule.map(Schedule::until),
            schedule_time_zone: schedule.and_then(Schedule::time_zone).cloned(),
            custom_headers: masked(provider),
            pass_client_ip: provider.pass_client_ip,
            conversion_allowed: provider.conversion_allowed,
            include_usage: provider.include_usage,
            allow_plain_http: provider.allow_plain_http,
            anthropic_max_tokens: anthropic.max_tokens,
            anthropic_thinking_budget: anthropic.thinking_budget,
            anthropic_long_context: anthropic.long_context,
            anthropic_cache_ttl: anthropic.cache_ttl,
            responses_reasoning_effort: responses.reasoning_effort.clone(),
            responses_reasoning_summary: responses.reasoning_summary.clone(),
            responses_verbosity: responses.verbosity.clone(),
            responses_parallel_tools: responses.parallel_tools,
            responses_service_tier: responses.service_tier.clone(),
            codex_instructions: provider.overrides.codex_instructions,
            gemini_google_search: provider.overrides.google_search,
            website: provider.website.clone(),
            pinned_for,
            health,
            breaker,
            quota,
            created_at: provider.created_at,
            revision: provider.revision,
        }
    }
}

fn masked(provider: &Provider) -> BTreeMap<String, String> {
    provider.custom_headers.iter().map(|header| (header.name.clone(), header.masked())).collect()
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
