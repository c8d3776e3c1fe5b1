//! What the gateway learns of its providers over many requests: over real sockets, with a configuration made by
//! hand, since a person can't type every one of these.

#![expect(clippy::unwrap_used, reason = "a stage that can't be set up has failed the test")]

use domain::{
    BreakerState, Caller, ClientKeyForm, Credential, CredentialId, Dialect, KeyKind, NewClientKey,
    NewProvider, Provider, ProviderForm, RequestRecord, RequestState, Resting, Secret, Snapshot, SystemClock,
    SystemRandom, UnixMillis, User, UserId, VaultState,
};
use gateway::{BindTo, Gateway, Listeners, Parts};
use journeys::{Answer, Scene};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, watch};
use upstream::{Script, Upstream};

const SCENE: Scene = Scene { dialect: Dialect::Anthropic, stream: true };

/// A gateway without a server around it.
struct Stage {
    gateway: Gateway,
    url: String,
    key: String,
    snapshot: watch::Sender<Arc<Snapshot>>,
    records: mpsc::Receiver<Arc<RequestRecord>>,
}

impl Stage {
    fn new(providers: Vec<Provider>) -> Self {
        let user = Arc::new(User::new(UserId::new(UnixMillis(0), &SystemRandom), "owner", UnixMillis(0)));
        let form = ClientKeyForm::default();
        let NewClientKey { key, secret } =
            NewClientKey::generate(user.id, KeyKind::Manual, form, UnixMillis(0), &SystemRandom);
        let caller = Caller { key: Arc::new(key), user };
        let snapshot = Snapshot {
            vault: VaultState::Open,
            providers: providers.into_iter().map(Arc::new).collect(),
            callers: [(secret.digest(), caller)].into_iter().collect(),
            ..Snapshot::default()
        };
        let (snapshot, changes) = watch::channel(Arc::new(snapshot));
        let (ledger, records) = mpsc::channel(1_024);
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let gateway = Gateway::new(Parts { snapshot: changes, ledger, clock, random });
        let listeners = Listeners::bind(BindTo::Loopback, 0).unwrap();
        let url = listeners.gateway_url();
        gateway.listen(listeners).unwrap();
        Self { gateway, url, key: secret.expose().to_owned(), snapshot, records }
    }

    async fn send(&self, model: &str) -> Answer {
        SCENE.ask(model).key(&self.key).send(&self.url).await
    }

    fn provider(&self, place: usize) -> Arc<Provider> {
        self.snapshot.borrow().providers[place].clone()
    }

    fn state(&self, place: usize) -> BreakerState {
        self.gateway.breaker(&self.provider(place)).state
    }

    /// How the attempts of the next request that ended did.
    async fn outcomes(&mut self) -> Vec<&'static str> {
        loop {
            let record = self.records.recv().await.unwrap();
            if record.state != RequestState::Open {
                return record.attempts.iter().map(|attempt| attempt.outcome.as_str()).collect();
            }
        }
    }
}

/// A provider at an upstream, with these credentials.
fn provider(name: &str, upstream: &Upstream, credentials: &[&str]) -> Provider {
    let form = json!({ "name": name, "dialect": "anthropic", "base_url": upstream.base_url() });
    let form: ProviderForm = serde_json::from_value(form).unwrap();
    let new = NewProvider { next_priority: 10, clock: &SystemClock, random: &SystemRandom };
    let mut provider = form.create(new).unwrap();
    let credential = |secret: &&str| {
        Credential::new(CredentialId::new(UnixMillis(0), &SystemRandom), Secret::new(*secret))
    };
    provider.credentials = credentials.iter().map(credential).collect();
    provider
}

fn second(mut provider: Provider) -> Provider {
    provider.priority = 20;
    provider
}

