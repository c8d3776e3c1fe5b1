//! Providers and their tests as people read them.

use crate::{
    commands::{provider_fields::configuration, standing},
    output::{Fields, Table, human},
};
use domain::{ProviderKind, UnixMillis};
use server::admin::{
    CredentialState, HealthState, Preset, ProviderView, TestEvent, TestOutcome, TestReport, TestStep,
    TestStepKind,
};

/// All of them.
pub(crate) fn table(providers: &[ProviderView]) -> String {
    let mut table = Table::new(
        ["name", "dialect", "enabled", "health", "pinned", "priority", "weight", "models", "base url"],
        "No providers. Add one: switchyard-server provider add --name N --dialect anthropic --base-url URL \
         --api-key-stdin",
    );
    for provider in providers {
        table.row([
            provider.name.clone(),
            dialect(provider),
            if provider.needs_credential { "needs credential" } else { human::yes(provider.enabled) }.into(),
            health(provider.health.state).into(),
            if provider.pinned_for.is_empty() {
                String::new()
            } else {
                human::list_or_all(&pinned_for(provider))
            },
            provider.priority.to_string(),
            provider.weight.get().to_string(),
            human::list_or_all(&provider.allowed_models),
            provider.base_url.clone().unwrap_or_default(),
        ]);
    }
    table.to_string()
}

/// One of them, in full.
pub(crate) fn one(provider: &ProviderView, now: UnixMillis) -> String {
    let mut fields = Fields::default();
    fields.add("name", &provider.name).add("id", provider.id).add("dialect", dialect(provider));
    fields.add_some("base_url", provider.base_url.as_deref());
    fields.add_some("called at", provider.generate_url.as_deref());
    fields.add("auth_style", provider.auth_style);
    credentials(provider, now, &mut fields);
    fields.add("enabled", human::yes(provider.enabled));
    fields.add("health", health_line(provider, now));
    if let Some(breaker) = &provider.breaker {
        standing::add_breaker(breaker, now, &mut fields);
    }
    standing::add_quotas(&provider.quota, now, &mut fields);
    if !provider.pinned_for.is_empty() {
        fields.add("pinned for", human::list_or_all(&pinned_for(provider)));
    }
    configuration(provider, &mut fields);
    fields.add_some("website", provider.website.as_deref());
    fields.add_some("note", Some(&provider.note).filter(|note| !note.is_empty()));
    fields.add("added", human::moment(provider.created_at, now));
    fields.to_string()
}

/// The presets, one line an address.
pub(crate) fn presets(presets: &[Preset]) -> String {
    let mut table = Table::new(["preset", "name", "dialect", "base url", "keys"], "No presets.");
    for preset in presets {
        let name = match &preset.zh_name {
            Some(zh_name) => format!("{} {zh_name}", preset.name),
            None => preset.name.clone(),
        };
        for endpoint in &preset.endpoints {
            table.row([
                preset.id.clone(),
                name.clone(),
                endpoint.dialect.to_string(),
                endpoint.base_url.clone(),
                preset.key_url.clone().unwrap_or_default(),
            ]);
        }
    }
    table.to_string()
}

/// A line of a test, as it comes.
pub(crate) fn test_event(event: &TestEvent) -> String {
    match event {
        TestEvent::Step(step) => test_step(step),
        TestEvent::Report(report) if report.passed => {
            let model = report.model.as_deref().unwrap_or("the model");
            format!("Works: {model} answered in {}.", human::millis(report.duration_ms))
        }
        TestEvent::Report(report) => format!("Failed after {}.", human::millis(report.duration_ms)),
    }
}

/// Why a test failed and what to do, as far as it says.
pub(crate) fn why(report: &TestReport) -> String {
    let Some(cause) = report.steps.iter().find_map(|step| step.cause.as_ref()) else {
        return "no step says why".into();
    };
    let said = cause.upstream_message.as_ref().map(|said| format!(" (it says: {said})"));
    let try_this = cause.suggestion.as_ref().map(|suggestion| format!("; try {suggestion}"));
    format!("{}{}{}", cause.en, said.unwrap_or_default(), try_this.unwrap_or_default())
}

fn test_step(step: &TestStep) -> String {
    let name = match step.step {
        TestStepKind::Dns => "dns",
        TestStepKind::Tcp => "tcp",
        TestStepKind::Proxy => "proxy",
        TestStepKind::Tls => "tls",
        TestStepKind::Credential => "credential",
        TestStepKind::Models => "models",
        TestStepKind::Generation => "generation",
    };
    let (outcome, took) = match step.outcome {
        TestOutcome::Passed => ("ok", human::millis(step.duration_ms)),
        TestOutcome::Failed => ("failed", human::millis(step.duration_ms)),
        TestOutcome::Skipped => ("-", String::new()),
    };
    let status = step.status.map(|status| format!("{status} ")).unwrap_or_default();
    let detail = step.detail.as_deref().unwrap_or_default().replace(char::is_control, " ");
    format!("{name:<11} {outcome:<7} {took:>9}  {status}{detail}")
}

fn pinned_for(provider: &ProviderView) -> Vec<String> {
    provider.pinned_for.iter().map(ToString::to_string).collect()
}

fn health(state: HealthState) -> &'static str {
    match state {
        HealthState::Ok => "ok",
        HealthState::Failing => "failing",
        HealthState::Unused => "unused",
        HealthState::Disabled => "disabled",
        HealthState::NeedsCredential => "needs credential",
    }
}

fn health_line(provider: &ProviderView, now: UnixMillis) -> String {
    let known = &provider.health;
    let mut line = health(known.state).to_owned();
    if let (HealthState::Ok | HealthState::Failing, Some(since)) = (known.state, known.since) {
        line += &format!(" since {}", human::span(now.since(since)));
    }
    line += &format!("; today (UTC) {} answered, {} failed", known.successes_today, known.failures_today);
    if let Some(median) = known.first_byte_ms_median {
        line += &format!("; first byte after {}", human::millis(median));
    }
    if let (HealthState::Failing, Some(error)) =
        (known.state, known.last_outcome.as_ref().and_then(|last| last.error.as_ref()))
    {
        line += &format!("; it said: {error}");
    }
    line
}

fn dialect(provider: &ProviderView) -> String {
    match provider.kind {
        ProviderKind::Upstream => provider.dialect.to_string(),
        ProviderKind::Loopback => "all (loopback)".into(),
    }
}

/// Each on its line: where it ends, its id, and why it isn't used.
fn credentials(provider: &ProviderView, now: UnixMillis, fields: &mut Fields) {
    if provider.credentials.is_empty() {
        fields.add("credential", "none");
    }
    for credential in &provider.credentials {
        let until = credential.until.map(|until| format!(", tried again {}", human::moment(until, now)));
        let state = match credential.state {
            CredentialState::Ok => "ok",
            CredentialState::Unreadable => "unreadable: set it again with --api-key-stdin",
            CredentialState::Rejected => "rejected",
            CredentialState::OutOfCredit => "out of credit",
            CredentialState::Resting => "resting",
        };
        let tail = if credential.tail.is_empty() { "set".into() } else { format!("…{}", credential.tail) };
        fields.add("credential", format!("{tail}  {state}{}  {}", until.unwrap_or_default(), credential.id));
    }
}
