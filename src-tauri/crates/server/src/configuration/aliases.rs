//! Aliases: made, replaced, removed.

use super::Configuration;
use crate::admin::{AliasForm, AliasModelForm, Problem, ProblemCode};
use domain::{Alias, AliasModel, Event};

/// More than this nobody remembers, and the list of models is read by every client that starts.
const MOST: usize = 200;

impl Configuration {
    /// Makes an alias or replaces it.
    pub(crate) async fn set_alias(&self, name: &str, form: AliasForm) -> Result<Alias, Problem> {
        let _changing = self.0.changing.lock().await;
        let mut models = Vec::with_capacity(form.models.len());
        for AliasModelForm { provider, model } in form.models {
            let known = self.provider(&provider).await.map_err(|problem| {
                let unknown = problem.code == ProblemCode::NotFound;
                if unknown { Problem::field("models", problem.detail) } else { problem }
            })?;
            models.push(AliasModel { provider_id: known.id, model: model.into() });
        }
        let alias = Alias::new(name, models)?;
        let aliases = &self.current().aliases;
        let known = aliases.iter().any(|other| super::same_name(&other.name, &alias.name));
        if !known && aliases.len() >= MOST {
            return Err(Problem::field("name", format!("there are {MOST} aliases: remove one first")));
        }
        self.0.store.set_alias(alias.clone()).await?;
        self.told(Event::AliasesChanged).await?;
        Ok(alias)
    }

    /// Removes an alias.
    pub(crate) async fn remove_alias(&self, name: &str) -> Result<(), Problem> {
        let _changing = self.0.changing.lock().await;
        self.0.store.remove_alias(name.trim().to_owned()).await?;
        self.told(Event::AliasesChanged).await
    }
}
