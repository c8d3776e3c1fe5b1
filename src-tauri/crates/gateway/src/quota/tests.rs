use super::*;
use domain::{NewProvider, ProviderForm, Secret, SystemRandom};
use http::{HeaderName, HeaderValue};

/// 2026-01-01 00:00:00 UTC.
const NOW: UnixMillis = UnixMillis(1_767_225_600_000);

struct Still;
impl Clock for Still {
    fn now(&self) -> UnixMillis {
        NOW
    }
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
    };
    pairs.iter().map(pair).collect()
}

fn provider(credentials: usize) -> Provider {
    let form: ProviderForm = serde_json::from_value(serde_json::json!({
        "name": "p", "dialect": "anthropic", "base_url": "https://h.example",
    }))
    .unwrap();
    let mut provider =
        form.create(NewProvider { next_priority: 10, clock: &Still, random: &SystemRandom }).unwrap();
    let credential = |number| {
        Credential::new(CredentialId::new(NOW, &SystemRandom), Secret::new(format!("sk-0123456789-{number}")))
    };
    provider.credentials = (0..credentials).map(credential).collect();
    provider
}

type Shown = (String, Option<u32>, Option<u64>, Option<u64>, Option<i64>);

/// What is shown after an answer with these headers, resets in seconds from now.
fn shown(pairs: &[(&str, &str)]) -> Vec<Shown> {
    let (quotas, provider) = (Quotas::new(Arc::new(Still)), provider(1));
    quotas.note(&provider, provider.credentials.first(), &headers(pairs));
    let show = |quota: Quota| {
        let reset = quota.resets_at.map(|reset| (reset.0 - NOW.0) / 1_000);
        (quota.window.to_string(), quota.used_permille, quota.remaining, quota.limit, reset)
    };
    quotas.of(&provider).into_iter().map(show).collect()
}

#[test]
fn every_vendors_headers_are_read() {
    let window = |name: &str, used, remaining, limit, reset| (name.to_owned(), used, remaining, limit, reset);
    assert_eq!(
        shown(&[
            ("anthropic-ratelimit-unified-status", "allowed"),
            ("anthropic-ratelimit-unified-5h-utilization", "0.62"),
            ("anthropic-ratelimit-unified-5h-reset", "1767229200"),
            ("anthropic-ratelimit-unified-7d-utilization", "1.02"),
            ("anthropic-ratelimit-unified-7d-reset", "1767657600"),
        ]),
        [
            window("5h", Some(620), None, None, Some(3_600)),
            window("7d", Some(1_020), None, None, Some(432_000)),
        ]
    );
    assert_eq!(
        shown(&[
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-remaining", "49"),
            ("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:30Z"),
            ("anthropic-ratelimit-input-tokens-remaining", "0"),
        ]),
        [
            window("requests", Some(20), Some(49), Some(50), Some(30)),
            window("input-tokens", None, Some(0), None, None),
        ]
    );
    assert_eq!(
        shown(&[
            ("x-ratelimit-limit-requests", "60"),
            ("x-ratelimit-remaining-requests", "59"),
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-limit-tokens", "150000"),
            ("x-ratelimit-remaining-tokens", "149984"),
            ("x-ratelimit-reset-tokens", "6m0s"),
        ]),
        [
            window("requests", Some(16), Some(59), Some(60), Some(1)),
            window("tokens", Some(0), Some(149_984), Some(150_000), Some(360)),
        ]
    );
    assert_eq!(
        shown(&[
            ("x-codex-primary-used-percent", "62.5"),
            ("x-codex-primary-window-minutes", "300"),
            ("x-codex-primary-reset-at", "1767229200"),
            ("x-codex-secondary-used-percent", "9"),
            ("x-codex-secondary-window-minutes", "10080"),
            ("x-codex-secondary-reset-after-seconds", "604800"),
        ]),
        [window("5h", Some(625), None, None, Some(3_600)), window("7d", Some(90), None, None, Some(604_800)),]
    );
}

