//! Idle connections by the way they go. Small, last in first out, and never handing out one that died while it
//! lay.

use super::{ConnectError, Connected, Connector, Exchange, Way};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

/// Beyond this an idle connection is taken for dead: proxies and VPNs drop them without a word.
const IDLE: Duration = Duration::from_secs(30);
/// How many idle connections of one way are kept.
const PER_WAY: usize = 256;

type Idle = HashMap<Arc<Way>, Vec<(Box<Exchange>, Instant)>, foldhash::fast::RandomState>;

/// The pool.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    connector: Connector,
    idle: Mutex<Idle>,
    /// Rises whenever all connections are taken for dead.
    generation: AtomicU32,
}

/// A connection on loan. Dropped, it is closed; given back, it serves again.
#[derive(Debug)]
pub struct Lease {
    /// The connection, boxed: it moves through many hands.
    pub exchange: Box<Exchange>,
    /// Whether it had served before.
    pub reused: bool,
    generation: u32,
    /// What it may serve again; what went without its proxy is no connection of its way.
    way: Option<Arc<Way>>,
    pool: Arc<Pool>,
}

/// A lease of a connection that was made for it.
#[derive(Debug)]
pub(crate) struct Fresh {
    /// It.
    pub(crate) lease: Lease,
    /// Why it goes without its proxy, if it does.
    pub(crate) skipped_proxy: Option<String>,
}

impl Pool {
    /// The connector, to tell it which ports are ours.
    pub(crate) fn connector(&self) -> &Connector {
        &self.connector
    }

    /// A connection that served before and is still good.
    pub(crate) fn reuse(self: &Arc<Self>, way: &Arc<Way>) -> Option<Lease> {
        loop {
            let mut exchange = self.pop(way)?;
            if exchange.is_alive() {
                return Some(self.lease(exchange, true, Some(way.clone())));
            }
        }
    }

    /// A fresh connection, made within the limit.
    ///
    /// # Errors
    /// When none can be made.
    pub(crate) async fn connect(
        self: &Arc<Self>,
        way: &Arc<Way>,
        limit: Option<Duration>,
    ) -> Result<Fresh, ConnectError> {
        let Connected { io, skipped_proxy } = self.connector.connect(way, limit).await?;
        let exchange = Box::new(Exchange::new(io));
        let way = skipped_proxy.is_none().then(|| way.clone());
        Ok(Fresh { lease: self.lease(exchange, false, way), skipped_proxy })
    }

    /// Closes every idle connection; what is on loan now serves once and is closed then.
    pub(crate) fn clear(&self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
        self.idle().clear();
    }

    /// Closes what has lain too long, and what goes a way that nobody goes any more.
    pub(crate) fn sweep(&self, is_wanted: impl Fn(&Way) -> bool) {
        self.idle().retain(|way, stack| {
            stack.retain(|(_, since)| since.elapsed() < IDLE);
            !stack.is_empty() && is_wanted(way)
        });
    }

    /// How many connections lie idle.
    #[cfg(test)]
    pub(crate) fn idle_connections(&self) -> usize {
        self.idle().values().map(Vec::len).sum()
    }

    fn lease(self: &Arc<Self>, exchange: Box<Exchange>, reused: bool, way: Option<Arc<Way>>) -> Lease {
        let generation = self.generation.load(Ordering::Relaxed);
        Lease { exchange, reused, generation, way, pool: self.clone() }
    }

    fn pop(&self, way: &Way) -> Option<Box<Exchange>> {
        let mut idle = self.idle();
        let stack = idle.get_mut(way)?;
        let (exchange, since) = stack.pop()?;
        if since.elapsed() < IDLE {
            return Some(exchange);
        }
        // The last put back is too old, so all beneath it are.
        stack.clear();
        None
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// Gives the connection back for the next request, if it is good for one.
    pub fn give_back(mut self) {
        let is_current = self.generation == self.pool.generation.load(Ordering::Relaxed);
        let Some(way) = self.way.filter(|_| is_current && self.exchange.is_reusable()) else { return };
        self.exchange.rest();
        let mut idle = self.pool.idle();
        let stack = idle.entry(way).or_default();
        if stack.len() < PER_WAY {
            stack.push((self.exchange, Instant::now()));
        }
    }
}
