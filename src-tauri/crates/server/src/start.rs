//! The start: lock, store, gateway, doors. The vault opens beside it all.

use crate::{
    Options, Running, StartError, WebDoor,
    admin::{self, AdminParts, AdminState, Problem, Serving, VaultStatus},
    configuration::Configuration,
    doors::{
        control::{self, RuntimeFile},
        serve::serve,
        web::{self, Access},
    },
    drill::Drills,
    events::Bus,
    health::Health,
    instructions, joiner,
    live::Live,
    options::Overrides,
    ownership::own,
    platform::{holder_of_port, raise_descriptor_limit},
    port::Port,
    running::StopSignal,
    token::Token,
};
use domain::{
    BreakerChange, Clock, Event, ProviderId, Random, RequestRecord, Secret, Settings, SystemClock,
    SystemRandom, UnixMillis,
};
use gateway::{Gateway, Parts};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{DataDir, DataDirLock, Store};
use tokio::{
    net::TcpListener,
    sync::{broadcast, mpsc},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How many records may wait for the ledger before admission waits.
const RECORDS: usize = 10_000;

/// Starts an instance; it answers when this returns.
///
/// # Errors
/// A [`StartError`]; nothing is left running then.
pub async fn start(options: Options) -> Result<Running, StartError> {
    raise_descriptor_limit();
    let base = Base::lay(&options).await?;
    match Bound::bind(&options, &base).await {
        Ok(bound) => Ok(run(options, base, bound)),
        Err(error) => {
            base.store.close().await;
            Err(error)
        }
    }
}

/// What everything stands on.
struct Base {
    dir: DataDir,
    lock: DataDirLock,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    /// Before any request of this process.
    began_at: UnixMillis,
    store: Store,
    bus: Bus,
    configuration: Configuration,
    access: Access,
}

impl Base {
    async fn lay(options: &Options) -> Result<Self, StartError> {
        let (dir, lock) = own(&options.data_dir).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let store = open_store(&dir, &clock, &random).await?;
        let (bus, overrides) = (Bus::new(), Overrides::of(options));
        let configuration = Configuration::new(
            store.clone(),
            overrides,
            bus.clone(),
            Arc::clone(&clock),
            Arc::clone(&random),
        );
        if let Err(error) = configuration.publish().await {
            store.close().await;
            return Err(error.into());
        }
        let access = Access::new(store.clone(), Arc::clone(&clock), Arc::clone(&random));
        let began_at = clock.now();
        Ok(Self { dir, lock, clock, random, began_at, store, bus, configuration, access })
    }
}

/// Every port, the runtime file, and a gateway that listens: whatever ends a start, before anything else runs.
/// From here on connections are taken, and answered a moment later.
struct Bound {
    gateway: Gateway,
    port: Port,
    records: mpsc::Receiver<Arc<RequestRecord>>,
    records_sender: mpsc::WeakSender<Arc<RequestRecord>>,
    control: TcpListener,
    control_address: SocketAddr,
    token: Token,
    runtime_file: RuntimeFile,
    web: Option<TcpListener>,
}

impl Bound {
    async fn bind(options: &Options, base: &Base) -> Result<Self, StartError> {
        let settings = base.configuration.current().settings.clone();
        let (port, listeners) = Port::bind(options, &settings)?;
        let web = match &options.admin {
            Some(door) => {
                Some(bind_web(door, options.admin_password.as_ref(), &settings, &base.access).await?)
            }
            None => None,
        };
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let control = TcpListener::bind(any_port).await.map_err(StartError::Control)?;
        let control_address = control.local_addr().map_err(StartError::Control)?;
        let token = Token::generate(base.random.as_ref());
        let runtime_file =
            RuntimeFile::write(base.dir.path(), control_address, &token).map_err(StartError::Control)?;
        let (sender, records) = mpsc::channel(RECORDS);
        let records_sender = sender.downgrade();
        let gateway = Gateway::new(Parts {
            snapshot: base.configuration.subscribe(),
            ledger: sender,
            clock: Arc::clone(&base.clock),
            random: Arc::clone(&base.random),
        });
        // A provider that points at a door of ours is never called.
        gateway.refuse_port(control_address.port());
        if let Some(web) = web.as_ref().and_then(|web| web.local_addr().ok()) {
            gateway.refuse_port(web.port());
        }
        if let Some(listeners) = listeners
            && let Err(error) = gateway.listen(listeners)
        {
            gateway.close(Duration::ZERO).await;
            return Err(StartError::Listen(error));
        }
        gateway.start();
        Ok(Self {
            gateway,
            port,
            records,
            records_sender,
            control,
            control_address,
            token,
            runtime_file,
            web,
        })
    }
}

/// Tells of breakers and rests as they change. Who misses one hears of the next, and fetches all of it.
async fn announce_breakers(
    mut changes: broadcast::Receiver<BreakerChange>,
    bus: Bus,
    closing: CancellationToken,
) {
    while let Some(change) = closing.run_until_cancelled(changes.recv()).await {
        match change {
            Ok(change) => bus.publish(Event::ProviderHealthChanged { provider_id: change.provider_id }),
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// Tells of quotas as they change: with each answer, so at most once a second.
async fn announce_quotas(
    mut changes: broadcast::Receiver<ProviderId>,
    health: Health,
    closing: CancellationToken,
) {
    while let Some(change) = closing.run_until_cancelled(changes.recv()).await {
        match change {
            Ok(provider) => health.touch(provider),
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// Starts everything else; nothing here can fail.
fn run(options: Options, base: Base, bound: Bound) -> Running {
    let Base { dir, lock, clock, random: _, began_at, store, bus, configuration, access } = base;
    let Bound { gateway, port, control_address, .. } = bound;
    let gateway_url = port.url_wanted();
    let (jobs, doors) = (TaskTracker::new(), TaskTracker::new());
    let (gateway_closed, doors_close) = (CancellationToken::new(), CancellationToken::new());
    let (live, health) = (Live::new(bus.clone()), Health::default());
    let shown = joiner::Shown { live: live.clone(), health: health.clone() };
    jobs.spawn(joiner::join(bound.records, shown, store.clone(), gateway_closed.clone()));
    jobs.spawn(health.clone().learn(store.clone(), began_at));
    doors.spawn(health.clone().announce(bus.clone(), doors_close.clone()));
    doors.spawn(announce_breakers(gateway.breaker_changes(), bus.clone(), doors_close.clone()));
    jobs.spawn(open_vault(store.clone(), configuration.clone()));
    doors.spawn(announce_quotas(gateway.quota_changes(), health.clone(), doors_close.clone()));
    let learned = gateway.learned_instructions();
    doors.spawn(instructions::keep(learned, configuration.clone(), doors_close.clone()));

    let stop = StopSignal::new();
    let state = AdminState::new(AdminParts {
        configuration: configuration.clone(),
        access: access.clone(),
        live,
        health,
        bus,
        started_at: clock.now(),
        clock,
        data_dir: dir.path().to_owned(),
        desktop: options.desktop,
        tasks: doors.clone(),
        closing: doors_close.clone(),
        serving: Some(Serving {
            gateway: gateway.clone(),
            port,
            control_address,
            stop: stop.clone(),
            stop_means: options.stop_means,
            restarted: Mutex::default(),
            records: bound.records_sender,
            drills: Drills::default(),
        }),
    });
    let guard = control::Guard::new(control_address, bound.token.digest());
    let everything = admin::router(state.clone()).merge(options.beside.unwrap_or_default());
    let router = control::guarded(everything, guard);
    doors.spawn(serve(bound.control, router, doors_close.clone(), doors.clone()));
    if let Some(listener) = bound.web {
        let door = serve(listener, web::router(state.clone()), doors_close.clone(), doors.clone());
        doors.spawn(open_web(door, access.clone(), options.admin_password));
    }
    tracing::info!(gateway = %gateway_url, admin = access.url(), "listening");
    Running {
        gateway,
        gateway_url,
        control_address,
        data_dir: dir.path().to_owned(),
        access,
        configuration,
        state,
        store,
        stop,
        gateway_closed,
        doors_close,
        jobs,
        doors,
        runtime_file: bound.runtime_file,
        lock,
    }
}

/// The web door, once its password is what it is to be: hashing takes longer than a start may.
async fn open_web(door: impl Future<Output = ()>, access: Access, password: Option<Secret>) {
    if let Some(password) = password
        && let Err(problem) = access.ensure_password(password).await
    {
        tracing::error!("the web door stays closed, its password could not be set: {}", problem.detail);
        return;
    }
    door.await;
}

/// Opens the store where blocking is no harm.
pub(crate) async fn open_store(
    dir: &DataDir,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
) -> Result<Store, StartError> {
    let (dir, clock, random) = (dir.clone(), Arc::clone(clock), Arc::clone(random));
    Ok(tokio::task::spawn_blocking(move || Store::open(&dir, clock, random)).await??)
}

/// Opens the vault and publishes what it holds. A vault that won't open keeps nothing else from working.
pub(crate) async fn open_vault(store: Store, configuration: Configuration) {
    let opened = tokio::task::spawn_blocking(move || store.open_vault()).await;
    let settled = match opened {
        Ok(Ok(())) => VaultStatus::Open,
        Ok(Err(error)) => VaultStatus::Failed { message: error.to_string() },
        Err(_) => VaultStatus::Failed { message: "the vault could not be opened".into() },
    };
    if let VaultStatus::Failed { message } = &settled {
        tracing::error!("providers' credentials can't be read: {message}");
    }
    if let Err(error) = configuration.settle_vault(settled).await {
        tracing::error!(%error, "the configuration could not be read");
    }
}

pub(crate) async fn bind_web(
    door: &WebDoor,
    password: Option<&Secret>,
    settings: &Settings,
    access: &Access,
) -> Result<TcpListener, StartError> {
    let refused = |problem: Problem| StartError::Password(problem.detail);
    let host = door.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let address = SocketAddr::new(host, door.port.map_or(settings.admin_port, |port| port.value));
    let has_password = match password {
        Some(password) => Access::check_password(password).map(|()| true).map_err(refused)?,
        None => access.has_password().await.map_err(refused)?,
    };
    if !host.is_loopback() && !has_password {
        return Err(StartError::NeedsPassword { address });
    }
    let failed = |source: io::Error| {
        let taken = source.kind() == io::ErrorKind::AddrInUse;
        StartError::Web { address, holder: taken.then(|| holder_of_port(address.port())).flatten(), source }
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    // What a person can open: an unspecified address is none.
    let shown = if host.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { host };
    access.opened(format!("http://{}", SocketAddr::new(shown, port)), port);
    Ok(listener)
}
