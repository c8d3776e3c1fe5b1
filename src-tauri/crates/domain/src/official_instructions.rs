//! The official Codex instructions, one text per family of models: learned from genuine Codex requests, kept in
//! the settings, the person's to edit.

use crate::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many families are kept.
const MOST: usize = 32;
/// A shorter text is nobody's official one, and a longer one is too much to keep for each family.
const LENGTHS: std::ops::RangeInclusive<usize> = 200..=128 << 10;

/// One family's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficialText {
    /// It.
    pub text: Text,
    /// The version of the Codex that it was learned from; none when the person typed it.
    #[serde(default)]
    pub version: String,
}

/// The texts by family.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficialInstructions(BTreeMap<String, OfficialText>);

impl OfficialInstructions {
    /// A family's.
    pub fn of(&self, family: &str) -> Option<&OfficialText> {
        self.0.get(family)
    }

    /// Whether nothing was learned yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a text in.
    pub fn learn(&mut self, family: &str, text: OfficialText) {
        self.0.insert(family.to_owned(), text);
    }

    /// Whether a client's text can be the official one.
    pub fn fits(text: &str) -> bool {
        LENGTHS.contains(&text.len())
    }

    /// Whether all of it may be kept.
    pub(crate) fn is_valid(&self) -> bool {
        let is_name = |name: &str| (1..=64).contains(&name.len()) && !name.chars().any(char::is_control);
        let is_text = |text: &str| !text.is_empty() && text.len() <= *LENGTHS.end();
        self.0.len() <= MOST
            && self.0.iter().all(|(name, one)| is_name(name) && is_text(&one.text) && one.version.len() <= 32)
    }
}
