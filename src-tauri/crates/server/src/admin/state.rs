//! What the handlers work with.

use crate::{
    StopMeans,
    admin::{Problem, ProblemCode, ProviderView},
    configuration::Configuration,
    doors::web::Access,
    drill::Drills,
    events::Bus,
    health::Health,
    live::Live,
    port::Port,
    running::StopSignal,
};
use domain::{Clock, Provider, RequestRecord, UnixMillis};
use gateway::Gateway;
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::Store;
use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What the handlers work with. Clones are the same.
#[derive(Clone)]
pub struct AdminState(Arc<AdminParts>);

pub(crate) struct AdminParts {
    pub(crate) configuration: Configuration,
    pub(crate) access: Access,
    pub(crate) live: Live,
    pub(crate) health: Health,
    pub(crate) bus: Bus,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) data_dir: PathBuf,
    /// Whether this is the desktop application.
    pub(crate) desktop: bool,
    pub(crate) started_at: UnixMillis,
    /// The tasks that handlers start.
    pub(crate) tasks: TaskTracker,
    /// Streams end when the doors close.
    pub(crate) closing: CancellationToken,
    /// Absent when the command line works on the store directly.
    pub(crate) serving: Option<Serving>,
}

/// What there is only in an instance that serves.
pub(crate) struct Serving {
    pub(crate) gateway: Gateway,
    pub(crate) port: Port,
    pub(crate) control_address: SocketAddr,
    pub(crate) stop: StopSignal,
    pub(crate) stop_means: StopMeans,
    /// Ends the wait for running requests, when the gateway is started again meanwhile.
    pub(crate) restarted: Mutex<CancellationToken>,
    /// Weak: the gateway alone keeps the channel open.
    pub(crate) records: mpsc::WeakSender<Arc<RequestRecord>>,
    pub(crate) drills: Drills,
}

impl Serving {
    /// Lets running requests finish for a while and cuts the rest, unless the gateway is started again.
    pub(crate) fn drain(&self, within: Duration, tasks: &TaskTracker) {
        let restarted = self.restarted.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let gateway = self.gateway.clone();
        tasks.spawn(async move { restarted.run_until_cancelled(gateway.drain(within)).await });
    }

    /// The gateway serves again: what is running now is not what was to be cut.
    pub(crate) fn restart(&self) {
        let mut restarted = self.restarted.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *restarted).cancel();
        self.gateway.start();
    }
}

impl AdminState {
    pub(crate) fn new(parts: AdminParts) -> Self {
        Self(Arc::new(parts))
    }

    pub(crate) fn parts(&self) -> &AdminParts {
        &self.0
    }

    pub(crate) fn configuration(&self) -> &Configuration {
        &self.0.configuration
    }

    pub(crate) fn store(&self) -> &Store {
        self.0.configuration.store()
    }

    pub(crate) fn access(&self) -> &Access {
        &self.0.access
    }

    /// What there is only in an instance that serves.
    pub(crate) fn serving(&self) -> Result<&Serving, Problem> {
        self.0.serving.as_ref().ok_or_else(|| {
            Problem::new(ProblemCode::NotRunning, "nothing is running: start it with `switchyard-server`")
        })
    }

    /// A provider as the API shows it now.
    pub(crate) fn viewed(&self, provider: &Provider) -> ProviderView {
        let pinned_for = self.configuration().current().pins.dialects_of(provider.id).collect();
        let health = self.0.health.of(provider, self.0.clock.now());
        let breaker = self.0.serving.as_ref().map(|serving| serving.gateway.breaker(provider));
        let quota = self.0.serving.as_ref().map(|serving| serving.gateway.quota(provider));
        ProviderView::new(provider, pinned_for, health, breaker, quota.unwrap_or_default())
    }

    /// The URL to give to clients, now or at the next start.
    pub(crate) fn gateway_url(&self) -> String {
        match &self.0.serving {
            Some(serving) => serving.port.url_wanted(),
            None => format!("http://127.0.0.1:{}", self.configuration().current().settings.gateway_port),
        }
    }
}
