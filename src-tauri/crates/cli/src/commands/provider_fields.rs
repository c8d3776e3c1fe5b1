//! How a provider is used, field by field, with the words that `--set` takes. What is as it always was at first
//! isn't said.

use crate::output::{Fields, human};
use domain::{ClientPattern, CodexInstructions, Switch};
use server::admin::ProviderView;
use std::fmt::Display;

/// Adds what of it was decided.
pub(super) fn configuration(provider: &ProviderView, fields: &mut Fields) {
    routing(provider, fields);
    patience(provider, fields);
    network(provider, fields);
    for (name, value) in &provider.custom_headers {
        fields.add("custom header", format!("{name}: {value}"));
    }
    fields.add("pass_client_ip", human::yes(provider.pass_client_ip));
    fields.add("conversion_allowed", human::yes(provider.conversion_allowed));
    fields.add("include_usage", human::yes(provider.include_usage));
    overrides(provider, fields);
}

fn routing(provider: &ProviderView, fields: &mut Fields) {
    fields.add("priority", provider.priority);
    let priorities = provider.group_priorities.iter().map(|(group, priority)| format!("{group}={priority}"));
    some_list(fields, "group_priorities", &priorities.collect::<Vec<_>>());
    fields.add("weight", provider.weight.get());
    some_list(fields, "tags", &texts(&provider.tags));
    fields.add("allowed_models", human::list_or_all(&provider.allowed_models));
    let redirects = provider.model_redirects.iter();
    let redirects = redirects.map(|redirect| format!("{}={}", redirect.from.as_str(), redirect.to));
    some_list(fields, "model_redirects", &redirects.collect::<Vec<_>>());
    if provider.echo_requested_model {
        fields.add("echo_requested_model", "yes");
    }
    some_list(fields, "allowed_clients", &clients(&provider.allowed_clients));
    some_list(fields, "denied_clients", &clients(&provider.denied_clients));
    if let (Some(from), Some(until)) = (provider.schedule_from, provider.schedule_until) {
        let zone = provider.schedule_time_zone.as_ref().map(|zone| format!(" {zone}"));
        fields.add("schedule", format!("{from}-{until}{}", zone.unwrap_or_default()));
    }
}

fn patience(provider: &ProviderView, fields: &mut Fields) {
    for (name, value) in [
        ("connect_timeout_ms", provider.connect_timeout_ms),
        ("first_byte_timeout_ms", provider.first_byte_timeout_ms),
        ("stream_idle_timeout_ms", provider.stream_idle_timeout_ms),
        ("stream_stall_timeout_ms", provider.stream_stall_timeout_ms),
        ("total_timeout_ms", provider.total_timeout_ms),
        ("breaker_failures", provider.breaker_failures.map(u64::from)),
        ("breaker_open_ms", provider.breaker_open_ms),
        ("breaker_half_open_successes", provider.breaker_half_open_successes.map(u64::from)),
    ] {
        fields.add_some(name, value);
    }
}

fn network(provider: &ProviderView, fields: &mut Fields) {
    if let Some(url) = &provider.proxy_url {
        let password = if provider.has_proxy_password { " (with a password)" } else { "" };
        fields.add("proxy_url", format!("{url}{password}"));
        fields.add("proxy_fallback_direct", human::yes(provider.proxy_fallback_direct));
    }
    if let Some(pem) = &provider.extra_ca_pem {
        let certificates = pem.matches("-----BEGIN").count();
        fields.add("extra_ca_pem", format!("{certificates} certificate(s)"));
    }
    for (name, value) in [
        ("accept_any_certificate", provider.accept_any_certificate),
        ("allow_plain_http", provider.allow_plain_http),
    ] {
        if value {
            fields.add(name, "yes (unsafe)");
        }
    }
}

fn overrides(provider: &ProviderView, fields: &mut Fields) {
    fields.add_some("anthropic_max_tokens", provider.anthropic_max_tokens.map(|tokens| tokens.get()));
    fields
        .add_some("anthropic_thinking_budget", provider.anthropic_thinking_budget.map(|tokens| tokens.get()));
    some_switch(fields, "anthropic_long_context", provider.anthropic_long_context);
    fields.add_some("anthropic_cache_ttl", provider.anthropic_cache_ttl);
    fields.add_some("responses_reasoning_effort", provider.responses_reasoning_effort.as_ref());
    fields.add_some("responses_reasoning_summary", provider.responses_reasoning_summary.as_ref());
    fields.add_some("responses_verbosity", provider.responses_verbosity.as_ref());
    fields.add_some("responses_parallel_tools", provider.responses_parallel_tools.map(human::yes));
    fields.add_some("responses_service_tier", provider.responses_service_tier.as_ref());
    if provider.codex_instructions != CodexInstructions::default() {
        fields.add("codex_instructions", provider.codex_instructions);
    }
    some_switch(fields, "gemini_google_search", provider.gemini_google_search);
}

fn some_list(fields: &mut Fields, name: &str, values: &[String]) {
    if !values.is_empty() {
        fields.add(name, values.join(", "));
    }
}

fn some_switch(fields: &mut Fields, name: &str, switch: Switch) {
    match switch {
        Switch::Inherit => {}
        Switch::On | Switch::Off => {
            fields.add(name, switch);
        }
    }
}

fn clients(patterns: &[ClientPattern]) -> Vec<String> {
    patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect()
}

fn texts(values: &[impl Display]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