#[test]
fn nonsense_is_nothing() {
    for pairs in [
        &[("content-type", "application/json")][..],
        &[("x-ratelimit-remaining-requests", "-1")],
        &[("x-ratelimit-limit-requests", "10")],
        &[("x-codex-primary-used-percent", "NaN")],
        &[("x-codex-primary-used-percent", "-5")],
        &[("x-codex-primary-used-percent", "1e300")],
    ] {
        assert_eq!(shown(pairs), [], "{pairs:?}");
    }
    let past = [("x-codex-primary-used-percent", "100"), ("x-codex-primary-reset-at", "1767225000")];
    assert_eq!(shown(&past), [], "a window that is over");
    let far = [("x-codex-primary-used-percent", "100"), ("x-codex-primary-reset-at", "9e18")];
    assert_eq!(shown(&far)[0].4, None, "a reset that nobody lives to see");
}

#[test]
fn what_an_answer_does_not_tell_is_as_it_was() {
    let (quotas, provider) = (Quotas::new(Arc::new(Still)), provider(1));
    let mut changes = quotas.changes();
    for pairs in [
        &[("x-codex-primary-used-percent", "10"), ("x-codex-secondary-used-percent", "20")][..],
        &[("x-codex-primary-used-percent", "11")],
        &[("content-type", "text/html")],
    ] {
        quotas.note(&provider, provider.credentials.first(), &headers(pairs));
    }
    let used: Vec<_> = quotas.of(&provider).into_iter().map(|quota| quota.used_permille).collect();
    assert_eq!(used, [Some(110), Some(200)]);
    assert_eq!((changes.try_recv(), changes.try_recv()), (Ok(provider.id), Ok(provider.id)));
    assert!(changes.try_recv().is_err());
}

fn used_up(credentials: usize, pairs: &[(&str, &str)]) -> Option<(RestCause, u64)> {
    let (quotas, provider) = (Quotas::new(Arc::new(Still)), provider(credentials));
    quotas.note(&provider, provider.credentials.first(), &headers(pairs));
    let order = quotas.used_up(&provider, Some(provider.credentials[0].id))?;
    Some((order.cause, order.said?.as_secs()))
}

#[test]
fn a_window_that_is_used_up_rests_its_credential_until_the_reset() {
    let full = [
        ("anthropic-ratelimit-unified-5h-utilization", "1.0"),
        ("anthropic-ratelimit-unified-5h-reset", "1767229200"),
    ];
    assert_eq!(used_up(1, &full), Some((RestCause::OutOfCredit, 3_600)));
    let paid = [&full[..], &[("anthropic-ratelimit-unified-overage-status", "allowed")]].concat();
    assert_eq!(used_up(1, &paid), None, "what goes beyond is paid for");
    let rejected = [
        &full[1..],
        &[
            ("anthropic-ratelimit-unified-5h-utilization", "0.99"),
            ("anthropic-ratelimit-unified-5h-status", "rejected"),
        ],
    ]
    .concat();
    assert_eq!(used_up(1, &rejected), Some((RestCause::OutOfCredit, 3_600)));
    let almost = [("x-codex-primary-used-percent", "99.9"), ("x-codex-primary-reset-at", "1767229200")];
    assert_eq!(used_up(1, &almost), None);
    assert_eq!(used_up(1, &full[..1]), None, "nobody knows until when");
}

#[test]
fn an_empty_rate_moves_the_load_to_another_credential_if_there_is_one() {
    let empty = [
        ("x-ratelimit-limit-requests", "60"),
        ("x-ratelimit-remaining-requests", "0"),
        ("x-ratelimit-reset-requests", "30s"),
    ];
    assert_eq!(used_up(1, &empty), None);
    assert_eq!(used_up(2, &empty), Some((RestCause::RateLimited, 10)));
}
