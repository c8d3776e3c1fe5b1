//! Which providers, in which order, for which model: the eighth of the eleven steps.
//!
//! Pure: reads a [`Snapshot`], a view of the providers' health and what is known of their models, returns a
//! [`Plan`], does no I/O. Trying the plan is `attempts`' business; the session's provider is an input, not something
//! looked up here. A pin, a session and a forced trial change the order and nothing else: none passes a filter that
//! its provider wouldn't pass without it.

mod filters;
mod model;
mod order;

pub(crate) use model::{Listed, Models};
pub(crate) use order::Place;

use crate::health::{Unavailable, View};
use domain::{
    Caller, Considered, Dialect, Exclusion, ModelRule, OperationKind, Provider, ProviderId, ProviderKind,
    Random, Snapshot, Text, Unavailability, UnixMillis, Verdict,
};
use filters::{Filters, is_about_request};
use model::{Knowledge, Target};
use std::sync::Arc;

/// The model that the loopback provider always answers.
pub const DEMO_MODEL: &str = "switchyard-demo";

/// What the plan is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    /// The client's wire format.
    pub dialect: Dialect,
    /// What for.
    pub operation: OperationKind,
    /// The model that the client asked for; empty where it named none.
    pub model: &'a Text,
    /// Who asks. `None` is nobody in particular, who sees every provider.
    pub caller: Option<&'a Caller>,
    /// The client program.
    pub client: Option<&'a str>,
    /// The provider that the session stays with.
    pub session_provider: Option<ProviderId>,
    /// Whether it may leave that provider for one of a higher priority.
    pub session_returns: bool,
    /// Now, on the wall.
    pub now: UnixMillis,
}

/// Who may be asked, and for what.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The provider.
    pub provider: Arc<Provider>,
    /// The model that it is sent.
    pub model: Text,
    /// What the person wrote that made it another than the client asked for.
    pub rule: Option<ModelRule>,
    /// The dialect that it is asked in: the client's, or its own, which the request is converted to.
    pub dialect: Dialect,
    /// Where it stands, and why; equals share the load.
    pub place: Place,
}

/// The candidates in order, and what was decided about every provider.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// Whom to try, first to last.
    pub candidates: Vec<Candidate>,
    /// Every provider, candidates first.
    pub chain: Vec<Considered>,
    /// Who isn't a candidate for a while only.
    pub resting: Vec<(Candidate, Unavailable)>,
    /// Whether the session's provider is well and only not for this request: whoever answers it now is not who
    /// the conversation goes on with.
    pub session_stays: bool,
    /// Whose list of models lacks the model, or is old: it may have come since.
    pub outdated: Vec<Arc<Provider>>,
}

impl Plan {
    /// The same with one provider alone: it keeps what is asked for.
    pub(crate) fn only(mut self, id: ProviderId) -> Self {
        self.candidates.retain(|candidate| candidate.provider.id == id);
        self.resting.retain(|(candidate, _)| candidate.provider.id == id);
        self.chain.retain(|link| link.provider_id == id);
        self
    }

    /// Where there is no candidate: who may be tried all the same, since nobody else is left. Who said when to
    /// come back is not asked before, nor is whom the person holds.
    pub(crate) fn forced(&self) -> Option<&Candidate> {
        let may_be = self.resting.iter().filter(|(_, why)| match why.reason {
            Unavailability::BreakerOpen
            | Unavailability::ModelUnknown
            | Unavailability::CredentialRejected
            | Unavailability::OutOfCredit => true,
            Unavailability::Held | Unavailability::Resting => false,
        });
        may_be.min_by_key(|(_, why)| why.until).map(|(candidate, _)| candidate)
    }
}

/// Decides who may serve a request, and in which order. Without randomness equals stand by their weight.
pub(crate) fn plan(
    snapshot: &Snapshot,
    health: &View<'_>,
    models: &dyn Models,
    ask: Ask<'_>,
    random: Option<&dyn Random>,
) -> Plan {
    let filters = Filters::new(snapshot, ask);
    let candidates = Vec::with_capacity(snapshot.providers.len());
    let (mut plan, mut others) = (Plan { candidates, ..Plan::default() }, Vec::new());
    let mut somebody_knows = false;
    for provider in &snapshot.providers {
        let is_session = ask.session_provider == Some(provider.id);
        let target = match filters.pass(provider, models) {
            Ok(target) => target,
            Err(reason) => {
                plan.session_stays |= is_session && is_about_request(reason);
                if reason == Exclusion::ModelUnknown {
                    plan.outdated.push(provider.clone());
                }
                others.push(considered(provider, Verdict::Skipped { reason }));
                continue;
            }
        };
        if target.knowledge == Knowledge::Doubtful {
            plan.outdated.push(provider.clone());
        }
        let candidate = candidate(provider, target, filters.place(provider, &target));
        somebody_knows |= candidate.place.knows_model();
        let Some(why) = health.unavailability(provider, &candidate.model) else {
            plan.candidates.push(candidate);
            continue;
        };
        let (reason, until) = (why.reason, why.until_wall);
        plan.session_stays |= is_session && reason == Unavailability::ModelUnknown;
        others.push(considered(provider, Verdict::Resting { reason, until }));
        plan.resting.push((candidate, why));
    }
    if somebody_knows {
        // Where somebody is known to have the model, who speaks otherwise and may not have it isn't guessed at.
        plan.candidates.retain(|Candidate { provider, place, .. }| {
            if place.is_guess() {
                plan.session_stays |= place.is_session();
                others.push(considered(provider, Verdict::Skipped { reason: Exclusion::Dialect }));
            }
            !place.is_guess()
        });
    }
    order::sort(&mut plan.candidates, ask.model, random);
    plan.chain.reserve_exact(plan.candidates.len() + others.len());
    for (Candidate { provider, place, .. }, rank) in plan.candidates.iter().zip(1..) {
        let (session, pinned, converted) = (place.is_session(), place.is_pinned(), place.is_converted());
        plan.chain.push(considered(provider, Verdict::Candidate { rank, session, pinned, converted }));
    }
    plan.chain.append(&mut others);
    plan
}

fn candidate(provider: &Arc<Provider>, target: Target<'_>, place: Place) -> Candidate {
    let Target { model, rule, dialect, .. } = target;
    Candidate { provider: provider.clone(), model: model.clone(), rule, dialect, place }
}

fn considered(provider: &Provider, verdict: Verdict) -> Considered {
    Considered { provider_id: provider.id, provider_name: provider.name.clone(), verdict }
}

/// Whether some provider of the person's own is used.
fn has_upstreams(snapshot: &Snapshot) -> bool {
    let is_used = |provider: &Arc<Provider>| provider.enabled && provider.kind == ProviderKind::Upstream;
    snapshot.providers.iter().any(is_used)
}

#[cfg(test)]
mod tests;
