//! Sessions: which conversation a request belongs to, and the provider that the conversation stays with.
//!
//! A conversation is found by what its client says of it ([`Clue`]); the provider is remembered in memory
//! ([`Sessions`]). Both are scoped by key: one key's name means nothing to another's. A session is a preference: it
//! passes no filter, and it never decides who may be asked.

mod bindings;
mod clue;
mod warmth;

pub(crate) use bindings::{Found, Hold, Seen, Sessions};
pub(crate) use clue::{Clue, agent};
pub(crate) use warmth::is_cold;

use domain::{Random, RequestId, Text, UnixMillis};

/// The header that names a session, both ways.
pub(crate) const SESSION_HEADER: &str = "x-session-id";

/// A conversation's name: 1–256 of A–Z a–z 0–9 `_ - . :`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionId(Text);

impl SessionId {
    /// Reads one that somebody chose to say.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let fine = (1..=256).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
        fine.then(|| Self(text.into()))
    }

    /// Reads one out of a place that also holds what names no conversation: a number, a person's short name.
    pub(crate) fn parse_unique(text: &str) -> Option<Self> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        Self::parse(text).filter(|_| text.len() >= 21 && !is_number)
    }

    /// A new one. Time-ordered like every id: names at random would scatter the ledger's index over all its pages.
    pub(crate) fn generate(now: UnixMillis, random: &dyn Random) -> Self {
        Self(format!("sy-{}", RequestId::new(now, random)).into())
    }

    /// The name, shared.
    pub(crate) fn text(&self) -> &Text {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SystemRandom;

    #[test]
    fn only_plain_names_are_sessions() {
        for bad in ["", "a b", "a/b", "é", &"x".repeat(257)] {
            assert_eq!(SessionId::parse(bad), None, "{bad}");
        }
        assert!(SessionId::parse("ses_A-1.b:2").is_some());
        assert!(SessionId::generate(UnixMillis(0), &SystemRandom).text().len() < 64);
    }

    #[test]
    fn what_could_be_anybodys_is_none_49() {
        for bad in ["42", "123456789012345678901234567890", "alice", &"x".repeat(20), &"x".repeat(257)] {
            assert_eq!(SessionId::parse_unique(bad), None, "{bad}");
        }
        for good in ["d66b3bbd-af25-432c-94ce-d43997dfea10", &"x".repeat(21), &"x".repeat(256)] {
            assert!(SessionId::parse_unique(good).is_some(), "{good}");
        }
    }
}
