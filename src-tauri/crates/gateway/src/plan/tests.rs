use super::*;
use crate::health::Health;
use domain::{Exclusion, NewProvider, ProviderForm, SystemClock, SystemRandom};
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
        form.create(NewProvider { next_priority: 10, clock: &SystemClock, random: &SystemRandom }).unwrap(),
    )
}

fn snapshot(providers: &[Arc<Provider>]) -> Snapshot {
    Snapshot { providers: providers.to_vec(), ..Snapshot::default() }
}

/// Nobody has a list.
struct Nothing;
impl Models for Nothing {
    fn listed(&self, _: &Provider, _: &str) -> Listed {
        Listed::Nothing
    }
}

/// The plan while everybody is well.
fn plan(snapshot: &Snapshot, ask: Ask<'_>, random: &dyn Random) -> Plan {
    let health = Health::new(Arc::new(SystemClock), Arc::new(SystemRandom));
    super::plan(snapshot, &health.view(Instant::now()), &Nothing, ask, Some(random))
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.candidates.iter().map(|candidate| candidate.provider.name.as_str()).collect()
}

fn ask(model: &str) -> Ask<'static> {
    let model = Box::leak(Box::new(Text::from(model)));
    Ask {
        dialect: Dialect::Anthropic,
        operation: OperationKind::Generate,
        model,
        caller: None,
        client: None,
        session_provider: None,
        session_returns: false,
        now: UnixMillis(0),
    }
}

