//! Session → plan: of a request, and of a question about one, which changes nothing and sends nothing.

use super::Gateway;
use crate::{
    call::Call,
    plan::{Ask, Candidate, Plan, plan},
    session::{Found, Seen, SessionId, is_cold},
};
use domain::{
    Caller, Considered, Dialect, ModelRule, OperationKind, Provider, RequestRecord, Snapshot, Text, Verdict,
};
use std::sync::Arc;
use tokio::time::Instant;

/// A request that somebody thinks of.
#[derive(Debug, Clone)]
pub struct Question {
    /// What its client speaks.
    pub dialect: Dialect,
    /// The model it asks for.
    pub model: Text,
    /// Who asks. `None` is nobody in particular, who sees every provider.
    pub caller: Option<Caller>,
    /// The client program, by its `User-Agent`.
    pub client: Option<String>,
    /// The conversation it belongs to.
    pub session: Option<String>,
}

/// Where a request would go.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// Who would be tried, first to last. Equals would share the load by their weights: here the heaviest comes first.
    pub candidates: Vec<Prospect>,
    /// Who would not be, and why.
    pub skipped: Vec<Considered>,
    /// Who would be tried all the same, since there is no candidate.
    pub forced: Option<Arc<Provider>>,
}

/// Somebody who would be tried.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// The provider.
    pub provider: Arc<Provider>,
    /// The model it would be sent.
    pub model: Text,
    /// What the person wrote that makes it another than was asked for.
    pub rule: Option<ModelRule>,
    /// Its priority for this caller.
    pub priority: u32,
    /// Whether it is known to have the model.
    pub knows_model: bool,
    /// Whether the request is converted for it.
    pub converted: bool,
    /// The person pinned it.
    pub pinned: bool,
    /// The conversation stays with it.
    pub session: bool,
    /// How often it is the first of its equals, of a thousand.
    pub share_permille: u16,
}

impl Gateway {
    /// Who answers a request, in which order; and what its conversation was bound to when it began.
    pub(super) fn planned(
        &self,
        snapshot: &Snapshot,
        began: Instant,
        call: &Call,
        record: &RequestRecord,
    ) -> (Plan, Seen) {
        let (key, ttl) = (call.caller.key.id, snapshot.settings.session_ttl);
        let session = record.session_id.as_deref().unwrap_or_default();
        let found = self.0.sessions.enter(key, session, began, ttl);
        // Who made the answer that the conversation goes on from is the only one who knows it.
        let previous = call.asked.previous_response.as_deref();
        let makers =
            previous.and_then(|id| self.0.owners.owner(key, id, began)).or(call.owner.as_deref().copied());
        let ask = Ask {
            dialect: call.dialect(),
            operation: call.operation.kind(),
            model: &call.asked.model,
            caller: Some(&call.caller),
            client: record.client.as_deref(),
            session_provider: makers.map(|owner| owner.provider).or(found.provider),
            session_returns: makers.is_none() && may_return(snapshot, &found, call),
            now: record.started_at,
        };
        let models = self.0.catalog.lists().table();
        let health = self.0.health.view(began);
        let plan = plan(snapshot, &health, models.as_ref(), ask, Some(self.0.random.as_ref()));
        drop(health);
        for provider in &plan.outdated {
            self.0.catalog.lists().refresh(provider);
        }
        let plan = match &call.owner {
            Some(owner) => plan.only(owner.provider),
            None => plan,
        };
        (plan, found.seen)
    }

    /// Where a request would go.
    pub fn forecast(&self, question: &Question) -> Forecast {
        let snapshot = self.0.snapshot.borrow().clone();
        let now = Instant::now();
        let caller = question.caller.as_ref();
        let session = question.session.as_deref().and_then(SessionId::parse);
        let session_provider = caller.zip(session).and_then(|(caller, session)| {
            self.0.sessions.look(caller.key.id, session.text(), now, snapshot.settings.session_ttl).provider
        });
        let ask = Ask {
            dialect: question.dialect,
            operation: OperationKind::Generate,
            model: &question.model,
            caller,
            client: question.client.as_deref(),
            session_provider,
            session_returns: false,
            now: self.0.clock.now(),
        };
        let models = self.0.catalog.lists().table();
        let plan = plan(&snapshot, &self.0.health.glance(now), models.as_ref(), ask, None);
        let forced = plan.candidates.is_empty().then(|| plan.forced()).flatten();
        let forced = forced.map(|candidate| candidate.provider.clone());
        let shares = shares(&plan);
        let candidates = plan.candidates.into_iter().zip(shares).map(|(candidate, share_permille)| {
            let Candidate { provider, model, rule, place, .. } = candidate;
            Prospect {
                provider,
                model,
                rule,
                priority: place.priority(),
                knows_model: place.knows_model(),
                converted: place.is_converted(),
                pinned: place.is_pinned(),
                session: place.is_session(),
                share_permille,
            }
        });
        let is_candidate = |link: &Considered| matches!(link.verdict, Verdict::Candidate { .. });
        let skipped = plan.chain.into_iter().filter(|link| !is_candidate(link)).collect();
        Forecast { candidates: candidates.collect(), skipped, forced }
    }

    /// The models that a provider was just found to list.
    pub fn learn_models(&self, provider: &Provider, names: Vec<String>) {
        self.0.catalog.lists().learn(provider, names);
    }
}

/// Whether a conversation may leave its provider for one of a higher priority: the person wants that, it begins a
/// turn, and what its provider kept warm for it is cold.
fn may_return(snapshot: &Snapshot, found: &Found, call: &Call) -> bool {
    snapshot.settings.return_to_higher_priority
        && is_cold(found.idle, &call.body)
        && wire::peek(&call.body).is_ok_and(|peek| wire::is_between_turns(call.dialect(), &call.body, &peek))
}

/// How often each is the first of its equals.
fn shares(plan: &Plan) -> Vec<u16> {
    let mut shares = Vec::with_capacity(plan.candidates.len());
    for tier in plan.candidates.chunk_by(|one, other| one.place == other.place) {
        let weight = |candidate: &Candidate| u32::from(candidate.provider.weight.get());
        let total: u32 = tier.iter().map(weight).sum();
        let share = |candidate| (weight(candidate) * 1000).checked_div(total).unwrap_or(1000);
        // At most a thousand.
        shares.extend(tier.iter().map(|candidate| share(candidate) as u16));
    }
    shares
}
