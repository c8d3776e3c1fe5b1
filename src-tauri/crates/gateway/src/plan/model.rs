//! Which model a provider is sent, and whether it has it.

use domain::{Alias, Dialect, ModelRedirect, ModelRule, Provider, Text};

/// What is known of the lists of models that upstreams give.
pub(crate) trait Models {
    /// Whether a provider's own list has a model.
    fn listed(&self, provider: &Provider, model: &str) -> Listed;
}

/// What a provider's own list says of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listed {
    /// There is no list.
    Nothing,
    /// It has it.
    Has,
    /// It doesn't, and is young.
    Lacks,
    /// It didn't when it was fetched, and that is long ago.
    LackedLongAgo,
}

/// Whether a provider has the model. What is known comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Knowledge {
    /// The person said so, or its own list does.
    Knows,
    /// Nobody said anything.
    Unknown,
    /// An old list of its own doesn't have it.
    Doubtful,
}

/// What a provider would be sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// The model.
    pub(super) model: &'a Text,
    /// What the person wrote that made it another.
    pub(super) rule: Option<ModelRule>,
    /// Whether it has it.
    pub(super) knowledge: Knowledge,
    /// The dialect that it is asked in.
    pub(super) dialect: Dialect,
}

/// The model that a provider is sent: an alias's, else its redirect's, else the one asked for. `None` where the
/// alias doesn't name it.
pub(super) fn target<'a>(
    provider: &'a Provider,
    asked: &'a Text,
    alias: Option<&'a Alias>,
    dialect: Dialect,
) -> Option<Target<'a>> {
    let known = |model, rule| Target { model, rule, knowledge: Knowledge::Knows, dialect };
    if let Some(alias) = alias {
        return alias.at(provider.id).map(|model| known(model, Some(ModelRule::Alias)));
    }
    // Where no model is named there is nothing to exchange, whatever a star may match.
    let redirect = ModelRedirect::of(&provider.model_redirects, asked).filter(|_| !asked.is_empty());
    // One that leads to itself exchanges nothing.
    let rule = redirect.filter(|to| *to != asked).map(|_| ModelRule::Redirect);
    Some(known(redirect.unwrap_or(asked), rule))
}
