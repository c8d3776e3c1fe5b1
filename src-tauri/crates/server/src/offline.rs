//! The command line without a running instance: the same admin API, in this process, on the store directly.

use crate::{
    Caller, Options, StartError,
    admin::{self, AdminParts, AdminState},
    configuration::Configuration,
    doors::web::Access,
    events::Bus,
    health::Health,
    live::Live,
    options::Overrides,
    ownership::own,
    start::{open_store, open_vault},
};
use axum::{Extension, Router};
use domain::{Clock, Random, SystemClock, SystemRandom};
use std::{path::Path, sync::Arc};
use store::{DataDirLock, Store};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The store, owned for the length of a command.
pub struct Offline {
    state: AdminState,
    store: Store,
    tasks: TaskTracker,
    closing: CancellationToken,
    lock: DataDirLock,
}

impl Offline {
    /// Takes the lock and opens the store and its vault.
    ///
    /// # Errors
    /// [`StartError::AlreadyRunning`] when an instance owns the data directory: go through its control door.
    pub async fn open(data_dir: &Path) -> Result<Self, StartError> {
        let (dir, lock) = own(data_dir).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let store = open_store(&dir, &clock, &random).await?;
        let bus = Bus::new();
        let overrides = Overrides::of(&Options::default());
        let configuration = Configuration::new(
            store.clone(),
            overrides,
            bus.clone(),
            Arc::clone(&clock),
            Arc::clone(&random),
        );
        open_vault(store.clone(), configuration.clone()).await;
        let (tasks, closing) = (TaskTracker::new(), CancellationToken::new());
        let state = AdminState::new(AdminParts {
            configuration,
            access: Access::new(store.clone(), Arc::clone(&clock), random),
            live: Live::new(bus.clone()),
            health: Health::default(),
            bus,
            started_at: clock.now(),
            clock,
            data_dir: dir.path().to_owned(),
            desktop: false,
            tasks: tasks.clone(),
            closing: closing.clone(),
            serving: None,
        });
        Ok(Self { state, store, tasks, closing, lock })
    }

    /// The admin API.
    pub fn router(&self) -> Router {
        admin::router(self.state.clone()).layer(Extension(Caller::Cli))
    }

    /// Closes the store and gives the data directory free.
    pub async fn close(self) {
        self.closing.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.store.close().await;
        drop(self.lock);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::Request;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_router_that_was_mounted_without_a_door_opens_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let offline = Offline::open(dir.path()).await.unwrap();
        for (router, status) in [(offline.router(), 200), (admin::router(offline.state.clone()), 401)] {
            let request = Request::get("/api/v1/status").header("caller", "cli").body(Body::empty()).unwrap();
            assert_eq!(router.oneshot(request).await.unwrap().status(), status);
        }
        offline.close().await;
    }
}
