//! An alias as the API shows it, and as it is typed.

use domain::{Alias, ProviderId, Snapshot};
use serde::{Deserialize, Serialize};

/// An alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AliasView {
    /// Its name, which callers may ask for in the place of a model.
    pub name: String,
    /// What stands for it, the providers by priority.
    pub models: Vec<AliasModelView>,
}

/// What stands for an alias at one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AliasModelView {
    /// Which provider.
    pub provider_id: ProviderId,
    /// Its name.
    pub provider_name: String,
    /// The model it is sent.
    pub model: String,
}

/// What is to stand for an alias.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AliasForm {
    /// A model for each provider that serves it, in the place of those there are.
    pub models: Vec<AliasModelForm>,
}

/// What is to stand for an alias at one provider.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AliasModelForm {
    /// The provider's name or id.
    pub provider: String,
    /// The model it is sent.
    pub model: String,
}

impl AliasView {
    /// Shows an alias.
    pub(crate) fn new(alias: &Alias, snapshot: &Snapshot) -> Self {
        let name = |id: ProviderId| {
            let provider = snapshot.providers.iter().find(|provider| provider.id == id);
            provider.map(|provider| provider.name.to_string()).unwrap_or_default()
        };
        let models = alias.models.iter().map(|model| AliasModelView {
            provider_id: model.provider_id,
            provider_name: name(model.provider_id),
            model: model.model.to_string(),
        });
        Self { name: alias.name.to_string(), models: models.collect() }
    }
}
