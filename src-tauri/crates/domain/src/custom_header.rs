//! A header that a person adds to each request to a provider. Its value may be as secret as a credential.

use crate::Secret;

/// A value of fewer characters is a word rather than a secret.
const LEAST: usize = 12;
/// What stands for a value.
const MASK: &str = "••••";

/// A header added to each request to a provider.
#[derive(Debug, Clone)]
pub struct CustomHeader {
    /// Its name, in lower case.
    pub name: String,
    /// Its value, or `None` when the vault could not open it.
    pub value: Option<Secret>,
}

impl CustomHeader {
    /// The value, if it is long enough to be a secret: what an upstream repeats of it is not shown.
    pub fn secret(&self) -> Option<&Secret> {
        self.value.as_ref().filter(|value| value.expose().len() >= LEAST)
    }

    /// How the value is shown: the last 4 characters of a long one.
    pub fn masked(&self) -> String {
        let characters: Vec<char> = self.value.iter().flat_map(|value| value.expose().chars()).collect();
        let tail = if characters.len() >= LEAST { &characters[characters.len() - 4..] } else { &[] };
        MASK.chars().chain(tail.iter().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_shows_its_end_only_when_it_is_long() {
        for (value, shown) in [
            (None, "••••"),
            (Some(""), "••••"),
            (Some("12345678901"), "••••"),
            (Some("123456789012"), "••••9012"),
        ] {
            let header = CustomHeader { name: "x-a".into(), value: value.map(Secret::new) };
            assert_eq!(header.masked(), shown);
            assert!(value.is_none_or(|value| value.is_empty() || !format!("{header:?}").contains(value)));
        }
    }
}
