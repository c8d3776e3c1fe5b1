//! Pins: the provider that the person wants a dialect's requests to go to first.
//!
//! A pin is a wish about the order, not a rule: who may serve a request, and what happens when it fails, is
//! decided as without it.

use crate::{Dialect, ProviderId};
use std::collections::BTreeMap;

/// At most one pin per dialect of the callers. A dialect without one is automatic.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pins(BTreeMap<Dialect, ProviderId>);

impl Pins {
    /// The provider that this dialect's requests go to first.
    pub fn of(&self, dialect: Dialect) -> Option<ProviderId> {
        self.0.get(&dialect).copied()
    }

    /// The dialects whose requests go to this provider first.
    pub fn dialects_of(&self, provider: ProviderId) -> impl Iterator<Item = Dialect> {
        self.0.iter().filter(move |(_, pinned)| **pinned == provider).map(|(dialect, _)| *dialect)
    }
}

impl FromIterator<(Dialect, ProviderId)> for Pins {
    fn from_iter<I: IntoIterator<Item = (Dialect, ProviderId)>>(pins: I) -> Self {
        Self(pins.into_iter().collect())
    }
}
