//! A gateway between clients and upstreams that a test plays itself.

use super::ends::{Client, HELLO, START, Served, Upstream, WHOLE};
use crate::{
    gateway::{Gateway, Parts},
    listener::{Connections, serve},
    upstream::memory::BETWEEN,
};
use domain::{
    BreakerState, Caller, ClientKeyForm, ClientKeySecret, Clock, KeyKind, NewClientKey, NewProvider,
    Provider, ProviderForm, RequestRecord, RequestState, Settings, Snapshot, SystemRandom, UnixMillis, User,
    UserId, VaultState,
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Semaphore, mpsc, watch},
    time::Instant,
};

/// A wall clock beside tokio's, which a test may move.
pub(super) struct WallClock {
    began: Instant,
    moved_ms: AtomicI64,
}

impl Clock for WallClock {
    fn now(&self) -> UnixMillis {
        let passed = i64::try_from(self.began.elapsed().as_millis()).unwrap();
        UnixMillis(1_800_000_000_000 + passed + self.moved_ms.load(Ordering::Relaxed))
    }
}

/// The gateway, and what is around it.
pub(super) struct Stage {
    pub(super) gateway: Gateway,
    pub(super) providers: Vec<Arc<Provider>>,
    rows: mpsc::Receiver<Arc<RequestRecord>>,
    snapshot: watch::Sender<Arc<Snapshot>>,
    clock: Arc<WallClock>,
    key: ClientKeySecret,
    connections: Connections,
}

impl Stage {
    /// A gateway with these providers, by their priority; each speaks anthropic if it doesn't say otherwise.
    pub(super) fn new(providers: &[Value]) -> Self {
        let clock = Arc::new(WallClock { began: Instant::now(), moved_ms: AtomicI64::new(0) });
        let providers: Vec<_> = providers.iter().zip(1..).map(|(json, rank)| provider(json, rank)).collect();
        let user = Arc::new(User::new(UserId::new(clock.now(), &SystemRandom), "owner", clock.now()));
        let form = ClientKeyForm::default();
        let new = NewClientKey::generate(user.id, KeyKind::Manual, form, clock.now(), &SystemRandom);
        let key = new.secret;
        let callers = HashMap::from([(key.digest(), Caller { key: Arc::new(new.key), user })]);
        let snapshot = Snapshot {
            vault: VaultState::Open,
            providers: providers.clone(),
            callers,
            ..Snapshot::default()
        };
        let (snapshot, snapshots) = watch::channel(Arc::new(snapshot));
        let (ledger, rows) = mpsc::channel(64);
        let gateway = Gateway::new(Parts {
            snapshot: snapshots,
            ledger,
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
        });
        Self { gateway, providers, rows, snapshot, clock, key, connections: Connections::default() }
    }

    /// The same with providers of these names and nothing else to say of them, and their servers.
    pub(super) fn of<const N: usize>(names: [&str; N]) -> (Self, [Upstream; N]) {
        let stage = Self::new(&names.map(|name| json!({ "name": name })));
        let upstreams = names.map(|name| stage.upstream(name));
        (stage, upstreams)
    }

    /// Takes the place of a provider's server.
    pub(super) fn upstream(&self, name: &str) -> Upstream {
        Upstream(self.gateway.pool().connector().in_memory().listen(&format!("{name}.test")))
    }

    /// Lets a provider's server take no connection.
    pub(super) fn silence(&self, name: &str) {
        self.gateway.pool().connector().in_memory().silence(&format!("{name}.test"));
    }

    /// Looks after what lies between requests, as a gateway that listens does.
    pub(super) fn look_after(&self) {
        self.gateway.look_after();
    }

    /// Changes a provider.
    pub(super) fn change(&mut self, place: usize, change: impl FnOnce(&mut Provider)) {
        let mut provider = Provider::clone(&self.providers[place]);
        change(&mut provider);
        provider.revision += 1;
        self.providers[place] = Arc::new(provider);
        let providers = self.providers.clone();
        self.snapshot.send_modify(|snapshot| {
            *snapshot = Arc::new(Snapshot { providers, ..Snapshot::clone(snapshot) });
        });
    }

    /// Changes settings.
    pub(super) fn set(&self, change: impl FnOnce(&mut Settings)) {
        self.snapshot.send_modify(|snapshot| {
            let mut changed = Snapshot::clone(snapshot);
            change(&mut changed.settings);
            *snapshot = Arc::new(changed);
        });
    }

    /// The machine sleeps: the wall's clock alone goes on.
    pub(super) fn sleep(&self, duration: Duration) {
        self.clock.moved_ms.fetch_add(i64::try_from(duration.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// A client with a connection to the gateway.
    pub(super) fn client(&self) -> Client {
        let (ours, theirs) = tokio::io::duplex(BETWEEN);
        let permit = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let serving = serve(theirs, address, self.gateway.clone(), self.connections.clone(), permit);
        self.connections.tasks.spawn(serving);
        Client::new(ours, self.key.expose())
    }

    /// A client that has asked for a message.
    pub(super) async fn asking(&self, stream: bool) -> Client {
        let mut client = self.client();
        client.ask(stream).await;
        client
    }

    /// A client that has heard the beginning of a stream, and who sends it.
    pub(super) async fn streaming(&self, upstream: &mut Upstream) -> (Client, Served) {
        let mut client = self.asking(true).await;
        let mut served = upstream.asked().await;
        served.stream(&[START, HELLO]).await;
        client.hears("hello").await;
        (client, served)
    }

    /// A request that is answered in one piece, over this connection or a new one.
    pub(super) async fn answered(&mut self, upstream: &mut Upstream, over: Option<Served>) -> Served {
        let mut client = self.asking(false).await;
        let mut served = match over {
            Some(mut served) => {
                served.request().await;
                served
            }
            None => upstream.asked().await,
        };
        served.answer("200 OK", WHOLE).await;
        client.hears("end_turn").await;
        assert_eq!(self.row().await.state, RequestState::Done);
        served
    }

    /// How the first provider's breaker stands.
    pub(super) fn breaker(&self) -> BreakerState {
        self.gateway.breaker(&self.providers[0]).state
    }

    /// The next row of a request that is over.
    pub(super) async fn row(&mut self) -> Arc<RequestRecord> {
        loop {
            let row = self.rows.recv().await.unwrap();
            if row.state != RequestState::Open {
                return row;
            }
        }
    }
}

fn provider(json: &Value, rank: u32) -> Arc<Provider> {
    let mut full = json!({ "dialect": "anthropic", "credential": "sk-0123456789abcdef" });
    full["base_url"] = json!(format!("http://{}.test", json["name"].as_str().unwrap()));
    full["allow_plain_http"] = json!(true);
    for (name, value) in json.as_object().unwrap() {
        full[name] = value.clone();
    }
    let form: ProviderForm = serde_json::from_value(full).unwrap();
    let new = NewProvider { next_priority: rank, clock: &domain::SystemClock, random: &SystemRandom };
    Arc::new(form.create(new).unwrap())
}
