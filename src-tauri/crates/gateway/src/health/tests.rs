use super::*;
use domain::{
    BreakerCause, CredentialId, NewProvider, ProviderForm, RestCause, Secret, SystemClock, SystemRandom,
    Unavailability, UnixMillis,
};

fn health() -> Health {
    Health::new(Arc::new(SystemClock), Arc::new(SystemRandom))
}

/// A provider with so many credentials.
fn provider(credentials: usize) -> Provider {
    let form: ProviderForm = serde_json::from_value(serde_json::json!({
        "name": "p", "dialect": "anthropic", "base_url": "https://h.example",
    }))
    .unwrap();
    let new = NewProvider { next_priority: 10, clock: &SystemClock, random: &SystemRandom };
    let mut provider = form.create(new).unwrap();
    provider.credentials = (0..credentials)
        .map(|number| {
            let id = CredentialId::new(UnixMillis(0), &SystemRandom);
            Credential::new(id, Secret::new(format!("sk-0123456789-{number}")))
        })
        .collect();
    provider
}

fn excluded(health: &Health, provider: &Provider, model: &str) -> Option<Unavailability> {
    health.view(Instant::now()).unavailability(provider, model).map(|excluded| excluded.reason)
}

fn fail(health: &Health, provider: &Provider, times: usize) {
    for _ in 0..times {
        if let Some(pass) = health.begin(provider) {
            pass.failed(Verdict::Fails);
        }
    }
}

fn rest(health: &Health, provider: &Provider, resting: Resting, cause: RestCause) {
    health.rest(provider, Order { resting, cause, said: None });
}

fn of_credential(provider: &Provider, place: usize) -> Resting {
    Resting::Credential { credential_id: provider.credentials[place].id }
}

#[tokio::test(start_paused = true)]
async fn an_open_breaker_excludes_until_its_trial_and_everybody_hears_of_it() {
    let (health, provider) = (health(), provider(1));
    let mut changes = health.changes();
    fail(&health, &provider, 5);
    assert_eq!(excluded(&health, &provider, "m"), Some(Unavailability::BreakerOpen));
    assert!(health.begin(&provider).is_none());
    let change = changes.try_recv().unwrap();
    assert_eq!((change.provider_id, change.state), (provider.id, BreakerState::Open));
    let status = health.status(&provider);
    assert_eq!(status.cause, Some(BreakerCause::ConsecutiveFailures));
    assert!(status.since < status.until);
    tokio::time::advance(Duration::from_secs(36)).await;
    assert_eq!(excluded(&health, &provider, "m"), None, "somebody may try");
    let trial = health.begin(&provider).unwrap();
    assert_eq!(
        excluded(&health, &provider, "m"),
        Some(Unavailability::BreakerOpen),
        "and nobody beside them"
    );
    trial.works("m", None);
    health.begin(&provider).unwrap().works("m", None);
    assert_eq!(health.status(&provider).state, BreakerState::Closed);
}

