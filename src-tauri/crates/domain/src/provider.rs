//! A provider as the gateway sees it: complete and valid.
//!
//! What a person types is a [`crate::ProviderForm`]; only a valid one becomes a [`Provider`].

use crate::{
    BaseUrl, BreakerValues, ClientPattern, CredentialId, CustomHeader, Dialect, GroupName, ModelPattern,
    ModelRedirect, Network, Overrides, ProviderId, Schedule, Secret, Text, Timeouts, UnixMillis,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

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
    /// Its priority for callers of a group.
    pub group_priorities: BTreeMap<GroupName, u32>,
    /// Its share among equals.
    pub weight: Weight,
    /// The groups it belongs to; without one it is in `default`.
    pub tags: Vec<GroupName>,
    /// The models it serves; empty means all.
    pub allowed_models: Vec<ModelPattern>,
    /// Models it is sent another name for.
    pub model_redirects: Vec<ModelRedirect>,
    /// Whether same-dialect answers carry the name that was asked for, too.
    pub echo_requested_model: bool,
    /// The clients that may use it; empty means all.
    pub allowed_clients: Vec<ClientPattern>,
    /// The clients that may not.
    pub denied_clients: Vec<ClientPattern>,
    /// Its time-outs.
    pub timeouts: Timeouts,
    /// Its breaker's values.
    pub breaker: BreakerValues,
    /// How it is reached.
    pub network: Network,
    /// The hours of a day at which it is used; `None`: all.
    pub schedule: Option<Schedule>,
    /// Headers added to each request to it.
    pub custom_headers: Vec<CustomHeader>,
    /// Whether it is told the client's address (`X-Forwarded-For`).
    pub pass_client_ip: bool,
    /// Whether requests of other dialects are converted to its own.
    pub conversion_allowed: bool,
    /// Whether openai-chat streams are asked for their usage when the client didn't.
    pub include_usage: bool,
    /// Whether plain http to a public host is accepted: unsafe, and marked so.
    pub allow_plain_http: bool,
    /// What is changed in the requests it is sent.
    pub overrides: Overrides,
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

    /// Whether requests of the dialect can go to it, as they are or converted.
    pub fn takes(&self, dialect: Dialect) -> bool {
        self.speaks(dialect) || self.conversion_allowed
    }

    /// Whether it has credentials, none of which could be opened, or a header that could not.
    pub fn needs_credential(&self) -> bool {
        let unread = |credential: &Credential| credential.secret.is_none();
        (!self.credentials.is_empty() && self.credentials.iter().all(unread))
            || self.custom_headers.iter().any(|header| header.value.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_credential_keeps_its_tail_to_itself() {
        let id = CredentialId::new(UnixMillis(0), &crate::random::Seeded::new(1));
        assert_eq!(Credential::new(id, Secret::new("short")).tail, "");
        assert_eq!(Credential::new(id, Secret::new("sk-a-long-credential-wxyz")).tail, "wxyz");
    }
}
