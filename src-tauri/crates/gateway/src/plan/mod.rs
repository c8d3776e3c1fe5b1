//! Which providers, in which order: the eighth of the eleven steps.
//!
//! Pure: reads a [`Snapshot`] and a view of the providers' health, returns a [`Plan`], does no I/O. Trying the
//! plan is `attempts`' business; the session's provider is an input, not something looked up here. A pin changes the order and
//! nothing else: it passes no filter that its provider wouldn't pass without it.

use crate::health::{Unavailable, View};
use domain::{
    Considered, Dialect, Exclusion, ModelPattern, OperationKind, Provider, ProviderId, ProviderKind, Random,
    Snapshot, Text, Unavailability, Verdict,
};
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
    /// The model.
    pub model: &'a Text,
    /// The provider that the session stays with.
    pub session_provider: Option<ProviderId>,
}

/// Who may be asked, and for what.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The provider.
    pub provider: Arc<Provider>,
    /// The model that it is sent.
    pub model: Text,
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

/// The providers that come before all others, whatever their priority.
#[derive(Debug, Clone, Copy)]
struct Preferred {
    pinned: Option<ProviderId>,
    session: Option<ProviderId>,
}

impl Preferred {
    fn is_pinned(self, provider: &Provider) -> bool {
        self.pinned == Some(provider.id)
    }

    fn is_session(self, provider: &Provider) -> bool {
        self.session == Some(provider.id)
    }

    /// Providers of the same place share the load. False comes before true.
    fn place(self, provider: &Provider) -> (bool, bool, u32) {
        (!self.is_pinned(provider), !self.is_session(provider), provider.priority)
    }
}

/// Decides who may serve a request, and in which order.
pub(crate) fn plan(snapshot: &Snapshot, health: &View<'_>, ask: Ask<'_>, random: &dyn Random) -> Plan {
    let preferred = Preferred { pinned: snapshot.pins.of(ask.dialect), session: ask.session_provider };
    let others_exist =
        snapshot.providers.iter().any(|provider| provider.enabled && provider.kind == ProviderKind::Upstream);
    let (mut skipped, mut resting) = (Vec::new(), Vec::new());
    let mut session_stays = false;
    let mut usable = Vec::with_capacity(snapshot.providers.len());
    for provider in &snapshot.providers {
        if let Some(reason) = exclusion(provider, ask, preferred, others_exist) {
            session_stays |= preferred.is_session(provider) && is_about_request(reason);
            skipped.push(considered(provider, Verdict::Skipped { reason }));
        } else if let Some(why) = health.unavailability(provider, ask.model) {
            let (reason, until) = (why.reason, why.until_wall);
            session_stays |= preferred.is_session(provider) && reason == Unavailability::ModelUnknown;
            skipped.push(considered(provider, Verdict::Resting { reason, until }));
            resting.push((Candidate { provider: provider.clone(), model: ask.model.clone() }, why));
        } else {
            usable.push(provider.clone());
        }
    }
    let usable = in_order(usable, ask, preferred, random);
    let candidates: Vec<_> =
        usable.into_iter().map(|provider| Candidate { provider, model: ask.model.clone() }).collect();
    let chain = candidates
        .iter()
        .zip(1..)
        .map(|(Candidate { provider, .. }, rank)| {
            let (session, pinned) = (preferred.is_session(provider), preferred.is_pinned(provider));
            considered(provider, Verdict::Candidate { rank, session, pinned })
        })
        .chain(skipped)
        .collect();
    Plan { candidates, chain, resting, session_stays }
}

