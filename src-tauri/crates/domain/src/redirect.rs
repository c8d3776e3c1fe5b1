//! A model exchanged for another at one provider, because the person wrote it down.

use crate::{ModelPattern, Text};
use serde::{Deserialize, Serialize};

/// A model that is asked for, and the one the provider is sent instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelRedirect {
    /// Which models: an exact name, a prefix (`claude-*`) or a glob (`*-mini`).
    #[schema(value_type = String)]
    pub from: ModelPattern,
    /// What is sent for them.
    #[schema(value_type = String)]
    pub to: Text,
}

impl ModelRedirect {
    /// What is sent for a model: the first redirect that matches decides. `None`: the model itself.
    pub fn of<'a>(redirects: &'a [Self], model: &str) -> Option<&'a Text> {
        redirects.iter().find(|redirect| redirect.from.matches(model)).map(|redirect| &redirect.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_redirect_that_matches_decides() {
        let redirect = |from: &str, to: &str| ModelRedirect { from: from.parse().unwrap(), to: to.into() };
        let redirects = [redirect("claude-haiku-*", "small"), redirect("claude-*", "large")];
        for (model, sent) in
            [("claude-haiku-4-5", Some("small")), ("claude-opus-4-5", Some("large")), ("gpt-5", None)]
        {
            assert_eq!(ModelRedirect::of(&redirects, model).map(Text::as_str), sent, "{model}");
        }
    }
}
