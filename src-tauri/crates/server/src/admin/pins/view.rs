//! A pin as the API shows it.

use domain::{Dialect, Patch, ProviderId, Snapshot};
use serde::{Deserialize, Serialize};

/// Where a dialect's requests go first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PinView {
    /// What the callers speak.
    pub dialect: Dialect,
    /// The pinned provider; `null` is automatic.
    pub provider_id: Option<ProviderId>,
    /// Its name.
    pub provider_name: Option<String>,
}

/// A new pin.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinChange {
    /// The provider's name or id; `null` is automatic.
    #[serde(default)]
    #[schema(value_type = Option<String>, required)]
    pub provider: Patch<String>,
}

impl PinView {
    /// The pin of a dialect in this picture of the configuration.
    pub(crate) fn of(snapshot: &Snapshot, dialect: Dialect) -> Self {
        let pinned = snapshot.pins.of(dialect);
        let provider = snapshot.providers.iter().find(|provider| Some(provider.id) == pinned);
        Self {
            dialect,
            provider_id: provider.map(|provider| provider.id),
            provider_name: provider.map(|provider| provider.name.to_string()),
        }
    }

    /// The pins of all dialects.
    pub(crate) fn all(snapshot: &Snapshot) -> Vec<Self> {
        Dialect::ALL.into_iter().map(|dialect| Self::of(snapshot, dialect)).collect()
    }
}