fn failing() -> Script {
    Upstream::script().status(500, &[], "oops")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_key_beside_a_good_one_fails_no_request() {
    let upstream = Upstream::start().await;
    let mut stage =
        Stage::new(vec![provider("two keys", &upstream, &["sk-stale-0123456789", "sk-good-0123456789"])]);
    upstream.answer_next(Upstream::script().status(401, &[], "stale"));
    for number in 0..3 {
        let answer = stage.send("m").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let expected: &[&str] = if number == 0 { &["status", "answered"] } else { &["answered"] };
        assert_eq!(stage.outcomes().await, expected);
    }
    let used: Vec<_> = upstream.requests().into_iter().filter_map(|request| request.credential).collect();
    assert_eq!(used[0], "sk-stale-0123456789");
    assert!(used[1..].iter().all(|credential| credential == "sk-good-0123456789"), "{used:?}");
    let status = stage.gateway.breaker(&stage.provider(0));
    assert_eq!(status.state, BreakerState::Closed);
    let stale = stage.provider(0).credentials[0].id;
    assert_eq!(status.rests[0].resting, Resting::Credential { credential_id: stale });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_keeps_failing_is_left_alone_and_the_person_can_say_otherwise() {
    let (bad, good) = (Upstream::start().await, Upstream::start().await);
    bad.answer(failing());
    let stage = Stage::new(vec![provider("bad", &bad, &[]), second(provider("good", &good, &[]))]);
    let mut changes = stage.gateway.breaker_changes();
    for _ in 0..8 {
        assert_eq!(stage.send("m").await.status, 200);
    }
    assert_eq!((bad.count(), stage.state(0)), (5, BreakerState::Open), "the sixth didn't come to it");
    assert_eq!(changes.try_recv().unwrap().state, BreakerState::Open);
    bad.answer(Upstream::script());
    stage.gateway.reset_breaker(&stage.provider(0));
    assert_eq!(stage.send("m").await.status, 200);
    assert_eq!((bad.count(), stage.state(0)), (6, BreakerState::Closed));
    stage.gateway.trip_breaker(&stage.provider(0));
    assert_eq!(stage.send("m").await.status, 200);
    assert_eq!(bad.count(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_not_asked_even_when_it_is_the_only_one() {
    let upstream = Upstream::start().await;
    let held = Provider { held: true, ..provider("held", &upstream, &[]) };
    let stage = Stage::new(vec![held]);
    let answer = stage.send("m").await;
    assert_eq!((answer.status.as_u16(), upstream.count()), (503, 0));
    assert!(answer.text().contains("held: is held"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_fails_everywhere_is_the_requests_fault() {
    let (first, other) = (Upstream::start().await, Upstream::start().await);
    first.answer(failing());
    other.answer(failing());
    let stage = Stage::new(vec![provider("a", &first, &[]), second(provider("b", &other, &[]))]);
    for _ in 0..8 {
        assert_eq!(stage.send("m").await.status, 500);
    }
    assert_eq!((stage.state(0), stage.state(1)), (BreakerState::Closed, BreakerState::Closed));
    assert_eq!((first.count(), other.count()), (8, 8));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_only_provider_is_tried_once_a_second_while_it_is_open() {
    let upstream = Upstream::start().await;
    upstream.answer(failing());
    let stage = Stage::new(vec![provider("only", &upstream, &[])]);
    while stage.state(0) != BreakerState::Open {
        assert_eq!(stage.send("m").await.status, 500);
    }
    upstream.answer(Upstream::script().stall_before_head());
    let before = upstream.count();
    let trial = async { stage.send("m").await };
    let others = async {
        while upstream.count() == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for _ in 0..5 {
            let answer = stage.send("m").await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("retry-after")),
                (503, "1"),
                "{}",
                answer.text()
            );
        }
    };
    tokio::select! {
        answer = trial => panic!("the upstream is silent: {}", answer.text()),
        () = others => {}
    }
    assert_eq!(upstream.count(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_leave_say_nothing_of_a_provider() {
    let upstream = Upstream::start().await;
    upstream.answer(Upstream::script().stall_before_head());
    let stage = Stage::new(vec![provider("slow", &upstream, &[])]);
    for number in 0..6 {
        let leaving = tokio::time::timeout(Duration::from_millis(100), stage.send("m")).await;
        assert!(leaving.is_err());
        upstream.client_left(number).await;
    }
    assert_eq!(stage.state(0), BreakerState::Closed);
}
