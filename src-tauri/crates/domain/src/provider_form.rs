//! What a person types about a provider, and the rules that make a [`Provider`] of it.

use crate::{
    AuthStyle, BaseUrl, Clock, Credential, CredentialId, Dialect, ModelPattern, Patch, Provider, ProviderId,
    ProviderKind, Random, Secret, Text, Timeouts, Weight,
};
use serde::{Deserialize, Serialize};
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

/// What a person may say of a provider. In a change a missing field stays and `null` clears.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderForm {
    /// Its name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Patch<String>,
    /// What the person wants to remember.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
    /// What stands behind it; only when it is added.
    #[serde(default)]
    #[schema(value_type = Option<ProviderKind>)]
    pub kind: Patch<ProviderKind>,
    /// What it speaks; needed when it is added.
    #[serde(default)]
    #[schema(value_type = Option<Dialect>)]
    pub dialect: Patch<Dialect>,
    /// Where the credential goes; the dialect's own way when cleared.
    #[serde(default)]
    #[schema(value_type = Option<AuthStyle>)]
    pub auth_style: Patch<AuthStyle>,
    /// Where it is.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub base_url: Patch<String>,
    /// The credential; write-only.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub credential: Patch<Secret>,
    /// Whether it is used.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub enabled: Patch<bool>,
    /// Lower is used first.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    pub priority: Patch<u32>,
    /// Its share among equals, 0–100.
    #[serde(default)]
    #[schema(value_type = Option<u8>)]
    pub weight: Patch<Weight>,
    /// The models it serves; empty means all.
    #[serde(default)]
    #[schema(value_type = Option<Vec<ModelPattern>>)]
    pub allowed_models: Patch<Vec<ModelPattern>>,
    /// TCP and TLS, milliseconds; 0 is off.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub connect_timeout_ms: Patch<u64>,
    /// Streaming, to the first byte of the body; 0 is off.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub first_byte_timeout_ms: Patch<u64>,
    /// Streaming, between two bytes; 0 is off.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub stream_idle_timeout_ms: Patch<u64>,
    /// Streaming, between two pieces of content; 0 is off.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub stream_stall_timeout_ms: Patch<u64>,
    /// Not streaming, the whole answer; 0 is off.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub total_timeout_ms: Patch<u64>,
    /// Headers added to each request to it.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub custom_headers: Patch<BTreeMap<String, String>>,
    /// Whether it is told the client's address.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub pass_client_ip: Patch<bool>,
    /// Whether openai-chat streams are asked for their usage.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub include_usage: Patch<bool>,
    /// Whether plain http to a public host is accepted: unsafe.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub allow_plain_http: Patch<bool>,
    /// The provider's page.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub website: Patch<String>,
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
        let dialect = match (self.dialect.clone(), kind) {
            (Patch::Set(dialect), _) => dialect,
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
            weight: Weight::default(),
            allowed_models: Vec::new(),
            timeouts: Timeouts::default(),
            custom_headers: Vec::new(),
            pass_client_ip: false,
            include_usage: true,
            allow_plain_http: false,
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
        match self.name {
            Patch::Keep => {}
            Patch::Clear => return Err(FieldError::new("name", "a provider has a name")),
            Patch::Set(name) if name.trim().eq_ignore_ascii_case("order") => {
                return Err(FieldError::new(
                    "name",
                    "the API calls the order of all providers so: choose another",
                ));
            }
            Patch::Set(name) => provider.name = valid_name(&name)?,
        }
        self.note.apply_or_default(&mut provider.note);
        match self.dialect {
            Patch::Keep => {}
            Patch::Clear => return Err(FieldError::new("dialect", "say what it speaks")),
            Patch::Set(dialect) if dialect == provider.dialect => {}
            Patch::Set(dialect) => {
                if provider.auth_style == AuthStyle::default_for(provider.dialect) {
                    provider.auth_style = AuthStyle::default_for(dialect);
                }
                provider.dialect = dialect;
            }
        }
        match self.auth_style {
            Patch::Keep => {}
            Patch::Clear => provider.auth_style = AuthStyle::default_for(provider.dialect),
            Patch::Set(style) => provider.auth_style = style,
        }
        let credential_typed = self.credential.is_mentioned();
        match self.credential {
            Patch::Keep => {}
            Patch::Clear => provider.credentials.clear(),
            Patch::Set(secret) => {
                let id = CredentialId::new(new.clock.now(), new.random);
                provider.credentials = vec![Credential::new(id, valid_credential(&secret)?)];
            }
        }
        if let Patch::Set(text) = &self.base_url {
            move_to(provider, text, credential_typed)?;
        }
        if self.base_url == Patch::Clear {
            provider.base_url = None;
        }
        match self.enabled {
            Patch::Keep => {}
            Patch::Clear => provider.enabled = true,
            Patch::Set(enabled) => provider.enabled = enabled,
        }
        if let Patch::Set(priority) = self.priority {
            provider.priority = priority;
        }
        self.weight.apply_or_default(&mut provider.weight);
        self.allowed_models.apply_or_default(&mut provider.allowed_models);
        self.connect_timeout_ms.apply(&mut provider.timeouts.connect_timeout_ms);
        self.first_byte_timeout_ms.apply(&mut provider.timeouts.first_byte_timeout_ms);
        self.stream_idle_timeout_ms.apply(&mut provider.timeouts.stream_idle_timeout_ms);
        self.stream_stall_timeout_ms.apply(&mut provider.timeouts.stream_stall_timeout_ms);
        self.total_timeout_ms.apply(&mut provider.timeouts.total_timeout_ms);
        match self.custom_headers {
            Patch::Keep => {}
            Patch::Clear => provider.custom_headers.clear(),
            Patch::Set(headers) => provider.custom_headers = valid_headers(headers)?,
        }
        self.pass_client_ip.apply_or_default(&mut provider.pass_client_ip);
        match self.include_usage {
            Patch::Keep => {}
            Patch::Clear => provider.include_usage = true,
            Patch::Set(include) => provider.include_usage = include,
        }
        self.allow_plain_http.apply_or_default(&mut provider.allow_plain_http);
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

fn move_to(provider: &mut Provider, text: &str, credential_typed: bool) -> Result<(), FieldError> {
    let url = BaseUrl::parse(text).map_err(|error| FieldError::new("base_url", error.to_string()))?;
    let moved = provider.base_url.as_ref().is_some_and(|old| old.origin() != url.origin());
    if moved && !credential_typed && !provider.credentials.is_empty() {
        return Err(FieldError {
            field: "credential",
            message: "the base URL now points at another server: type the credential again".into(),
            code: Some("credential_required"),
        });
    }
    provider.base_url = Some(url);
    Ok(())
}

/// A name of 1–64 printable characters, without blanks around it.
pub(crate) fn valid_name(name: &str) -> Result<Text, FieldError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 64 || name.chars().any(char::is_control) {
        return Err(FieldError::new("name", "a name has 1 to 64 printable characters"));
    }
    Ok(name.into())
}

