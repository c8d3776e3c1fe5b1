//! What a person types about a provider, and the rules that make a [`Provider`] of it.

mod credentials;
mod fields;
mod headers;
mod overrides;
mod place;
mod reach;
mod routing;

pub use fields::ProviderForm;
pub(crate) use place::valid_name;

use crate::{
    AuthStyle, BreakerValues, Clock, Dialect, Network, Overrides, Patch, Provider, ProviderId, ProviderKind,
    Random, Text, Timeouts, Weight,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// One field that can't be accepted, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, utoipa::ToSchema)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The field's name, as in the API.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub message: String,
    /// A code the UI can act on, where there is something special to do.
    pub code: Option<&'static str>,
}

impl FieldError {
    /// A plain one.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into(), code: None }
    }
}

/// What a new provider gets when its form is silent.
#[derive(Clone, Copy)]
pub struct NewProvider<'a> {
    /// The lowest rank: highest priority number in use plus 10, so that a second provider is a backup.
    pub next_priority: u32,
    /// Where time comes from.
    pub clock: &'a dyn Clock,
    /// Where ids come from.
    pub random: &'a dyn Random,
}

impl ProviderForm {
    /// Makes a new provider.
    ///
    /// # Errors
    /// The first field that is missing or wrong.
    pub fn create(self, new: NewProvider<'_>) -> Result<Provider, FieldError> {
        let kind = match self.kind {
            Patch::Set(kind) => kind,
            Patch::Keep | Patch::Clear => ProviderKind::Upstream,
        };
        let dialect = match (&self.dialect, kind) {
            (Patch::Set(dialect), _) => *dialect,
            (_, ProviderKind::Loopback) => Dialect::Anthropic,
            (_, ProviderKind::Upstream) => return Err(FieldError::new("dialect", "say what it speaks")),
        };
        if !matches!(self.name, Patch::Set(_)) {
            return Err(FieldError::new("name", "a provider has a name"));
        }
        let now = new.clock.now();
        let mut provider = Provider {
            id: ProviderId::new(now, new.random),
            name: Text::default(),
            note: String::new(),
            kind,
            dialect,
            auth_style: AuthStyle::default_for(dialect),
            base_url: None,
            credentials: Vec::new(),
            enabled: true,
            held: false,
            priority: new.next_priority,
            group_priorities: BTreeMap::new(),
            weight: Weight::default(),
            tags: Vec::new(),
            allowed_models: Vec::new(),
            model_redirects: Vec::new(),
            echo_requested_model: false,
            allowed_clients: Vec::new(),
            denied_clients: Vec::new(),
            timeouts: Timeouts::default(),
            breaker: BreakerValues::default(),
            network: Network::default(),
            schedule: None,
            custom_headers: Vec::new(),
            pass_client_ip: false,
            conversion_allowed: true,
            include_usage: true,
            allow_plain_http: false,
            overrides: Overrides::default(),
            website: None,
            created_at: now,
            revision: 1,
        };
        let form = Self { kind: Patch::Keep, ..self };
        form.change(&mut provider, new)?;
        Ok(provider)
    }

    /// Changes a provider; on an error it is half changed and must be thrown away.
    ///
    /// # Errors
    /// The first field that is wrong. `credential_required` when the base URL moves to another origin without
    /// the credential being typed again: a credential belongs to where it was made for.
    pub fn change(self, provider: &mut Provider, new: NewProvider<'_>) -> Result<(), FieldError> {
        if self.kind.is_mentioned() {
            return Err(FieldError::new("kind", "is decided when the provider is added"));
        }
        let moved = place::apply(&self, provider, new)?;
        self.note.apply_or_default(&mut provider.note);
        self.enabled.apply_or(&mut provider.enabled, || true);
        if let Patch::Set(priority) = self.priority {
            provider.priority = priority;
        }
        self.weight.apply_or_default(&mut provider.weight);
        routing::apply(&self, provider)?;
        self.connect_timeout_ms.apply(&mut provider.timeouts.connect_timeout_ms);
        self.first_byte_timeout_ms.apply(&mut provider.timeouts.first_byte_timeout_ms);
        self.stream_idle_timeout_ms.apply(&mut provider.timeouts.stream_idle_timeout_ms);
        self.stream_stall_timeout_ms.apply(&mut provider.timeouts.stream_stall_timeout_ms);
        self.total_timeout_ms.apply(&mut provider.timeouts.total_timeout_ms);
        reach::apply(&self, &mut provider.network)?;
        headers::apply(&self.custom_headers, &mut provider.custom_headers, moved)?;
        self.pass_client_ip.apply_or_default(&mut provider.pass_client_ip);
        self.conversion_allowed.apply_or(&mut provider.conversion_allowed, || true);
        self.include_usage.apply_or(&mut provider.include_usage, || true);
        self.allow_plain_http.apply_or_default(&mut provider.allow_plain_http);
        overrides::apply(&self, &mut provider.overrides);
        self.website.apply(&mut provider.website);
        whole(provider)
    }
}

/// Rules that concern more than one field.
fn whole(provider: &Provider) -> Result<(), FieldError> {
    match (&provider.base_url, provider.kind) {
        (None, ProviderKind::Upstream) => {
            Err(FieldError::new("base_url", "say where it is, e.g. https://api.anthropic.com"))
        }
        (Some(_), ProviderKind::Loopback) => Err(FieldError::new("base_url", "a loopback provider has none")),
        (Some(url), ProviderKind::Upstream) if url.is_public_plain_http() && !provider.allow_plain_http => {
            Err(FieldError::new(
                "base_url",
                "plain http would show the credential and every prompt to the network: use https, or set allow_plain_http",
            ))
        }
        (Some(_), ProviderKind::Upstream) | (None, ProviderKind::Loopback) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
