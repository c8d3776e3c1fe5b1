//! The order of those who may be asked: pin → session's provider → priority → knows the model before unknown →
//! same dialect before converted → weighted random. Who doubtfully has the model comes last, and so
//! does who may not have it and speaks another dialect.

use super::{
    DEMO_MODEL,
    model::{Knowledge, Target},
};
use domain::{Provider, ProviderKind, Random, Text};
use std::sync::Arc;

/// Where a provider stands: those of the same place share the load. False comes before true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    not_pinned: bool,
    /// A session that may return leaves its place before all priorities.
    not_session: bool,
    /// It is asked where nobody better is left.
    last: bool,
    priority: u32,
    /// And comes first among its equals only.
    not_returning: bool,
    unknown: bool,
    converted: bool,
}

impl Place {
    /// `session`: it is the session's provider, which the session may leave or not.
    pub(super) fn new(
        pinned: bool,
        session: Option<bool>,
        priority: u32,
        knowledge: Knowledge,
        converted: bool,
    ) -> Self {
        Self {
            not_pinned: !pinned,
            not_session: session != Some(false),
            last: knowledge == Knowledge::Doubtful || (converted && knowledge != Knowledge::Knows),
            priority,
            not_returning: session != Some(true),
            unknown: knowledge != Knowledge::Knows,
            converted,
        }
    }

    /// Whether the person pinned it.
    pub(crate) fn is_pinned(self) -> bool {
        !self.not_pinned
    }

    /// Whether it is known to have the model.
    pub(crate) fn knows_model(self) -> bool {
        !self.unknown
    }

    /// Its priority.
    pub(crate) fn priority(self) -> u32 {
        self.priority
    }
}

/// A provider that may be asked.
pub(super) struct Entry<'a> {
    pub(super) provider: &'a Arc<Provider>,
    pub(super) target: Target<'a>,
    pub(super) place: Place,
}

/// Puts them in order. The loopback provider is never a failover target: where it may answer, it answers alone or
/// not at all.
pub(super) fn sort(usable: &mut Vec<Entry<'_>>, asked: &Text, random: Option<&dyn Random>) {
    if usable.len() < 2 {
        return;
    }
    let is_loopback = |entry: &Entry<'_>| entry.provider.kind == ProviderKind::Loopback;
    if **asked == *DEMO_MODEL && usable.iter().any(is_loopback) {
        usable.retain(is_loopback);
    }
    usable.sort_by_key(|entry| entry.place);
    for tier in usable.chunk_by_mut(|one, other| one.place == other.place) {
        match random {
            Some(random) => shuffle_by_weight(tier, random),
            None => tier.sort_by_key(|entry| std::cmp::Reverse(entry.provider.weight)),
        }
    }
}

/// Draws without putting back, each draw in proportion to the weights.
fn shuffle_by_weight(tier: &mut [Entry<'_>], random: &dyn Random) {
    let weight = |entry: &Entry<'_>| u64::from(entry.provider.weight.get());
    let mut total: u64 = tier.iter().map(weight).sum();
    for first in 0..tier.len().saturating_sub(1) {
        let rest = &tier[first..];
        let mut ticket = random.below(total);
        let drawn = rest.iter().position(|entry| {
            let mine = ticket < weight(entry);
            ticket = ticket.saturating_sub(weight(entry));
            mine
        });
        let drawn = first + drawn.unwrap_or(0);
        total -= weight(&tier[drawn]);
        tier.swap(first, drawn);
    }
}