#[test]
fn lower_priority_numbers_come_first_and_every_exclusion_has_its_reason() {
    let all = [
        provider(&serde_json::json!({"name": "backup", "priority": 20})),
        provider(&serde_json::json!({"name": "main", "priority": 10})),
        provider(&serde_json::json!({"name": "off", "enabled": false})),
        provider(&serde_json::json!({"name": "chat", "dialect": "openai-chat", "conversion_allowed": false})),
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
    let all: Vec<_> = [Dialect::Anthropic, Dialect::OpenaiChat, Dialect::OpenaiResponses, Dialect::Gemini]
        .map(|dialect| {
            provider(&serde_json::json!({"name": dialect, "dialect": dialect, "conversion_allowed": false}))
        })
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
fn who_is_converted_comes_behind_who_is_not_and_only_guesses_where_nobody_knows() {
    let chat = |more: serde_json::Value| {
        let mut form = serde_json::json!({"name": "chat", "dialect": "openai-chat"});
        form.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        provider(&form)
    };
    let same = |more: serde_json::Value| provider(&more);
    let knows = serde_json::json!({"allowed_models": ["m"]});
    for (chat, same, expected) in [
        (chat(serde_json::json!({})), same(serde_json::json!({})), &["p", "chat"][..]),
        (chat(knows.clone()), same(knows.clone()), &["p", "chat"]),
        (chat(knows.clone()), same(serde_json::json!({})), &["chat", "p"]),
        (chat(serde_json::json!({})), same(knows.clone()), &["p"]),
        (chat(serde_json::json!({"priority": 1})), same(knows.clone()), &["p"]),
        (chat(serde_json::json!({"priority": 1})), same(serde_json::json!({})), &["p", "chat"]),
        (chat(serde_json::json!({"priority": 1, "allowed_models": ["m"]})), same(knows), &["chat", "p"]),
    ] {
        let plan = plan(&snapshot(&[chat, same]), ask("m"), &SystemRandom);
        assert_eq!(names(&plan), expected);
        for candidate in &plan.candidates {
            assert_eq!(candidate.dialect, candidate.provider.dialect);
        }
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
    assert_eq!(
        plan.chain[0].verdict,
        Verdict::Candidate { rank: 1, session: true, pinned: false, converted: false }
    );
}

#[test]
fn a_session_stays_where_it_is_when_only_this_request_goes_elsewhere_51_53() {
    for (unfit, stays) in [
        (serde_json::json!({"allowed_models": ["*opus*"]}), true),
        (serde_json::json!({"dialect": "gemini", "conversion_allowed": false}), true),
        (serde_json::json!({"dialect": "gemini"}), false),
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
    assert_eq!(verdicts[0], Verdict::Candidate { rank: 1, session: false, pinned: true, converted: false });
    assert_eq!(verdicts[1], Verdict::Candidate { rank: 2, session: true, pinned: false, converted: false });
    let other = pinned_to(Dialect::Gemini, 2);
    assert_eq!(names(&plan(&other)), ["backup", "main"], "another dialect's pin");
}

#[test]
fn a_pin_passes_no_filter() {
    for unfit in [
        serde_json::json!({"enabled": false}),
        serde_json::json!({"dialect": "openai-chat", "conversion_allowed": false}),
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

/// Providers' lists, by name: whether they are young, and what they have.
struct Lists(&'static [(&'static str, bool, &'static [&'static str])]);
impl Models for Lists {
    fn listed(&self, provider: &Provider, model: &str) -> Listed {
        match self.0.iter().find(|(name, ..)| *name == &*provider.name) {
            None => Listed::Nothing,
            Some((_, _, names)) if names.contains(&model) => Listed::Has,
            Some((_, true, _)) => Listed::Lacks,
            Some((_, false, _)) => Listed::LackedLongAgo,
        }
    }
}

fn plan_with(snapshot: &Snapshot, lists: &Lists, ask: Ask<'_>) -> Plan {
    let health = Health::new(Arc::new(SystemClock), Arc::new(SystemRandom));
    super::plan(snapshot, &health.view(Instant::now()), lists, ask, None)
}

/// Who was skipped, and why.
fn skipped(plan: &Plan) -> Vec<(&str, Exclusion)> {
    let reason = |link: &Considered| match link.verdict {
        Verdict::Skipped { reason } => Some(reason),
        Verdict::Candidate { .. } | Verdict::Resting { .. } => None,
    };
    plan.chain.iter().filter_map(|link| Some((link.provider_name.as_str(), reason(link)?))).collect()
}

fn caller(key_groups: &[&str], user_groups: &[&str], role: domain::Role) -> Caller {
    let groups = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
    let now = UnixMillis(0);
    let mut user = domain::User::new(domain::UserId::new(now, &SystemRandom), "u", now);
    user.role = role;
    user.groups = groups(user_groups);
    let mut new = domain::NewClientKey::generate(
        user.id,
        domain::KeyKind::Manual,
        domain::ClientKeyForm::default(),
        now,
        &SystemRandom,
    );
    new.key.groups = groups(key_groups);
    Caller { key: Arc::new(new.key), user: Arc::new(user) }
}

#[test]
fn the_first_filter_that_applies_is_the_reason() {
    // Each fails its own filter and all that come after.
    let fails = [
        (Exclusion::Disabled, serde_json::json!({"enabled": false})),
        (Exclusion::Group, serde_json::json!({"tags": ["others"]})),
        (
            Exclusion::Schedule,
            serde_json::json!({"schedule_from": "01:00", "schedule_until": "02:00", "schedule_time_zone": "UTC"}),
        ),
        (Exclusion::Dialect, serde_json::json!({"dialect": "openai-chat", "conversion_allowed": false})),
        (Exclusion::Model, serde_json::json!({"allowed_models": ["other"]})),
        (Exclusion::Client, serde_json::json!({"denied_clients": ["bad*"]})),
        (Exclusion::WeightZero, serde_json::json!({"weight": 0})),
    ];
    let caller = caller(&[], &[], domain::Role::Member);
    for first in 0..fails.len() {
        let mut form = serde_json::json!({});
        for (_, more) in &fails[first..] {
            form.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        }
        let ask = Ask { caller: Some(&caller), client: Some("bad-client/1"), ..ask("m") };
        let plan = plan_with(&snapshot(&[provider(&form)]), &Lists(&[]), ask);
        assert_eq!(skipped(&plan), [("p", fails[first].0)]);
    }
}

#[test]
fn no_preference_lets_a_key_out_of_its_groups() {
    let ours = provider(&serde_json::json!({"name": "ours", "tags": ["team"], "priority": 90}));
    let theirs = provider(&serde_json::json!({"name": "theirs", "tags": ["others"], "priority": 1}));
    let plain = provider(&serde_json::json!({"name": "plain", "priority": 1}));
    let pins = [(Dialect::Anthropic, theirs.id)].into_iter().collect();
    let snapshot = Snapshot { pins, ..snapshot(&[ours, theirs.clone(), plain]) };
    for (key, user, role, names_expected) in [
        (&["team"][..], &["others"][..], domain::Role::Member, &["ours"][..]),
        (&[], &["team"], domain::Role::Member, &["ours"]),
        (&[], &[], domain::Role::Member, &["plain"]),
        (&["team"], &[], domain::Role::Admin, &["ours"]),
        (&[], &[], domain::Role::Admin, &["theirs", "plain", "ours"]),
        (&["*"], &[], domain::Role::Member, &["theirs", "plain", "ours"]),
        (&["nobodys"], &["*"], domain::Role::Member, &[]),
    ] {
        let caller = caller(key, user, role);
        let ask = Ask { caller: Some(&caller), session_provider: Some(theirs.id), ..ask("m") };
        let plan = plan_with(&snapshot, &Lists(&[]), ask);
        assert_eq!(names(&plan), names_expected, "{key:?} {user:?}");
        let trial = plan.forced().map(|candidate| candidate.provider.name.as_str());
        assert_eq!(trial, None, "who is not seen is not tried by force");
    }
}

#[test]
fn a_forced_trial_stays_in_the_group() {
    let theirs = provider(&serde_json::json!({"name": "theirs", "tags": ["others"]}));
    let ours = provider(&serde_json::json!({"name": "ours", "tags": ["team"]}));
    let health = Health::new(Arc::new(SystemClock), Arc::new(SystemRandom));
    health.trip(&theirs);
    health.trip(&ours);
    let caller = caller(&["team"], &[], domain::Role::Member);
    let ask = Ask { caller: Some(&caller), ..ask("m") };
    let plan = super::plan(&snapshot(&[theirs, ours]), &health.view(Instant::now()), &Lists(&[]), ask, None);
    assert_eq!(plan.forced().unwrap().provider.name, "ours");
    assert_eq!(skipped(&plan), [("theirs", Exclusion::Group)]);
}

#[test]
fn a_group_may_have_its_own_priorities() {
    let one = provider(&serde_json::json!({"name": "one", "tags": ["a", "b"], "priority": 10}));
    let two = provider(
        &serde_json::json!({"name": "two", "tags": ["a", "b"], "priority": 20, "group_priorities": {"b": 5}}),
    );
    let snapshot = snapshot(&[one, two]);
    for (groups, order) in [
        (&["a"][..], ["one", "two"]),
        (&["b"], ["two", "one"]),
        (&["a", "b"], ["two", "one"]),
        (&["*"], ["one", "two"]),
    ] {
        let caller = caller(groups, &[], domain::Role::Member);
        let plan = plan_with(&snapshot, &Lists(&[]), Ask { caller: Some(&caller), ..ask("m") });
        assert_eq!(names(&plan), order, "{groups:?}");
    }
}

#[test]
fn who_knows_the_model_comes_before_who_may_and_after_a_better_priority() {
    let named =
        |name: &str, priority: u32| provider(&serde_json::json!({"name": name, "priority": priority}));
    let all = [
        named("unknown", 10),
        named("lists it", 10),
        named("lacks it", 10),
        named("lacked it", 1),
        named("unknown, better", 5),
        provider(&serde_json::json!({"name": "allows it", "priority": 10, "allowed_models": ["claude-*"]})),
        provider(
            &serde_json::json!({"name": "redirects it", "priority": 10, "model_redirects": [{"from": "claude-*", "to": "glm"}]}),
        ),
    ];
    let lists = Lists(&[
        ("lists it", false, &["claude-x"]),
        ("lacks it", true, &["claude-y"]),
        ("lacked it", false, &["claude-y"]),
        ("redirects it", true, &["glm"]),
    ]);
    let plan = plan_with(&snapshot(&all), &lists, ask("claude-x"));
    let order = ["unknown, better", "lists it", "allows it", "redirects it", "unknown", "lacked it"];
    assert_eq!(names(&plan), order);
    assert_eq!(skipped(&plan), [("lacks it", Exclusion::ModelUnknown)]);
    let outdated: Vec<_> = plan.outdated.iter().map(|provider| provider.name.as_str()).collect();
    assert_eq!(outdated, ["lacks it", "lacked it"]);
}

#[test]
fn a_redirect_is_its_providers_alone_41() {
    let all = [
        provider(
            &serde_json::json!({"name": "a", "priority": 1, "model_redirects": [{"from": "claude-x", "to": "glm"}]}),
        ),
        provider(&serde_json::json!({"name": "b", "priority": 2})),
        provider(
            &serde_json::json!({"name": "c", "priority": 3, "allowed_models": ["kimi"], "model_redirects": [{"from": "claude-*", "to": "kimi"}]}),
        ),
        provider(
            &serde_json::json!({"name": "d", "priority": 4, "allowed_models": ["kimi"], "model_redirects": [{"from": "claude-*", "to": "other"}]}),
        ),
    ];
    let plan = plan_with(&snapshot(&all), &Lists(&[]), ask("claude-x"));
    let sent: Vec<_> =
        plan.candidates.iter().map(|one| (&*one.provider.name, &*one.model, one.rule)).collect();
    let redirect = Some(ModelRule::Redirect);
    assert_eq!(sent, [("a", "glm", redirect), ("b", "claude-x", None), ("c", "kimi", redirect)]);
    assert_eq!(skipped(&plan), [("d", Exclusion::Model)], "the list is asked for what would be sent");
}

#[test]
fn an_alias_means_a_model_at_each_provider_it_names() {
    let all = [
        provider(
            &serde_json::json!({"name": "a", "priority": 1, "model_redirects": [{"from": "*", "to": "never"}]}),
        ),
        provider(&serde_json::json!({"name": "b", "priority": 2})),
        provider(&serde_json::json!({"name": "c", "priority": 3})),
    ];
    let at =
        |place: usize, model: &str| domain::AliasModel { provider_id: all[place].id, model: model.into() };
    let alias = domain::Alias::new("Fast", vec![at(0, "haiku"), at(2, "mini")]).unwrap();
    let snapshot = Snapshot { aliases: vec![Arc::new(alias)], ..snapshot(&all) };
    let plan = plan_with(&snapshot, &Lists(&[("c", true, &["other"])]), ask("fast"));
    let sent: Vec<_> =
        plan.candidates.iter().map(|one| (&*one.provider.name, &*one.model, one.rule)).collect();
    let alias = Some(ModelRule::Alias);
    assert_eq!(sent, [("a", "haiku", alias), ("c", "mini", alias)]);
    assert_eq!(skipped(&plan), [("b", Exclusion::Alias)]);
}

#[test]
fn clients_are_admitted_and_denied_by_their_names() {
    let all = [
        provider(&serde_json::json!({"name": "claude only", "allowed_clients": ["claude-cli*"]})),
        provider(&serde_json::json!({"name": "no codex", "denied_clients": ["codex*"]})),
    ];
    for (client, expected) in [
        (Some("claude-cli/2.1.330 (external, cli)"), &["claude only", "no codex"][..]),
        (Some("codex_exec/0.169.0"), &[]),
        (Some("other/1"), &["no codex"]),
        (None, &["no codex"]),
    ] {
        let plan = plan_with(&snapshot(&all), &Lists(&[]), Ask { client, ..ask("m") });
        assert_eq!(names(&plan), expected, "{client:?}");
    }
}

#[test]
fn a_session_that_may_return_leaves_for_a_better_priority_and_not_for_an_equal() {
    let all = [
        provider(&serde_json::json!({"name": "equal", "priority": 20, "weight": 100})),
        provider(&serde_json::json!({"name": "its own", "priority": 20})),
    ];
    let better = provider(&serde_json::json!({"name": "better", "priority": 10}));
    let ask = Ask { session_provider: Some(all[1].id), session_returns: true, ..ask("m") };
    assert_eq!(names(&plan_with(&snapshot(&all), &Lists(&[]), ask)), ["its own", "equal"]);
    let three = [all[0].clone(), all[1].clone(), better];
    assert_eq!(names(&plan_with(&snapshot(&three), &Lists(&[]), ask)), ["better", "its own", "equal"]);
    let stays = Ask { session_returns: false, ..ask };
    assert_eq!(names(&plan_with(&snapshot(&three), &Lists(&[]), stays)), ["its own", "better", "equal"]);
}

#[test]
fn who_rests_stands_in_the_chain_with_its_end() {
    let (well, ill) =
        (provider(&serde_json::json!({"name": "well"})), provider(&serde_json::json!({"name": "ill"})));
    let health = Health::new(Arc::new(SystemClock), Arc::new(SystemRandom));
    health.trip(&ill);
    let plan = super::plan(&snapshot(&[ill, well]), &health.view(Instant::now()), &Nothing, ask("m"), None);
    let [_, Considered { verdict: Verdict::Resting { reason, until }, .. }] = &plan.chain[..] else {
        panic!("{:?}", plan.chain);
    };
    assert_eq!(*reason, Unavailability::BreakerOpen);
    assert!(until.is_some());
}
