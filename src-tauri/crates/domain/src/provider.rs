//! A provider as the gateway sees it: complete and valid.
//!
//! What a person types is a [`crate::ProviderForm`]; only a valid one becomes a [`Provider`].

use crate::{BaseUrl, CredentialId, Dialect, ModelPattern, ProviderId, Secret, Text, UnixMillis};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, time::Duration};

/// What stands behind a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// A server that speaks the provider's dialect.
    #[default]
    Upstream,
    /// Switchyard itself, answering every dialect with a canned text.
    Loopback,
}

/// Where the credential stands in a request to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuthStyle {
    /// `Authorization: Bearer K`.
    Bearer,
    /// `x-api-key: K`.
    XApiKey,
    /// Both of the former: some relays read one, some the other.
    Both,
    /// `x-goog-api-key: K`.
    XGoogApiKey,
    /// `?key=K`.
    Query,
}

impl AuthStyle {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Bearer, Self::XApiKey, Self::Both, Self::XGoogApiKey, Self::Query];

    /// What the dialect's own vendor reads.
    pub const fn default_for(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Anthropic => Self::XApiKey,
            Dialect::OpenaiChat | Dialect::OpenaiResponses => Self::Bearer,
            Dialect::Gemini => Self::XGoogApiKey,
        }
    }

    /// The name used in the API, the database and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::XApiKey => "x-api-key",
            Self::Both => "both",
            Self::XGoogApiKey => "x-goog-api-key",
            Self::Query => "query",
        }
    }
}

impl fmt::Display for AuthStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AuthStyle {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|style| style.as_str() == text).ok_or_else(|| {
            format!("`{text}` is not an auth style: use bearer, x-api-key, both, x-goog-api-key or query")
        })
    }
}

/// A share of the load among providers of equal priority: 1–100, or 0 for "only when asked for by name".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "u8", into = "u8")]
#[schema(value_type = u8, minimum = 0, maximum = 100)]
pub struct Weight(u8);

impl Weight {
    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for Weight {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u8> for Weight {
    type Error = String;
    fn try_from(weight: u8) -> Result<Self, String> {
        if weight <= 100 { Ok(Self(weight)) } else { Err("a weight is between 0 and 100".into()) }
    }
}

impl From<Weight> for u8 {
    fn from(weight: Weight) -> Self {
        weight.0
    }
}

/// A provider's time-outs as set: `None` is the default, 0 is off. Milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Timeouts {
    /// TCP and TLS. Default 10 s.
    pub connect_timeout_ms: Option<u64>,
    /// Streaming: to the first byte of the body. Default 120 s.
    pub first_byte_timeout_ms: Option<u64>,
    /// Streaming: between two bytes. Default 300 s.
    pub stream_idle_timeout_ms: Option<u64>,
    /// Streaming: between two pieces of content, pings not counted. Default 10 min.
    pub stream_stall_timeout_ms: Option<u64>,
    /// Not streaming: the whole answer. Default 600 s.
    pub total_timeout_ms: Option<u64>,
}

impl Timeouts {
    /// TCP and TLS.
    pub fn connect(&self) -> Option<Duration> {
        resolve(self.connect_timeout_ms, 10_000)
    }

    /// Streaming: to the first byte of the body.
    pub fn first_byte(&self) -> Option<Duration> {
        resolve(self.first_byte_timeout_ms, 120_000)
    }

    /// Streaming: between two bytes.
    pub fn stream_idle(&self) -> Option<Duration> {
        resolve(self.stream_idle_timeout_ms, 300_000)
    }

    /// Streaming: between two pieces of content.
    pub fn stream_stall(&self) -> Option<Duration> {
        resolve(self.stream_stall_timeout_ms, 600_000)
    }

    /// Not streaming: the whole answer.
    pub fn total(&self) -> Option<Duration> {
        resolve(self.total_timeout_ms, 600_000)
    }
}

fn resolve(set_ms: Option<u64>, default_ms: u64) -> Option<Duration> {
    match set_ms.unwrap_or(default_ms) {
        0 => None,
        ms => Some(Duration::from_millis(ms)),
    }
}

/// One credential of a provider.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// The secret, or `None` when the vault could not open it: the provider then needs it again.
    pub secret: Option<Secret>,
    /// The last 4 characters, to recognise it.
    pub tail: String,
}

impl Credential {
    /// Takes a new credential in.
    pub fn new(id: CredentialId, secret: Secret) -> Self {
        let characters: Vec<char> = secret.expose().chars().collect();
        // A short secret's tail would be most of it.
        let tail = if characters.len() >= 12 {
            characters[characters.len() - 4..].iter().collect()
        } else {
            String::new()
        };
        Self { id, secret: Some(secret), tail }
    }
}

/// One upstream account, valid and complete.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its id.
    pub id: ProviderId,
    /// Its name, unique without regard to case.
    pub name: Text,
    /// What the person wants to remember.
    pub note: String,
    /// What stands behind it.
    pub kind: ProviderKind,
    /// What it speaks. A loopback provider speaks all four; it is stored as `anthropic`.
    pub dialect: Dialect,
    /// Where the credential goes.
    pub auth_style: AuthStyle,
    /// Where it is. A loopback provider has none.
    pub base_url: Option<BaseUrl>,
    /// Its credentials; a local model needs none.
    pub credentials: Vec<Credential>,
    /// Whether it is used.
    pub enabled: bool,
    /// Whether the person holds its breaker open: it is not asked until the person says so.
    pub held: bool,
    /// Lower is used first.
    pub priority: u32,
    /// Its share among equals.
    pub weight: Weight,
    /// The models it serves; empty means all.
    pub allowed_models: Vec<ModelPattern>,
    /// Its time-outs.
    pub timeouts: Timeouts,
    /// Headers added to each request to it.
    pub custom_headers: Vec<(String, String)>,
    /// Whether it is told the client's address (`X-Forwarded-For`).
    pub pass_client_ip: bool,
    /// Whether openai-chat streams are asked for their usage when the client didn't.
    pub include_usage: bool,
    /// Whether plain http to a public host is accepted: unsafe, and marked so.
    pub allow_plain_http: bool,
    /// The provider's page, for the person.
    pub website: Option<String>,
    /// When it was added.
    pub created_at: UnixMillis,
    /// Rises with each change.
    pub revision: u64,
}

impl Provider {
    /// Whether it speaks the dialect itself.
    pub fn speaks(&self, dialect: Dialect) -> bool {
        self.kind == ProviderKind::Loopback || self.dialect == dialect
    }

    /// Whether it has credentials, none of which could be opened.
    pub fn needs_credential(&self) -> bool {
        !self.credentials.is_empty() && self.credentials.iter().all(|credential| credential.secret.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_is_the_default_and_zero_is_off() {
        let timeouts =
            Timeouts { first_byte_timeout_ms: Some(0), total_timeout_ms: Some(5), ..Timeouts::default() };
        assert_eq!(timeouts.connect(), Some(Duration::from_secs(10)));
        assert_eq!(timeouts.first_byte(), None);
        assert_eq!(timeouts.total(), Some(Duration::from_millis(5)));
    }

    #[test]
    fn a_short_credential_keeps_its_tail_to_itself() {
        let id = CredentialId::new(UnixMillis(0), &crate::random::Seeded::new(1));
        assert_eq!(Credential::new(id, Secret::new("short")).tail, "");
        assert_eq!(Credential::new(id, Secret::new("sk-a-long-credential-wxyz")).tail, "wxyz");
    }
}
