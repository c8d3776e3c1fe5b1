//! How providers do, by what is noted of them.

use super::*;
use crate::testing::record;
use domain::{
    Attempt, AttemptId, AttemptOutcome, Dialect, NewProvider, Patch, ProviderForm, RequestState, SystemClock,
    SystemRandom,
};

const DAY: u64 = 24 * 3_600 * 1_000;

fn provider() -> Provider {
    let form = ProviderForm {
        name: Patch::Set("p".into()),
        dialect: Patch::Set(Dialect::Anthropic),
        base_url: Patch::Set("https://h.example".into()),
        ..ProviderForm::default()
    };
    form.create(NewProvider { next_priority: 10, clock: &SystemClock, random: &SystemRandom }).unwrap()
}

/// A request begun at `began` whose attempts begin so much later and end so.
fn ended(began: u64, provider: &Provider, attempts: &[(u64, AttemptOutcome)]) -> RequestRecord {
    let attempt = |(later, outcome): &(u64, AttemptOutcome)| Attempt {
        id: AttemptId::new(UnixMillis(0), &SystemRandom),
        provider_id: provider.id,
        provider_name: provider.name.clone(),
        started_at: UnixMillis(i64::try_from(began + later).unwrap()),
        outcome: *outcome,
        status: None,
        connect_ms: None,
        head_ms: None,
        duration_ms: 1,
        reused_connection: false,
        error: None,
    };
    RequestRecord {
        attempts: attempts.iter().map(attempt).collect(),
        first_byte_ms: Some(500),
        ..record(began, RequestState::Done)
    }
}

fn seen(health: &Health, provider: &Provider, now: u64) -> (HealthState, u64, u64) {
    let of = health.of(provider, UnixMillis(i64::try_from(now).unwrap()));
    (of.state, of.successes_today, of.failures_today)
}

#[test]
fn at_midnight_the_figures_begin_anew_and_the_state_stays() {
    let (health, provider) = (Health::default(), provider());
    health.note(&ended(DAY + 1, &provider, &[(0, AttemptOutcome::Timeout), (300, AttemptOutcome::Answered)]));
    assert_eq!(seen(&health, &provider, DAY + 2), (HealthState::Ok, 1, 1));
    assert_eq!(seen(&health, &provider, 2 * DAY), (HealthState::Ok, 0, 0));
    health.note(&ended(2 * DAY - 1, &provider, &[(0, AttemptOutcome::Reset)]));
    assert_eq!(seen(&health, &provider, 2 * DAY), (HealthState::Failing, 0, 0), "it began yesterday");
    assert_eq!(health.first_byte_ms_median(UnixMillis(0)), None);
}

#[test]
fn what_began_last_says_most_whenever_it_ends() {
    let (health, provider) = (Health::default(), provider());
    assert_eq!(seen(&health, &provider, 0), (HealthState::Unused, 0, 0));
    health.note(&ended(100, &provider, &[(0, AttemptOutcome::Answered)]));
    health.note(&ended(50, &provider, &[(0, AttemptOutcome::Connect)]));
    assert_eq!(seen(&health, &provider, 200), (HealthState::Ok, 1, 1));
    health.note(&ended(300, &provider, &[(0, AttemptOutcome::Cancelled)]));
    assert_eq!(seen(&health, &provider, 400), (HealthState::Ok, 1, 1), "a client that left says nothing");
}

#[test]
fn a_failover_is_a_request_that_went_on_to_another_provider() {
    let (health, first, second) = (Health::default(), provider(), provider());
    let twice = ended(100, &first, &[(0, AttemptOutcome::Reset), (9, AttemptOutcome::Answered)]);
    health.note(&twice);
    assert_eq!(health.failed_over_at(), None, "asked again is not gone on");
    let other = ended(100, &second, &[(9, AttemptOutcome::Answered)]).attempts;
    let attempts = twice.attempts.into_iter().take(1).chain(other).collect();
    health.note(&RequestRecord { attempts, duration_ms: Some(40), ..record(100, RequestState::Done) });
    assert_eq!(health.failed_over_at(), Some(UnixMillis(140)));
}

#[test]
fn what_earlier_attempts_took_is_not_this_providers() {
    let (health, provider) = (Health::default(), provider());
    health.note(&ended(100, &provider, &[(0, AttemptOutcome::Timeout), (300, AttemptOutcome::Answered)]));
    let now = UnixMillis(1_000);
    assert_eq!(health.of(&provider, now).first_byte_ms_median, Some(200));
    assert_eq!(health.first_byte_ms_median(now), Some(500), "but the client waited for all of it");
}

/// A request begun at `began` for which the provider found nothing.
fn not_found(began: u64, provider: &Provider) -> RequestRecord {
    let mut record = ended(began, provider, &[(0, AttemptOutcome::Status)]);
    record.attempts[0].status = Some(404);
    record
}

#[test]
fn a_model_that_nobody_has_says_nothing_about_who_has_answered() {
    let (health, provider) = (Health::default(), provider());
    health.note(&ended(100, &provider, &[(0, AttemptOutcome::Answered)]));
    health.note(&not_found(200, &provider));
    assert_eq!(seen(&health, &provider, 300), (HealthState::Ok, 1, 0));
    health.note(&ended(300, &provider, &[(0, AttemptOutcome::Connect)]));
    health.note(&not_found(400, &provider));
    assert_eq!(seen(&health, &provider, 500), (HealthState::Failing, 1, 1), "nor does it work again");
}

#[test]
fn a_base_url_that_leads_nowhere_fails() {
    let (health, provider) = (Health::default(), provider());
    health.note(&not_found(100, &provider));
    assert_eq!(seen(&health, &provider, 200), (HealthState::Failing, 0, 1));
    health.note(&ended(50, &provider, &[(0, AttemptOutcome::Answered)]));
    assert_eq!(seen(&health, &provider, 200), (HealthState::Ok, 1, 1), "it was the model");
    health.moved(provider.id);
    assert_eq!(seen(&health, &provider, 200).0, HealthState::Ok, "until something is asked there");
    health.note(&not_found(200, &provider));
    assert_eq!(seen(&health, &provider, 300), (HealthState::Failing, 1, 2));
}
