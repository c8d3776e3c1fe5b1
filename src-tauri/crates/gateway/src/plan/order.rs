//! The order of those who may be asked: pin → session's provider → priority → knows the model before unknown →
//! same dialect before converted → weighted random. Who doubtfully has the model comes last, and so
//! does who may not have it and speaks another dialect.

use super::{Candidate, DEMO_MODEL, model::Knowledge};
use domain::{ProviderKind, Random, Text};

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

    /// Whether the session stays with it, or may return from it.
    pub(crate) fn is_session(self) -> bool {
        !(self.not_session && self.not_returning)
    }

    /// Whether the request is converted for it.
    pub(crate) fn is_converted(self) -> bool {
        self.converted
    }

    /// Whether it speaks another dialect and may not even have the model.
    pub(super) fn is_guess(self) -> bool {
        self.converted && self.unknown
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

/// Puts them in order. The loopback provider is never a failover target: where it may answer, it answers alone or
/// not at all.
pub(super) fn sort(candidates: &mut Vec<Candidate>, asked: &Text, random: Option<&dyn Random>) {
    if candidates.len() < 2 {
        return;
    }
    let is_loopback = |one: &Candidate| one.provider.kind == ProviderKind::Loopback;
    if **asked == *DEMO_MODEL && candidates.iter().any(is_loopback) {
        candidates.retain(is_loopback);
    }
    candidates.sort_by_key(|one| one.place);
    for tier in candidates.chunk_by_mut(|one, other| one.place == other.place) {
        match random {
            Some(random) => shuffle_by_weight(tier, random),
            None => tier.sort_by_key(|one| std::cmp::Reverse(one.provider.weight)),
        }
    }
}

/// Draws without putting back, each draw in proportion to the weights.
fn shuffle_by_weight(tier: &mut [Candidate], random: &dyn Random) {
    let weight = |one: &Candidate| u64::from(one.provider.weight.get());
    let mut total: u64 = tier.iter().map(weight).sum();
    for first in 0..tier.len().saturating_sub(1) {
        let rest = &tier[first..];
        let mut ticket = random.below(total);
        let drawn = rest.iter().position(|one| {
            let mine = ticket < weight(one);
            ticket = ticket.saturating_sub(weight(one));
            mine
        });
        let drawn = first + drawn.unwrap_or(0);
        total -= weight(&tier[drawn]);
        tier.swap(first, drawn);
    }
}
