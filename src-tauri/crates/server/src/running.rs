//! A running instance: its addresses, and its end in order.

use crate::{
    admin::AdminState,
    configuration::Configuration,
    doors::{
        control::{Instance, RuntimeFile},
        web::Access,
    },
};
use gateway::Gateway;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use store::{DataDirLock, Store};
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long the last tasks may take.
const LAST_TASKS: Duration = Duration::from_secs(5);

/// How to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// What is running may finish, as long as the setting says.
    Gently,
    /// What is running is cut.
    Now,
}

/// The wish that this process ends. Clones are the same wish.
#[derive(Debug, Clone)]
pub(crate) struct StopSignal(watch::Sender<Option<Stop>>);

impl StopSignal {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    /// Wishes it; a later, more urgent wish counts.
    pub(crate) fn request(&self, stop: Stop) {
        self.0.send_if_modified(|wish| {
            let urgent = wish.is_none_or(|wish| wish < stop);
            if urgent {
                *wish = Some(stop);
            }
            urgent
        });
    }

    /// What was wished.
    pub(crate) fn requested(&self) -> Option<Stop> {
        *self.0.borrow()
    }

    /// Waits for a wish of at least this urgency.
    async fn wished(&self, least: Stop) -> Stop {
        let mut wish = self.0.subscribe();
        let wished = wish.wait_for(|wish| wish.is_some_and(|stop| stop >= least)).await;
        // The sender lives in `self`, so that waiting can't fail.
        wished.ok().and_then(|wish| *wish).unwrap_or(least)
    }
}

/// A running instance. Dropped without [`Running::stop`] it ends with the runtime, in no order.
pub struct Running {
    pub(crate) gateway: Gateway,
    pub(crate) gateway_url: String,
    pub(crate) control_address: SocketAddr,
    pub(crate) data_dir: PathBuf,
    pub(crate) access: Access,
    pub(crate) configuration: Configuration,
    pub(crate) state: AdminState,
    pub(crate) store: Store,
    pub(crate) stop: StopSignal,
    pub(crate) gateway_closed: CancellationToken,
    pub(crate) doors_close: CancellationToken,
    /// The joiner and the vault's opening: what must end before the store closes.
    pub(crate) jobs: TaskTracker,
    pub(crate) doors: TaskTracker,
    pub(crate) runtime_file: RuntimeFile,
    pub(crate) lock: DataDirLock,
}

impl Running {
    /// The URL to give to clients.
    pub fn gateway_url(&self) -> &str {
        &self.gateway_url
    }

    /// The web door's URL, if it is on.
    pub fn admin_url(&self) -> Option<&str> {
        self.access.url()
    }

    /// The control door's address.
    pub fn control_address(&self) -> SocketAddr {
        self.control_address
    }

    /// How others reach it, as its runtime file says.
    pub fn instance(&self) -> Option<Instance> {
        Instance::read(&self.data_dir)
    }

    /// Where everything is kept.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// A new one-time link into the web door, if it is on.
    pub fn sign_in_link(&self) -> Option<String> {
        self.access.make_link().map(|link| link.url)
    }

    /// Waits until somebody asks through the API that this process ends, and says how.
    pub async fn ended(&self) -> Stop {
        self.stop.wished(Stop::Gently).await
    }

    /// Asks that what is still running is cut: for a second signal while [`Running::stop`] is at work.
    pub fn hurry(&self) -> impl Fn() + Send + Sync + 'static {
        let stop = self.stop.clone();
        move || stop.request(Stop::Now)
    }

    /// Ends in order: stop accepting, drain, flush the ledger, close the doors, close the store.
    /// A second stop through the API cuts the drain short.
    pub async fn stop(self, how: Stop) {
        self.stop.request(how);
        self.gateway.stop();
        let drain = self.configuration.current().settings.drain;
        tokio::select! {
            biased;
            _ = self.stop.wished(Stop::Now) => {}
            () = self.gateway.drain(drain) => {}
        }
        self.gateway.close(Duration::ZERO).await;
        // Every record has been sent: the joiner empties the channel and ends.
        self.gateway_closed.cancel();
        self.jobs.close();
        in_time(self.jobs.wait(), "the last records").await;
        self.doors_close.cancel();
        self.doors.close();
        in_time(self.doors.wait(), "the doors").await;
        self.runtime_file.remove();
        self.store.close().await;
        drop(self.lock);
    }
}

async fn in_time(work: impl Future<Output = ()>, what: &str) {
    if tokio::time::timeout(LAST_TASKS, work).await.is_err() {
        tracing::warn!("{what} took too long and were cut");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wish_can_become_more_urgent_and_not_less() {
        let stop = StopSignal::new();
        stop.request(Stop::Gently);
        assert_eq!(stop.wished(Stop::Gently).await, Stop::Gently);
        stop.request(Stop::Now);
        stop.request(Stop::Gently);
        assert_eq!((stop.requested(), stop.wished(Stop::Gently).await), (Some(Stop::Now), Stop::Now));
    }
}
