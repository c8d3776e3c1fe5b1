//! What routing one request costs, for `cargo run -p gateway --features measure --example routing`: the steps
//! session and plan by themselves, over many providers and conversations.

use crate::{
    catalog::Known,
    health::Health,
    plan::{Ask, plan},
    session::{SessionId, Sessions},
};
use domain::{
    Caller, ClientKeyForm, Dialect, KeyKind, NewClientKey, NewProvider, OperationKind, Provider,
    ProviderForm, Role, Snapshot, SystemClock, SystemRandom, Text, UnixMillis, User, UserId,
};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

/// How long one look-up of a session and one plan take, on average over `rounds`.
///
/// # Errors
/// When what is measured can't be set up.
pub fn routing(providers: u32, sessions: usize, rounds: u32) -> Result<Duration, String> {
    let providers = (0..providers).map(provider).collect::<Result<Vec<_>, _>>()?;
    let snapshot = Snapshot { providers, ..Snapshot::default() };
    let caller = caller();
    let (key, ttl, model) = (caller.key.id, Duration::from_secs(3600), Text::from("claude-sonnet-4-5"));
    let mut known = Known::default();
    for provider in &snapshot.providers {
        let names = (0..50).map(|number| format!("model-{number}")).chain([model.to_string()]);
        known.learn(provider, names.collect());
    }
    let table = Sessions::default();
    let names: Vec<SessionId> =
        (0..sessions).map(|_| SessionId::generate(UnixMillis(0), &SystemRandom)).collect();
    for (name, provider) in names.iter().zip(snapshot.providers.iter().cycle()) {
        let found = table.enter(key, name.text(), Instant::now(), ttl);
        drop(table.bind(found.seen, provider.id, Instant::now(), ttl));
    }
    let health = Health::new(Arc::new(SystemClock), Arc::new(SystemRandom));
    let began = Instant::now();
    let mut candidates = 0;
    for name in names.iter().cycle().take(rounds as usize) {
        let now = Instant::now();
        let found = table.enter(key, name.text(), now, ttl);
        let ask = Ask {
            dialect: Dialect::Anthropic,
            operation: OperationKind::Generate,
            model: &model,
            caller: Some(&caller),
            client: Some("claude-cli/2.1.330 (external, cli)"),
            session_provider: found.provider,
            session_returns: false,
            now: UnixMillis(0),
        };
        let plan = plan(&snapshot, &health.view(now), &known, ask, Some(&SystemRandom));
        candidates += std::hint::black_box(plan).candidates.len();
    }
    let took = began.elapsed() / rounds.max(1);
    if candidates == 0 { Err("nobody was a candidate".into()) } else { Ok(took) }
}

fn provider(number: u32) -> Result<Arc<Provider>, String> {
    let form = serde_json::json!({
        "name": format!("provider {number}"), "dialect": "anthropic", "base_url": "https://upstream.example",
        "credential": "sk-0123456789abcdef", "priority": number / 5, "weight": 1 + number % 5,
        "denied_clients": ["codex*"],
    });
    let form: ProviderForm = serde_json::from_value(form).map_err(|error| error.to_string())?;
    let new = NewProvider { next_priority: 10, clock: &SystemClock, random: &SystemRandom };
    form.create(new).map(Arc::new).map_err(|error| format!("{error:?}"))
}

fn caller() -> Caller {
    let now = UnixMillis(0);
    let mut user = User::new(UserId::new(now, &SystemRandom), "user", now);
    user.role = Role::Member;
    let form = ClientKeyForm::default();
    let new = NewClientKey::generate(user.id, KeyKind::Manual, form, now, &SystemRandom);
    Caller { key: Arc::new(new.key), user: Arc::new(user) }
}