fn valid_credential(secret: &Secret) -> Result<Secret, FieldError> {
    let text = secret.expose().trim();
    if text.is_empty() || text.len() > 1 << 20 || !text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Err(FieldError::new("credential", "a credential is one line of printable ASCII"));
    }
    Ok(Secret::new(text))
}

/// Headers that carry the credential, frame the message, or say who is asking: never the person's to set.
const RESERVED_HEADERS: &[&str] = &[
    "authorization",
    "x-api-key",
    "x-goog-api-key",
    "proxy-authorization",
    "cookie",
    "host",
    "content-length",
    "content-encoding",
    "content-type",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "accept-encoding",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "via",
];

fn valid_headers(headers: BTreeMap<String, String>) -> Result<Vec<(String, String)>, FieldError> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    headers
        .into_iter()
        .map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            if name.is_empty() || !name.bytes().all(token) {
                return Err(FieldError::new("custom_headers", format!("`{name}` is not a header name")));
            }
            if RESERVED_HEADERS.contains(&name.as_str()) || name.starts_with("x-switchyard-") {
                return Err(FieldError::new(
                    "custom_headers",
                    format!("`{name}` can't be set: the gateway owns it"),
                ));
            }
            if !value.bytes().all(|byte| byte == b'\t' || (0x20..0x7f).contains(&byte)) {
                return Err(FieldError::new(
                    "custom_headers",
                    format!("the value of `{name}` is not printable ASCII"),
                ));
            }
            Ok((name, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{UnixMillis, random::Seeded};

    struct Still;
    impl Clock for Still {
        fn now(&self) -> UnixMillis {
            UnixMillis(1)
        }
    }

    fn make(json: serde_json::Value) -> Result<Provider, FieldError> {
        let form: ProviderForm = serde_json::from_value(json).unwrap();
        form.create(NewProvider { next_priority: 10, clock: &Still, random: &Seeded::new(1) })
    }

    fn change(provider: &Provider, json: serde_json::Value) -> Result<Provider, FieldError> {
        let form: ProviderForm = serde_json::from_value(json).unwrap();
        let mut changed = provider.clone();
        form.change(&mut changed, NewProvider { next_priority: 10, clock: &Still, random: &Seeded::new(2) })?;
        Ok(changed)
    }

    fn anthropic() -> Provider {
        make(serde_json::json!({"name": "A", "dialect": "anthropic", "base_url": "https://a.example/v1", "credential": "sk-ant-0123456789"})).unwrap()
    }

    #[test]
    fn a_new_provider_is_enabled_and_a_backup() {
        let provider = anthropic();
        assert!(provider.enabled);
        assert_eq!(
            (provider.priority, provider.weight.get(), provider.auth_style),
            (10, 1, AuthStyle::XApiKey)
        );
        assert_eq!(provider.credentials[0].tail, "6789");
    }

    #[test]
    fn moving_to_another_origin_asks_for_the_credential() {
        let provider = anthropic();
        let error = change(&provider, serde_json::json!({"base_url": "https://evil.example"})).unwrap_err();
        assert_eq!((error.field, error.code), ("credential", Some("credential_required")));
        for json in [
            serde_json::json!({"base_url": "https://a.example/other"}),
            serde_json::json!({"base_url": "https://b.example", "credential": "sk-again-012345"}),
            serde_json::json!({"base_url": "https://b.example", "credential": null}),
        ] {
            assert!(change(&provider, json).is_ok());
        }
    }

    #[test]
    fn null_clears_and_missing_stays() {
        let provider =
            change(&anthropic(), serde_json::json!({"total_timeout_ms": 5, "allowed_models": ["claude-*"]}))
                .unwrap();
        assert_eq!(provider.timeouts.total_timeout_ms, Some(5));
        let kept = change(&provider, serde_json::json!({"note": "x"})).unwrap();
        assert_eq!(kept.timeouts.total_timeout_ms, Some(5));
        let cleared =
            change(&provider, serde_json::json!({"total_timeout_ms": null, "allowed_models": null})).unwrap();
        assert_eq!((cleared.timeouts.total_timeout_ms, cleared.allowed_models.len()), (None, 0));
    }

    #[test]
    fn headers_that_are_ours_cannot_be_set() {
        for name in [
            "Authorization",
            "x-api-key",
            "Host",
            "Transfer-Encoding",
            "Cookie",
            "bad name",
            "x-switchyard-hop",
        ] {
            assert!(
                change(&anthropic(), serde_json::json!({"custom_headers": {name: "v"}})).is_err(),
                "{name}"
            );
        }
        assert!(change(&anthropic(), serde_json::json!({"custom_headers": {"x-team": "a\r\nb"}})).is_err());
        let provider =
            change(&anthropic(), serde_json::json!({"custom_headers": {"X-Team": "core"}})).unwrap();
        assert_eq!(provider.custom_headers, [("x-team".to_owned(), "core".to_owned())]);
    }

    #[test]
    fn wrong_forms_name_their_field() {
        for (json, field) in [
            (serde_json::json!({"dialect": "anthropic", "base_url": "https://h"}), "name"),
            (serde_json::json!({"name": "A", "base_url": "https://h"}), "dialect"),
            (serde_json::json!({"name": "A", "dialect": "gemini"}), "base_url"),
            (
                serde_json::json!({"name": "A", "dialect": "gemini", "base_url": "http://api.example.com"}),
                "base_url",
            ),
            (serde_json::json!({"name": " ", "dialect": "gemini", "base_url": "https://h"}), "name"),
            (
                serde_json::json!({"name": "A", "dialect": "gemini", "base_url": "https://h", "credential": "a\nb"}),
                "credential",
            ),
            (serde_json::json!({"name": "A", "kind": "loopback", "base_url": "https://h"}), "base_url"),
        ] {
            assert_eq!(make(json.clone()).unwrap_err().field, field, "{json}");
        }
        assert!(serde_json::from_value::<ProviderForm>(serde_json::json!({"colour": 1})).is_err());
        assert!(serde_json::from_value::<ProviderForm>(serde_json::json!({"weight": 101})).is_err());
    }
}
