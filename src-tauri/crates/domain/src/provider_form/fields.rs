//! What a person may say of a provider, field by field, with the words of the API and the command line.

use crate::{
    AuthStyle, CacheTtl, ClientPattern, CodexInstructions, Dialect, GroupName, MaxTokens, ModelPattern,
    ModelRedirect, OptionWord, ProviderKind, Secret, Switch, ThinkingBudget, Weight, form::form,
};
use std::collections::BTreeMap;

form! {
    /// What a person may say of a provider. In a change a missing field stays and `null` clears.
    pub struct ProviderForm {
        /// Its name.
        name: String as String,
        /// What the person wants to remember.
        note: String as String,
        /// What stands behind it; only when it is added.
        kind: ProviderKind as ProviderKind,
        /// What it speaks; needed when it is added.
        dialect: Dialect as Dialect,
        /// Where the credential goes; the dialect's own way when cleared.
        auth_style: AuthStyle as AuthStyle,
        /// Where it is.
        base_url: String as String,
        /// The credential, in the place of all it has; write-only.
        credential: Secret as String,
        /// Whether it is used.
        enabled: bool as bool,
        /// Lower is used first.
        priority: u32 as u32,
        /// Its priority for callers of a group.
        group_priorities: BTreeMap<GroupName, u32> as BTreeMap<String, u32>,
        /// Its share among equals, 0–100.
        weight: Weight as u8,
        /// The groups it belongs to; without one it is in `default`.
        tags: Vec<GroupName> as Vec<String>,
        /// The models it serves; empty means all.
        allowed_models: Vec<ModelPattern> as Vec<String>,
        /// Models it is sent another name for; the first that matches decides.
        model_redirects: Vec<ModelRedirect> as Vec<ModelRedirect>,
        /// Whether same-dialect answers carry the name that was asked for, too.
        echo_requested_model: bool as bool,
        /// The clients that may use it, by their `User-Agent`; empty means all.
        allowed_clients: Vec<ClientPattern> as Vec<String>,
        /// The clients that may not.
        denied_clients: Vec<ClientPattern> as Vec<String>,
        /// TCP and TLS, milliseconds; 0 is off.
        connect_timeout_ms: u64 as u64,
        /// Streaming, to the first byte of the body; 0 is off.
        first_byte_timeout_ms: u64 as u64,
        /// Streaming, between two bytes; 0 is off.
        stream_idle_timeout_ms: u64 as u64,
        /// Streaming, between two pieces of content; 0 is off.
        stream_stall_timeout_ms: u64 as u64,
        /// Not streaming, the whole answer; 0 is off.
        total_timeout_ms: u64 as u64,
        /// After so many failures in a row its breaker opens, 1–100. Default 5.
        breaker_failures: u32 as u32,
        /// How long its breaker stays open at first, milliseconds: 1 s to 30 min. Default 30 s.
        breaker_open_ms: u64 as u64,
        /// After so many successes its breaker closes again, 1–20. Default 2.
        breaker_half_open_successes: u32 as u32,
        /// The proxy it is reached through: `http`, `https` or `socks5`, with `user:password@` where needed.
        /// The password is never shown; the address without it keeps the one there is.
        proxy_url: Secret as String,
        /// Whether it is called directly when its proxy can't be used.
        proxy_fallback_direct: bool as bool,
        /// Certificates trusted beside the system's, PEM.
        extra_ca_pem: String as String,
        /// Whether any certificate is accepted: unsafe.
        accept_any_certificate: bool as bool,
        /// Whether plain http to a public host is accepted: unsafe.
        allow_plain_http: bool as bool,
        /// When its daily hours begin, `HH:MM`.
        schedule_from: String as String,
        /// When they end; before the beginning means the next day.
        schedule_until: String as String,
        /// The time zone of both.
        schedule_time_zone: String as String,
        /// Headers added to each request to it. Values are kept like credentials and shown masked; a masked
        /// value sent back leaves the header as it is.
        custom_headers: BTreeMap<String, Secret> as BTreeMap<String, String>,
        /// Whether it is told the client's address.
        pass_client_ip: bool as bool,
        /// Whether requests of other dialects are converted to its own. Default true.
        conversion_allowed: bool as bool,
        /// Whether openai-chat streams are asked for their usage.
        include_usage: bool as bool,
        /// Anthropic: the most tokens an answer may have.
        anthropic_max_tokens: MaxTokens as MaxTokens,
        /// Anthropic: the most tokens of thinking; this switches thinking on.
        anthropic_thinking_budget: ThinkingBudget as ThinkingBudget,
        /// Anthropic: the beta that admits a context of a million tokens.
        anthropic_long_context: Switch as Switch,
        /// Anthropic: how long what the client marks for the prompt cache is kept.
        anthropic_cache_ttl: CacheTtl as CacheTtl,
        /// Responses: `reasoning.effort`.
        responses_reasoning_effort: OptionWord as OptionWord,
        /// Responses: `reasoning.summary`.
        responses_reasoning_summary: OptionWord as OptionWord,
        /// Responses: `text.verbosity`.
        responses_verbosity: OptionWord as OptionWord,
        /// Responses: `parallel_tool_calls`.
        responses_parallel_tools: bool as bool,
        /// Responses: `service_tier`.
        responses_service_tier: OptionWord as OptionWord,
        /// Responses: whose `instructions` are sent.
        codex_instructions: CodexInstructions as CodexInstructions,
        /// Gemini: Google's search as a tool.
        gemini_google_search: Switch as Switch,
        /// The provider's page.
        website: String as String,
    }
}