/// Case 37, and F21: a client that leaves during the trial.
#[tokio::test(start_paused = true)]
async fn a_trial_that_is_dropped_gives_its_place_back() {
    let (health, provider) = (health(), provider(1));
    fail(&health, &provider, 5);
    tokio::time::advance(Duration::from_secs(36)).await;
    drop(health.begin(&provider).unwrap());
    assert_eq!(health.status(&provider).state, BreakerState::HalfOpen);
    assert!(health.begin(&provider).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_rest_is_of_what_it_is_about() {
    let (health, provider) = (health(), provider(1));
    rest(&health, &provider, Resting::Model { model: "a".into() }, RestCause::ModelUnknown);
    assert_eq!(excluded(&health, &provider, "a"), Some(Unavailability::ModelUnknown));
    assert_eq!(excluded(&health, &provider, "b"), None);
    rest(&health, &provider, Resting::Provider, RestCause::Overloaded);
    assert_eq!(excluded(&health, &provider, "b"), Some(Unavailability::Resting));
    tokio::time::advance(Duration::from_secs(6)).await;
    assert_eq!(excluded(&health, &provider, "b"), None);
}

#[tokio::test(start_paused = true)]
async fn one_credential_that_rests_leaves_the_others() {
    let (health, provider) = (health(), provider(2));
    let place = |from| health.credential(&provider, from, false).map(|(place, _)| place);
    assert_eq!(place(0), Some(0));
    rest(&health, &provider, of_credential(&provider, 0), RestCause::Rejected);
    assert_eq!((excluded(&health, &provider, "m"), place(0)), (None, Some(1)));
    rest(&health, &provider, of_credential(&provider, 1), RestCause::OutOfCredit);
    assert_eq!(
        excluded(&health, &provider, "m"),
        Some(Unavailability::CredentialRejected),
        "the first to be back"
    );
    assert_eq!(place(0), None);
    assert_eq!(health.credential(&provider, 0, true).map(|(place, _)| place), Some(0), "for want of another");
}

#[tokio::test(start_paused = true)]
async fn without_a_credential_there_is_one_way_to_ask() {
    let (health, provider) = (health(), provider(0));
    assert!(matches!(health.credential(&provider, 0, false), Some((0, None))));
    assert!(health.credential(&provider, 1, false).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_was_changed_has_not_refused_its_new_key() {
    let (health, mut provider) = (health(), provider(1));
    rest(&health, &provider, of_credential(&provider, 0), RestCause::Rejected);
    provider.revision += 1;
    provider.note = "what a note says changes no answer".into();
    assert_eq!(excluded(&health, &provider, "m"), Some(Unavailability::CredentialRejected));
    health.begin(&provider).unwrap();
    assert_eq!(excluded(&health, &provider, "m"), Some(Unavailability::CredentialRejected));
    provider.revision += 1;
    provider.credentials[0].id = CredentialId::new(UnixMillis(1), &SystemRandom);
    assert_eq!(excluded(&health, &provider, "m"), None);
    assert!(health.status(&provider).rests.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_answer_ends_the_rests_that_it_disproves() {
    let (health, provider) = (health(), provider(2));
    let first = Some(provider.credentials[0].id);
    for resting in [Resting::Provider, Resting::Model { model: "m".into() }, of_credential(&provider, 0)] {
        rest(&health, &provider, resting, RestCause::RateLimited);
    }
    rest(&health, &provider, of_credential(&provider, 1), RestCause::Rejected);
    health.begin(&provider).unwrap().works("m", first);
    let rests: Vec<_> = health.status(&provider).rests.into_iter().map(|rest| rest.resting).collect();
    assert_eq!(rests, [of_credential(&provider, 1)]);
}

#[tokio::test(start_paused = true)]
async fn one_forced_trial_a_second() {
    let (health, provider) = (health(), provider(1));
    fail(&health, &provider, 5);
    assert!(health.force(&provider).is_some());
    assert!(health.force(&provider).is_none());
    tokio::time::advance(Duration::from_secs(1)).await;
    assert!(health.force(&provider).is_some());
}

#[tokio::test(start_paused = true)]
async fn what_failed_everywhere_is_taken_back() {
    let (health, provider) = (health(), provider(1));
    fail(&health, &provider, 4);
    let counted = health.begin(&provider).unwrap().failed(Verdict::Fails);
    assert_eq!(health.status(&provider).state, BreakerState::Open);
    health.take_back(&Vec::from_iter(counted));
    assert_eq!(health.status(&provider).state, BreakerState::Closed);
}

#[tokio::test(start_paused = true)]
async fn what_the_person_does_counts_at_once() {
    let (health, mut provider) = (health(), provider(1));
    health.trip(&provider);
    rest(&health, &provider, Resting::Provider, RestCause::Overloaded);
    assert_eq!(health.status(&provider).cause, Some(BreakerCause::Person));
    health.reset(&provider);
    assert_eq!(excluded(&health, &provider, "m"), None);
    provider.held = true;
    assert_eq!(health.status(&provider).state, BreakerState::Held);
}

#[tokio::test(start_paused = true)]
async fn of_a_thousand_callers_one_tries() {
    let (health, provider) = (health(), provider(1));
    fail(&health, &provider, 5);
    tokio::time::advance(Duration::from_secs(36)).await;
    let admitted: Vec<_> = (0..1_000).filter_map(|_| health.begin(&provider)).collect();
    assert_eq!(admitted.len(), 1);
}