/// The filters that last, in gateway.md's order: the first that applies is the reason. How the provider does
/// is asked after them.
fn exclusion(
    provider: &Provider,
    ask: Ask<'_>,
    preferred: Preferred,
    others_exist: bool,
) -> Option<Exclusion> {
    if !provider.enabled {
        return Some(Exclusion::Disabled);
    }
    if !serves(provider, ask.dialect, ask.operation) {
        return Some(Exclusion::Dialect);
    }
    match provider.kind {
        // A canned answer in a real session is the worst wrong answer.
        ProviderKind::Loopback if *ask.model != *DEMO_MODEL && others_exist => {
            return Some(Exclusion::LoopbackOnly);
        }
        ProviderKind::Loopback => {}
        ProviderKind::Upstream => {
            // Where no model is named it is the provider's to choose.
            if !ask.model.is_empty() && !ModelPattern::any_matches(&provider.allowed_models, ask.model) {
                return Some(Exclusion::Model);
            }
        }
    }
    if provider.needs_credential() {
        return Some(Exclusion::NeedsCredential);
    }
    let asked_for_by_name = preferred.is_pinned(provider) || preferred.is_session(provider);
    if provider.weight.get() == 0 && !asked_for_by_name {
        return Some(Exclusion::WeightZero);
    }
    None
}

/// Whether a reason says something of the request rather than of the provider.
fn is_about_request(reason: Exclusion) -> bool {
    match reason {
        Exclusion::Dialect
        | Exclusion::Model
        | Exclusion::Alias
        | Exclusion::ModelUnknown
        | Exclusion::Client
        | Exclusion::LoopbackOnly => true,
        Exclusion::Disabled
        | Exclusion::Group
        | Exclusion::Schedule
        | Exclusion::NeedsCredential
        | Exclusion::WeightZero => false,
    }
}

/// Whether a provider can be asked this at all. What is forwarded as it is goes to OpenAI's kind of providers,
/// whichever of its two dialects they speak; Switchyard's own answers models' requests only.
fn serves(provider: &Provider, dialect: Dialect, operation: OperationKind) -> bool {
    match operation {
        OperationKind::Generate | OperationKind::CountTokens | OperationKind::Models => {
            provider.speaks(dialect)
        }
        OperationKind::Compact | OperationKind::StoredAnswer => {
            provider.kind == ProviderKind::Upstream && provider.dialect == dialect
        }
        OperationKind::Embed
        | OperationKind::Complete
        | OperationKind::Image
        | OperationKind::Speak
        | OperationKind::Transcribe
        | OperationKind::Moderate
        | OperationKind::Rerank => {
            provider.kind == ProviderKind::Upstream
                && matches!(provider.dialect, Dialect::OpenaiChat | Dialect::OpenaiResponses)
        }
    }
}

/// Pin, then session's provider, then priority ascending, then weighted random. The loopback provider is never a
/// failover target: where it may answer, it answers alone or not at all.
fn in_order(
    mut usable: Vec<Arc<Provider>>,
    ask: Ask<'_>,
    preferred: Preferred,
    random: &dyn Random,
) -> Vec<Arc<Provider>> {
    if usable.len() < 2 {
        return usable;
    }
    if *ask.model == *DEMO_MODEL && usable.iter().any(|provider| provider.kind == ProviderKind::Loopback) {
        usable.retain(|provider| provider.kind == ProviderKind::Loopback);
    }
    usable.sort_by_key(|provider| preferred.place(provider));
    let mut start = 0;
    while start < usable.len() {
        let tier = preferred.place(&usable[start]);
        let length = usable[start..].iter().take_while(|provider| preferred.place(provider) == tier).count();
        shuffle_by_weight(&mut usable[start..start + length], random);
        start += length;
    }
    usable
}

/// Draws without putting back, each draw in proportion to the weights.
fn shuffle_by_weight(tier: &mut [Arc<Provider>], random: &dyn Random) {
    for first in 0..tier.len().saturating_sub(1) {
        let rest = &tier[first..];
        let total: u64 = rest.iter().map(|provider| u64::from(provider.weight.get())).sum();
        let mut ticket = random.below(total);
        let drawn = rest.iter().position(|provider| {
            let weight = u64::from(provider.weight.get());
            let mine = ticket < weight;
            ticket = ticket.saturating_sub(weight);
            mine
        });
        tier.swap(first, first + drawn.unwrap_or(0));
    }
}

