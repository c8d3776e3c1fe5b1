//! The start: lock, store, gateway, doors. The vault opens beside it all.

use crate::{
    Options, Running, StartError, WebDoor,
    admin::{self, AdminParts, AdminState, Serving, VaultStatus},
    configuration::Configuration,
    doors::{
        control::{self, RuntimeFile},
        serve::serve,
        web::{self, Access},
    },
    events::Bus,
    joiner,
    live::Live,
    options::Overrides,
    ownership::own,
    running::StopSignal,
    token::Token,
};
use domain::{Clock, Event, Random, Settings, SystemClock, SystemRandom};
use gateway::{BindTo, Gateway, Listeners, Parts};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};
use store::{DataDir, Store};
use tokio::{net::TcpListener, sync::mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How many records may wait for the ledger before admission waits.
const RECORDS: usize = 10_000;

/// Starts an instance; it answers when this returns.
///
/// # Errors
/// A [`StartError`]; nothing is left running then.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let (dir, lock) = own(&options.data_dir).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let store = open_store(&dir, &clock, &random).await?;
    let bus = Bus::new();
    let overrides = Overrides::of(&options);
    let configuration =
        Configuration::new(store.clone(), overrides, bus.clone(), Arc::clone(&clock), Arc::clone(&random));
    configuration.publish().await?;
    let settings = configuration.current().settings.clone();

    let listeners = bind_gateway(&options, &settings)?;
    let (gateway_url, gateway_addresses) = (listeners.gateway_url(), listeners.addresses().to_vec());
    let (sender, records) = mpsc::channel(RECORDS);
    let weak_sender = sender.downgrade();
    let gateway = Gateway::new(Parts {
        snapshot: configuration.subscribe(),
        ledger: sender,
        clock: Arc::clone(&clock),
        random: Arc::clone(&random),
    });
    gateway.listen(listeners);
    gateway.start();

    let (jobs, doors) = (TaskTracker::new(), TaskTracker::new());
    let (gateway_closed, doors_close) = (CancellationToken::new(), CancellationToken::new());
    let live = Live::new(bus.clone());
    jobs.spawn(joiner::join(records, live.clone(), store.clone(), gateway_closed.clone()));
    jobs.spawn(open_vault(store.clone(), configuration.clone()));

    let control = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.map_err(StartError::Control)?;
    let control_address = control.local_addr().map_err(StartError::Control)?;
    let access = Access::new(store.clone(), Arc::clone(&clock), Arc::clone(&random));
    let stop = StopSignal::new();
    let state = AdminState::new(AdminParts {
        configuration: configuration.clone(),
        access: access.clone(),
        live,
        bus: bus.clone(),
        clock: Arc::clone(&clock),
        data_dir: dir.path().to_owned(),
        started_at: clock.now(),
        tasks: doors.clone(),
        closing: doors_close.clone(),
        serving: Some(Serving {
            gateway: gateway.clone(),
            gateway_url: gateway_url.clone(),
            gateway_addresses,
            control_address,
            stop: stop.clone(),
            stop_means: options.stop_means,
            records: weak_sender,
        }),
    });
    let token = Token::generate(random.as_ref());
    let guard = control::Guard::new(control_address, token.digest());
    let router = control::guarded(admin::router(state.clone()), guard);
    doors.spawn(serve(control, router, doors_close.clone(), doors.clone()));

    if let Some(password) = options.admin_password {
        let set = access.ensure_password(password).await;
        set.map_err(|problem| StartError::Password(problem.detail))?;
    }
    if let Some(door) = &options.admin {
        let listener = bind_web(door, &settings, &access).await?;
        doors.spawn(serve(listener, web::router(state), doors_close.clone(), doors.clone()));
    }
    // Last: whoever finds the file finds everything else, too.
    let runtime_file =
        RuntimeFile::write(dir.path(), control_address, &token).map_err(StartError::Control)?;
    bus.publish(Event::GatewayChanged);
    Ok(Running {
        gateway,
        gateway_url,
        control_address,
        data_dir: dir.path().to_owned(),
        access,
        configuration,
        store,
        stop,
        gateway_closed,
        doors_close,
        jobs,
        doors,
        runtime_file,
        lock,
    })
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

fn bind_gateway(options: &Options, settings: &Settings) -> Result<Listeners, StartError> {
    let to = match options.host {
        None => BindTo::Loopback,
        Some(host) if host.is_loopback() => BindTo::Address(host),
        Some(host) => return Err(StartError::NotLoopback(host)),
    };
    let port = options.port.map_or(settings.gateway_port, |port| port.value);
    Ok(Listeners::bind(to, port)?)
}

async fn bind_web(door: &WebDoor, settings: &Settings, access: &Access) -> Result<TcpListener, StartError> {
    let host = door.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let port = door.port.map_or(settings.admin_port, |port| port.value);
    let address = SocketAddr::new(host, port);
    if !host.is_loopback() {
        let has_password = access.has_password().await;
        if !has_password.map_err(|problem| StartError::Password(problem.detail))? {
            return Err(StartError::NeedsPassword { address });
        }
    }
    let failed = |source| StartError::Web { address, source };
    let listener = bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    // What a person can open: an unspecified address is none.
    let shown =
        if host.is_unspecified() { SocketAddr::from((Ipv4Addr::LOCALHOST, bound.port())) } else { bound };
    access.opened(format!("http://{shown}"), bound.port());
    Ok(listener)
}

async fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}
