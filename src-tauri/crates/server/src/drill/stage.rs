//! What a drill happens on: a gateway of its own, a key, and two fake providers.

use super::upstream::FakeUpstream;
use domain::{
    Caller, ClientKeyForm, ClientKeySecret, Clock, Dialect, DrillProvider, KeyKind, NewClientKey,
    NewProvider, Patch, Provider, ProviderForm, ProviderId, Random, RequestRecord, Snapshot, UnixMillis,
    User, UserId, VaultState,
};
use gateway::{BindTo, Gateway, Listeners, Parts};
use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::sync::{mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// A breaker that opens as everybody's does, and is tried again before somebody who looks on gets bored.
const OPEN_MS: u64 = 4_000;
/// Records of one request at a time.
const RECORDS: usize = 16;

/// The stage of one drill.
pub(super) struct Stage {
    pub(super) gateway: Gateway,
    /// Where requests go.
    pub(super) address: SocketAddr,
    /// What they carry.
    pub(super) key: ClientKeySecret,
    /// The provider that is broken, and what stands behind it.
    pub(super) first: Arc<Provider>,
    pub(super) fake: FakeUpstream,
    /// What the gateway says of each request: read here, and nowhere else.
    pub(super) records: mpsc::Receiver<Arc<RequestRecord>>,
    /// The gateway's configuration, as long as it is needed.
    _configuration: watch::Sender<Arc<Snapshot>>,
    tasks: TaskTracker,
    end: CancellationToken,
}

impl Stage {
    /// Sets it.
    pub(super) fn set(clock: &Arc<dyn Clock>, random: &Arc<dyn Random>) -> io::Result<Self> {
        let (tasks, end) = (TaskTracker::new(), CancellationToken::new());
        // Whatever fails below, the fake providers end.
        let ending = end.clone().drop_guard();
        let maker = Maker { clock: clock.as_ref(), random: random.as_ref(), now: clock.now() };
        let (fake, other) = (FakeUpstream::start(&tasks, &end)?, FakeUpstream::start(&tasks, &end)?);
        let first = Arc::new(maker.provider("Drill A", &fake, 10)?);
        let second = Arc::new(maker.provider("Drill B", &other, 20)?);
        let (key, caller) = maker.caller();
        let snapshot = Arc::new(Snapshot {
            vault: VaultState::Open,
            providers: vec![Arc::clone(&first), second],
            callers: HashMap::from([(key.digest(), caller)]),
            ..Snapshot::default()
        });
        let (configuration, followed) = watch::channel(snapshot);
        let (ledger, records) = mpsc::channel(RECORDS);
        let gateway = Gateway::new(Parts {
            snapshot: followed,
            ledger,
            clock: Arc::clone(clock),
            random: Arc::clone(random),
        });
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let listeners = Listeners::bind(BindTo::Address(loopback), 0).map_err(io::Error::other)?;
        let address = SocketAddr::new(loopback, listeners.port());
        gateway.listen(listeners)?;
        ending.disarm();
        Ok(Self { gateway, address, key, first, fake, records, _configuration: configuration, tasks, end })
    }

    /// Which of the two it is.
    pub(super) fn which(&self, provider: ProviderId) -> DrillProvider {
        if provider == self.first.id { DrillProvider::First } else { DrillProvider::Second }
    }

    /// Takes it down.
    pub(super) async fn strike(self) {
        self.gateway.close(Duration::ZERO).await;
        self.end.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Makes what a person would have typed.
struct Maker<'a> {
    clock: &'a dyn Clock,
    random: &'a dyn Random,
    now: UnixMillis,
}

impl Maker<'_> {
    fn provider(&self, name: &str, fake: &FakeUpstream, priority: u32) -> io::Result<Provider> {
        let form = ProviderForm {
            name: Patch::Set(name.into()),
            dialect: Patch::Set(Dialect::Anthropic),
            base_url: Patch::Set(format!("http://{}", fake.address)),
            breaker_open_ms: Patch::Set(OPEN_MS),
            ..ProviderForm::default()
        };
        let new = NewProvider { next_priority: priority, clock: self.clock, random: self.random };
        form.create(new).map_err(|error| io::Error::other(format!("{}: {}", error.field, error.message)))
    }

    fn caller(&self) -> (ClientKeySecret, Caller) {
        let user = User::new(UserId::new(self.now, self.random), "drill", self.now);
        let form = ClientKeyForm::default();
        let made = NewClientKey::generate(user.id, KeyKind::Manual, form, self.now, self.random);
        (made.secret, Caller { key: Arc::new(made.key), user: Arc::new(user) })
    }
}
