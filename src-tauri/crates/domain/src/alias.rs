//! Aliases: names of the person's own, each with the model that stands for it at each provider.

use crate::{ProviderId, Text};

/// A name that callers may ask for in the place of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its name, unique without regard to case.
    pub name: Text,
    /// What is asked for instead, at most one model a provider. A provider that isn't here doesn't serve it.
    pub models: Vec<AliasModel>,
}

/// What an alias means at one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasModel {
    /// Which provider.
    pub provider_id: ProviderId,
    /// The model it is sent.
    pub model: Text,
}

impl Alias {
    /// The model that stands for it at a provider.
    pub fn at(&self, provider_id: ProviderId) -> Option<&Text> {
        self.models.iter().find(|model| model.provider_id == provider_id).map(|model| &model.model)
    }
}
