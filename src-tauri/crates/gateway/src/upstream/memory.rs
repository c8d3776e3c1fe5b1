//! Connections within one process, for tests whose time stands still.

use super::Io;
use domain::Origin;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use tokio::{io::DuplexStream, sync::mpsc};

/// What lies between the two ends of a connection, in each direction.
pub(crate) const BETWEEN: usize = 16 << 10;

/// Who listens, by host.
#[derive(Default)]
pub(crate) struct InMemory(Mutex<HashMap<String, Listener>>);

/// Where connections to one host go.
#[derive(Clone)]
enum Listener {
    Takes(mpsc::Sender<DuplexStream>),
    Silent,
}

impl InMemory {
    /// Takes the connections to a host.
    pub(crate) fn listen(&self, host: &str) -> mpsc::Receiver<DuplexStream> {
        let (sender, receiver) = mpsc::channel(16);
        self.insert(host, Listener::Takes(sender));
        receiver
    }

    /// Leaves everybody waiting who connects to a host.
    pub(crate) fn silence(&self, host: &str) {
        self.insert(host, Listener::Silent);
    }

    fn insert(&self, host: &str, listener: Listener) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), listener);
    }

    /// A connection to a host, if somebody listens for it.
    pub(super) fn connect(&self, origin: &Origin) -> Option<impl Future<Output = Io> + use<>> {
        let listener = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&origin.host).cloned()?;
        Some(async move {
            let (ours, theirs) = tokio::io::duplex(BETWEEN);
            match listener {
                // A listener that is gone is one that hangs up at once.
                Listener::Takes(listener) => drop(listener.send(theirs).await),
                Listener::Silent => std::future::pending().await,
            }
            Io::Memory(ours)
        })
    }
}
