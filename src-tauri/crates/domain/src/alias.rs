//! Aliases: names of the person's own, each with the model that stands for it at each provider.

use crate::{FieldError, ModelName, ProviderId, Text};

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
    /// An alias as it was typed.
    ///
    /// # Errors
    /// When its name or a model's can't be one, nothing stands for it, or a provider stands there twice.
    pub fn new(name: &str, models: Vec<AliasModel>) -> Result<Self, FieldError> {
        let name = valid("name", name)?;
        if models.is_empty() {
            return Err(FieldError::new("models", "say which model stands for it, at one provider at least"));
        }
        let mut valid_models: Vec<AliasModel> = Vec::with_capacity(models.len());
        for AliasModel { provider_id, model } in models {
            if valid_models.iter().any(|other| other.provider_id == provider_id) {
                return Err(FieldError::new("models", "a provider has one model for an alias"));
            }
            valid_models.push(AliasModel { provider_id, model: valid("models", &model)? });
        }
        Ok(Self { name, models: valid_models })
    }

    /// The model that stands for it at a provider.
    pub fn at(&self, provider_id: ProviderId) -> Option<&Text> {
        self.models.iter().find(|model| model.provider_id == provider_id).map(|model| &model.model)
    }
}

/// One model's name: a pattern is none.
fn valid(field: &'static str, name: &str) -> Result<Text, FieldError> {
    let name = ModelName::try_from(name.trim().to_owned()).map_err(|error| FieldError::new(field, error))?;
    if name.as_str().contains('*') {
        return Err(FieldError::new(field, "a model's name has no `*`"));
    }
    Ok(name.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{UnixMillis, random::Seeded};

    #[test]
    fn an_alias_has_a_name_and_a_model_for_each_of_its_providers() {
        let [one, two] = [1, 2].map(|seed| ProviderId::new(UnixMillis(0), &Seeded::new(seed)));
        let model = |provider_id, model: &str| AliasModel { provider_id, model: model.into() };
        let fast = Alias::new(" fast ", vec![model(one, "haiku "), model(two, "glm-4.5-air")]).unwrap();
        assert_eq!((fast.name.as_str(), fast.at(one).map(Text::as_str)), ("fast", Some("haiku")));
        for (name, models, field) in [
            ("", vec![model(one, "m")], "name"),
            ("fast-*", vec![model(one, "m")], "name"),
            ("fast", vec![], "models"),
            ("fast", vec![model(one, "")], "models"),
            ("fast", vec![model(one, "m*")], "models"),
            ("fast", vec![model(one, "a"), model(one, "b")], "models"),
        ] {
            assert_eq!(Alias::new(name, models).unwrap_err().field, field, "{name}");
        }
    }
}