fn considered(provider: &Provider, verdict: Verdict) -> Considered {
    Considered { provider_id: provider.id, provider_name: provider.name.clone(), verdict }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::Health;
    use domain::{NewProvider, ProviderForm, SystemClock, SystemRandom};
    use std::sync::Mutex;
    use tokio::time::Instant;

    /// Answers `below` from a list.
    struct Tickets(Mutex<Vec<u64>>);
    impl Random for Tickets {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
        fn below(&self, bound: u64) -> u64 {
            self.0.lock().unwrap().pop().unwrap_or(0).min(bound.saturating_sub(1))
        }
    }

    fn provider(json: &serde_json::Value) -> Arc<Provider> {
        let mut full = serde_json::json!({"name": "p", "dialect": "anthropic", "base_url": "https://h", "credential": "sk-0123456789"});
        for (name, value) in json.as_object().unwrap() {
            full[name] = value.clone();
        }
        if full["kind"] == "loopback" {
            full.as_object_mut().unwrap().remove("base_url");
        }
        let form: ProviderForm = serde_json::from_value(full).unwrap();
        Arc::new(
            form.create(NewProvider { next_priority: 10, clock: &SystemClock, random: &SystemRandom })
                .unwrap(),
        )
    }

    fn snapshot(providers: &[Arc<Provider>]) -> Snapshot {
        Snapshot { providers: providers.to_vec(), ..Snapshot::default() }
    }

    /// The plan while everybody is well.
    fn plan(snapshot: &Snapshot, ask: Ask<'_>, random: &dyn Random) -> Plan {
        let health = Health::new(Arc::new(SystemClock), Arc::new(SystemRandom));
        super::plan(snapshot, &health.view(Instant::now()), ask, random)
    }

    fn names(plan: &Plan) -> Vec<&str> {
        plan.candidates.iter().map(|candidate| candidate.provider.name.as_str()).collect()
    }

    fn ask(model: &str) -> Ask<'static> {
        let model = Box::leak(Box::new(Text::from(model)));
        Ask { dialect: Dialect::Anthropic, operation: OperationKind::Generate, model, session_provider: None }
    }

    #[test]
    fn lower_priority_numbers_come_first_and_every_exclusion_has_its_reason() {
        let all = [
            provider(&serde_json::json!({"name": "backup", "priority": 20})),
            provider(&serde_json::json!({"name": "main", "priority": 10})),
            provider(&serde_json::json!({"name": "off", "enabled": false})),
            provider(&serde_json::json!({"name": "chat", "dialect": "openai-chat"})),
            provider(&serde_json::json!({"name": "haiku", "allowed_models": ["*haiku*"]})),
            provider(&serde_json::json!({"name": "named", "weight": 0})),
            provider(&serde_json::json!({"name": "demo", "kind": "loopback"})),
        ];
        let plan = plan(&snapshot(&all), ask("claude-sonnet-4-5"), &SystemRandom);
        assert_eq!(names(&plan), ["main", "backup"]);
        let reasons: Vec<_> = plan
            .chain
            .iter()
            .filter_map(|link| match link.verdict {
                Verdict::Skipped { reason } => Some((link.provider_name.as_str(), reason)),
                Verdict::Candidate { .. } | Verdict::Resting { .. } => None,
            })
            .collect();
        assert_eq!(
            reasons,
            [
                ("off", Exclusion::Disabled),
                ("chat", Exclusion::Dialect),
                ("haiku", Exclusion::Model),
                ("named", Exclusion::WeightZero),
                ("demo", Exclusion::LoopbackOnly),
            ]
        );
    }

    #[test]
    fn what_is_forwarded_as_it_is_goes_to_openais_kind_of_providers() {
        let all: Vec<_> =
            [Dialect::Anthropic, Dialect::OpenaiChat, Dialect::OpenaiResponses, Dialect::Gemini]
                .map(|dialect| provider(&serde_json::json!({"name": dialect, "dialect": dialect})))
                .into_iter()
                .chain([provider(&serde_json::json!({"name": "demo", "kind": "loopback"}))])
                .collect();
        const BOTH: &[&str] = &["openai-chat", "openai-responses"];
        for (dialect, operation, served) in [
            (Dialect::OpenaiChat, OperationKind::Generate, &["openai-chat"][..]),
            (Dialect::OpenaiResponses, OperationKind::Compact, &["openai-responses"]),
            (Dialect::OpenaiResponses, OperationKind::StoredAnswer, &["openai-responses"]),
            (Dialect::OpenaiChat, OperationKind::Embed, BOTH),
            (Dialect::OpenaiChat, OperationKind::Complete, BOTH),
            (Dialect::OpenaiChat, OperationKind::Image, BOTH),
            (Dialect::OpenaiChat, OperationKind::Speak, BOTH),
            (Dialect::OpenaiChat, OperationKind::Transcribe, BOTH),
            (Dialect::OpenaiChat, OperationKind::Moderate, BOTH),
            (Dialect::OpenaiChat, OperationKind::Rerank, BOTH),
        ] {
            let ask = Ask { dialect, operation, ..ask("text-embedding-3") };
            let plan = plan(&snapshot(&all), ask, &SystemRandom);
            let mut names = names(&plan);
            names.sort_unstable();
            assert_eq!(names, served, "{operation:?}");
        }
    }

    #[test]
    fn where_no_model_is_named_no_list_of_models_excludes() {
        let one = provider(&serde_json::json!({"dialect": "openai-chat", "allowed_models": ["gpt-*"]}));
        let (dialect, operation) = (Dialect::OpenaiChat, OperationKind::Moderate);
        let asked = Ask { dialect, operation, ..ask("") };
        assert_eq!(names(&plan(&snapshot(&[one]), asked, &SystemRandom)).len(), 1);
    }

    #[test]
    fn the_sessions_provider_comes_before_a_better_one() {
        let all = [
            provider(&serde_json::json!({"name": "main"})),
            provider(&serde_json::json!({"name": "backup", "priority": 20})),
        ];
        let session_provider = Some(all[1].id);
        let plan = plan(&snapshot(&all), Ask { session_provider, ..ask("m") }, &SystemRandom);
        assert_eq!(names(&plan), ["backup", "main"]);
        assert_eq!(plan.chain[0].verdict, Verdict::Candidate { rank: 1, session: true, pinned: false });
    }

    #[test]
    fn a_session_stays_where_it_is_when_only_this_request_goes_elsewhere_51_53() {
        for (unfit, stays) in [
            (serde_json::json!({"allowed_models": ["*opus*"]}), true),
            (serde_json::json!({"dialect": "gemini"}), true),
            (serde_json::json!({"enabled": false}), false),
            (serde_json::json!({}), false),
        ] {
            let all = [provider(&unfit), provider(&serde_json::json!({"name": "other"}))];
            let ask = Ask { session_provider: Some(all[0].id), ..ask("claude-haiku-4-5") };
            assert_eq!(plan(&snapshot(&all), ask, &SystemRandom).session_stays, stays, "{unfit}");
        }
    }

    #[test]
    fn the_pinned_provider_comes_before_the_sessions_for_its_dialect_alone() {
        let all = [
            provider(&serde_json::json!({"name": "main"})),
            provider(&serde_json::json!({"name": "backup", "priority": 20})),
            provider(&serde_json::json!({"name": "named", "priority": 30, "weight": 0})),
        ];
        let pinned_to = |dialect, place: usize| Snapshot {
            pins: [(dialect, all[place].id)].into_iter().collect(),
            ..snapshot(&all)
        };
        let ask = Ask { session_provider: Some(all[1].id), ..ask("m") };
        let pinned = pinned_to(Dialect::Anthropic, 2);
        let plan = |snapshot: &Snapshot| plan(snapshot, ask, &SystemRandom);
        assert_eq!(names(&plan(&pinned)), ["named", "backup", "main"], "weight 0 is no obstacle to a pin");
        let verdicts: Vec<_> = plan(&pinned).chain.into_iter().map(|link| link.verdict).collect();
        assert_eq!(verdicts[0], Verdict::Candidate { rank: 1, session: false, pinned: true });
        assert_eq!(verdicts[1], Verdict::Candidate { rank: 2, session: true, pinned: false });
        let other = pinned_to(Dialect::Gemini, 2);
        assert_eq!(names(&plan(&other)), ["backup", "main"], "another dialect's pin");
    }

    #[test]
    fn a_pin_passes_no_filter() {
        for unfit in [
            serde_json::json!({"enabled": false}),
            serde_json::json!({"dialect": "openai-chat"}),
            serde_json::json!({"allowed_models": ["other-*"]}),
            serde_json::json!({"kind": "loopback"}),
        ] {
            let mut form = unfit.clone();
            form["name"] = "pinned".into();
            let all = [provider(&form), provider(&serde_json::json!({"name": "main"}))];
            let pins = [(Dialect::Anthropic, all[0].id)].into_iter().collect();
            let plan = plan(&Snapshot { pins, ..snapshot(&all) }, ask("claude-sonnet-4-5"), &SystemRandom);
            assert_eq!(names(&plan), ["main"], "{unfit}");
            assert!(matches!(plan.chain[1].verdict, Verdict::Skipped { .. }), "{unfit}");
        }
    }

    #[test]
    fn behind_a_pin_the_others_share_as_without_it() {
        let all = [
            provider(&serde_json::json!({"name": "a", "weight": 1})),
            provider(&serde_json::json!({"name": "b", "weight": 3})),
            provider(&serde_json::json!({"name": "pinned", "priority": 99})),
        ];
        let pins: domain::Pins = [(Dialect::Anthropic, all[2].id)].into_iter().collect();
        for (ticket, order) in [(0, ["pinned", "a", "b"]), (1, ["pinned", "b", "a"])] {
            let snapshot = Snapshot { pins: pins.clone(), ..snapshot(&all) };
            let plan = plan(&snapshot, ask("m"), &Tickets(Mutex::new(vec![ticket])));
            assert_eq!(names(&plan), order, "ticket {ticket}");
        }
    }

    #[test]
    fn equals_share_by_weight() {
        let all = [
            provider(&serde_json::json!({"name": "a", "weight": 1})),
            provider(&serde_json::json!({"name": "b", "weight": 3})),
        ];
        for (ticket, order) in [(0, ["a", "b"]), (1, ["b", "a"]), (3, ["b", "a"])] {
            let plan = plan(&snapshot(&all), ask("m"), &Tickets(Mutex::new(vec![ticket])));
            assert_eq!(names(&plan), order, "ticket {ticket}");
        }
    }

    #[test]
    fn the_loopback_provider_is_alone_or_absent() {
        let demo = provider(&serde_json::json!({"name": "demo", "kind": "loopback"}));
        let real = provider(&serde_json::json!({"name": "real"}));
        let alone = snapshot(std::slice::from_ref(&demo));
        assert_eq!(names(&plan(&alone, ask("gpt-5"), &SystemRandom)), ["demo"]);
        let both = snapshot(&[demo, real]);
        assert_eq!(names(&plan(&both, ask("gpt-5"), &SystemRandom)), ["real"]);
        assert_eq!(names(&plan(&both, ask(DEMO_MODEL), &SystemRandom)), ["demo"]);
    }
}
