//! What the application around the gateway does with it: lets it listen, starts and stops it, and asks how it and
//! its providers do. No request comes by here.

use super::{Gateway, GatewayState};
use crate::{
    dial::Dialer,
    listener::{Listeners, accept_loop},
    repair::LearnedInstructions,
    upkeep::Upkeep,
};
use domain::{BreakerChange, BreakerStatus, Provider, ProviderId, Quota};
use std::{sync::atomic::Ordering, time::Duration};
use tokio::{sync::broadcast, time::Instant};

impl Gateway {
    /// Begins to accept.
    ///
    /// # Errors
    /// When a socket can't be handed to the runtime.
    pub fn listen(&self, listeners: Listeners) -> std::io::Result<()> {
        self.refuse_port(listeners.port());
        self.look_after();
        for socket in listeners.into_sockets() {
            let listener = tokio::net::TcpListener::from_std(socket)?;
            let connections = self.0.connections.clone();
            connections.tasks.spawn(accept_loop(listener, self.clone(), self.0.connections.clone()));
        }
        Ok(())
    }

    /// Begins to look after what lies between requests; once.
    pub(crate) fn look_after(&self) {
        if self.0.looked_after.swap(true, Ordering::Relaxed) {
            return;
        }
        let upkeep = Upkeep {
            snapshot: self.0.snapshot.clone(),
            pool: self.0.pool.clone(),
            targets: self.0.targets.clone(),
            health: self.0.health.clone(),
            clock: self.0.clock.clone(),
        };
        let connections = &self.0.connections;
        connections.tasks.spawn(upkeep.run(connections.finish.clone()));
    }

    /// For connections outside the data plane, with the same guards.
    pub fn dialer(&self) -> Dialer {
        Dialer::new(self.0.pool.clone())
    }

    /// The connections to upstreams.
    #[cfg(test)]
    pub(crate) fn pool(&self) -> &std::sync::Arc<crate::upstream::Pool> {
        &self.0.pool
    }

    /// Never calls this port of this machine: a listener of ours.
    pub fn refuse_port(&self, port: u16) {
        self.0.pool.connector().refuse_port(port);
    }

    /// Serves again.
    pub fn start(&self) {
        self.0.stopped.store(false, Ordering::Relaxed);
    }

    /// From now on each new request is answered 503; running ones go on.
    pub fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether requests are served.
    pub fn state(&self) -> GatewayState {
        if self.0.stopped.load(Ordering::Relaxed) { GatewayState::Stopped } else { GatewayState::Running }
    }

    /// How many requests are in flight.
    pub fn in_flight(&self) -> usize {
        self.0.in_flight.load(Ordering::Relaxed)
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.0.connections.count()
    }

    /// How a provider's breaker stands, and what of it rests.
    pub fn breaker(&self, provider: &Provider) -> BreakerStatus {
        self.0.health.status(provider)
    }

    /// Opens a provider's breaker; it closes as if it had opened by itself.
    pub fn trip_breaker(&self, provider: &Provider) {
        self.0.health.trip(provider);
    }

    /// Closes a provider's breaker, and ends what rests.
    pub fn reset_breaker(&self, provider: &Provider) {
        self.0.health.reset(provider);
    }

    /// The changes of breakers and rests from now on.
    pub fn breaker_changes(&self) -> broadcast::Receiver<BreakerChange> {
        self.0.health.changes()
    }

    /// What its vendor says of the quotas of a provider's credentials.
    pub fn quota(&self, provider: &Provider) -> Vec<Quota> {
        self.0.attempts.quotas().of(provider)
    }

    /// The providers whose quota changes from now on.
    pub fn quota_changes(&self) -> broadcast::Receiver<ProviderId> {
        self.0.attempts.quotas().changes()
    }

    /// The official Codex instructions that genuine Codex requests teach from now on.
    pub fn learned_instructions(&self) -> broadcast::Receiver<LearnedInstructions> {
        self.0.attempts.learned()
    }

    /// Lets running requests finish for a while, then closes their connections. The port stays ours, so that
    /// clients hear that the gateway is stopped rather than nothing.
    pub async fn drain(&self, within: Duration) {
        let until = Instant::now() + within;
        while self.in_flight() > 0 && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if self.in_flight() > 0 {
            self.0.connections.cut();
        }
    }

    /// Stops accepting, lets running requests finish for a while, cuts the rest, and ends every task. The
    /// ports are free afterwards.
    pub async fn close(&self, within: Duration) {
        self.stop();
        let connections = &self.0.connections;
        connections.finish.begin();
        connections.tasks.close();
        if tokio::time::timeout(within, connections.tasks.wait()).await.is_err() {
            connections.cut();
            connections.tasks.wait().await;
        }
        self.0.pool.clear();
    }
}
