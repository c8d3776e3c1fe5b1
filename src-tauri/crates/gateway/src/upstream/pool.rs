//! Idle connections by origin. Small, last in first out, and never handing out one that died while it lay.

use super::{ConnectError, Connector, Exchange, ExchangeError};
use domain::Origin;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Beyond this an idle connection is taken for dead: proxies and VPNs drop them without a word.
const IDLE: Duration = Duration::from_secs(30);
/// How many idle connections to one origin are kept.
const PER_ORIGIN: usize = 256;

type Idle = HashMap<Arc<Origin>, Vec<(Exchange, Instant)>, foldhash::fast::RandomState>;

/// The pool.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    connector: Connector,
    idle: Mutex<Idle>,
}

/// A connection on loan. Dropped, it is closed; given back, it serves again.
#[derive(Debug)]
pub struct Lease {
    /// The connection.
    pub exchange: Exchange,
    /// Whether it had served before.
    pub reused: bool,
    origin: Arc<Origin>,
    pool: Arc<Pool>,
}

/// Why no connection could be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LeaseError {
    /// None was made.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// It was made, but HTTP didn't begin.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
}

impl Pool {
    /// The connector, to tell it which ports are ours.
    pub(crate) fn connector(&self) -> &Connector {
        &self.connector
    }

    /// A connection that served before and is still good.
    pub(crate) fn reuse(self: &Arc<Self>, origin: &Arc<Origin>) -> Option<Lease> {
        loop {
            let mut exchange = self.pop(origin)?;
            if exchange.is_alive() {
                return Some(Lease { exchange, reused: true, origin: origin.clone(), pool: self.clone() });
            }
        }
    }

    /// A fresh connection.
    ///
    /// # Errors
    /// When none can be made.
    pub(crate) async fn connect(self: &Arc<Self>, origin: &Arc<Origin>) -> Result<Lease, LeaseError> {
        let io = self.connector.connect(origin).await?;
        let exchange = Exchange::begin(io).await?;
        Ok(Lease { exchange, reused: false, origin: origin.clone(), pool: self.clone() })
    }

    /// Closes every idle connection.
    pub(crate) fn clear(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn pop(&self, origin: &Origin) -> Option<Exchange> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let stack = idle.get_mut(origin)?;
        let (exchange, since) = stack.pop()?;
        if since.elapsed() < IDLE {
            return Some(exchange);
        }
        // The last put back is too old, so all beneath it are.
        stack.clear();
        None
    }
}

impl Lease {
    /// Gives the connection back for the next request, if it is good for one.
    pub fn give_back(self) {
        if !self.exchange.is_reusable() {
            return;
        }
        let mut idle = self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let stack = idle.entry(self.origin).or_default();
        if stack.len() < PER_ORIGIN {
            stack.push((self.exchange, Instant::now()));
        }
    }
}
