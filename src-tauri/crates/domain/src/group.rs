//! Groups: which providers a caller sees. A provider's tags name its groups, a key or a user has some.

use crate::Text;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What the group of those without one is called.
const DEFAULT: &str = "default";
/// What stands for all groups, at a key or a user.
const ALL: &str = "*";
const MOST_CHARACTERS: usize = 64;

/// The name of a group: 1–64 printable characters without a comma, in lower case, so that `Team` and `team` are
/// one group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct GroupName(Text);

impl GroupName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands for all groups.
    pub fn is_all(&self) -> bool {
        &*self.0 == ALL
    }

    /// Whether it is the group of those without one.
    pub fn is_default(&self) -> bool {
        &*self.0 == DEFAULT
    }
}

impl TryFrom<String> for GroupName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        let fine = (1..=MOST_CHARACTERS).contains(&text.chars().count())
            && !text.contains(',')
            && !text.chars().any(char::is_control);
        if !fine {
            return Err("a group's name has 1 to 64 printable characters, without a comma".into());
        }
        if text.contains('*') && text != ALL {
            return Err("a group's name has no `*`: by itself it stands for all groups".into());
        }
        Ok(Self(text.to_lowercase().into()))
    }
}

impl FromStr for GroupName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}

impl From<GroupName> for String {
    fn from(name: GroupName) -> Self {
        name.0.into()
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The groups whose providers a caller sees. There is no falling back to another group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Groups<'a> {
    /// Every provider.
    All,
    /// The providers of the group `default`.
    Default,
    /// The providers of these.
    Named(&'a [GroupName]),
}

impl<'a> Groups<'a> {
    /// What a list of names means: `None` when it is empty, so that somebody else's counts.
    pub fn of(names: &'a [GroupName]) -> Option<Self> {
        match names {
            [] => None,
            names if names.iter().any(GroupName::is_all) => Some(Self::All),
            names => Some(Self::Named(names)),
        }
    }

    /// Whether a provider with these tags is seen. One without tags is in the group `default`.
    pub fn see(self, tags: &[GroupName]) -> bool {
        match self {
            Self::All => true,
            Self::Default => tags.is_empty() || tags.iter().any(GroupName::is_default),
            Self::Named(names) if tags.is_empty() => names.iter().any(GroupName::is_default),
            Self::Named(names) => tags.iter().any(|tag| names.contains(tag)),
        }
    }

    /// Whether this is one of them; of all groups none is meant in particular.
    pub fn name(self, group: &GroupName) -> bool {
        match self {
            Self::All => false,
            Self::Default => group.is_default(),
            Self::Named(names) => names.contains(group),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &[&str]) -> Vec<GroupName> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn names_are_folded_and_refuse_what_would_be_misread() {
        assert_eq!("  Team A ".parse::<GroupName>().unwrap().as_str(), "team a");
        assert!("*".parse::<GroupName>().unwrap().is_all());
        for bad in ["", " ", "a,b", "a\nb", "team-*", &"x".repeat(65)] {
            assert!(bad.parse::<GroupName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_group_sees_its_own_providers_and_no_other() {
        for (names, tags, sees) in [
            (&[][..], &[][..], true),
            (&[], &["default"], true),
            (&[], &["a"], false),
            (&["a"], &["a", "b"], true),
            (&["a"], &["b"], false),
            (&["a"], &[], false),
            (&["default"], &[], true),
            (&["a", "default"], &["default"], true),
            (&["*"], &["b"], true),
            (&["a", "*"], &[], true),
        ] {
            let names = groups(names);
            let seen = Groups::of(&names).unwrap_or(Groups::Default).see(&groups(tags));
            assert_eq!(seen, sees, "{names:?} {tags:?}");
        }
    }
}
