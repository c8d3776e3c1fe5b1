//! The accept loop: HTTP/1.1 by hyper, with a limit on everything a stranger can take.

use super::stall_guard::StallGuard;
use crate::{call::Peer, gateway::Gateway};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long a request's head may take.
const HEADER_TIME: Duration = Duration::from_secs(15);
/// The largest head, and what hyper may hold of an answer that the client doesn't take.
const BUFFER_BYTES: usize = 64 << 10;
const MOST_HEADERS: usize = 100;
/// How many connections at a time.
const MOST_CONNECTIONS: usize = 4096;

/// What a connection beyond the limit is told.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-type: application/json\r\n\
    connection: close\r\ncontent-length: 128\r\n\r\n{\"error\":{\"type\":\"overloaded_error\",\"code\":\"overloaded\",\
    \"message\":\"\xe8\xbf\x9e\xe6\x8e\xa5\xe8\xbf\x87\xe5\xa4\x9a (too many connections: try again in a moment)\"}}";

/// The open connections, and how they end.
#[derive(Debug, Clone)]
pub(crate) struct Connections {
    /// Owns every task of a listener.
    pub tasks: TaskTracker,
    /// No more requests: idle connections close, busy ones after their answer.
    pub finish: Arc<Ending>,
    /// Now; renewed after each use, so that the connections after it live.
    cut: Arc<Mutex<Arc<Ending>>>,
    room: Arc<Semaphore>,
}

/// An end that connections are told of.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    token: CancellationToken,
    /// Looking at the token takes a lock; each poll of each connection looks at this alone.
    is_near: AtomicBool,
}

impl Ending {
    /// Tells everybody.
    pub(crate) fn begin(&self) {
        self.is_near.store(true, Ordering::Release);
        self.token.cancel();
    }

    /// Waits for it.
    pub(crate) async fn begun(&self) {
        self.token.cancelled().await;
    }

    fn is_near(&self) -> bool {
        self.is_near.load(Ordering::Acquire)
    }
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            tasks: TaskTracker::new(),
            finish: Arc::default(),
            cut: Arc::default(),
            room: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
        }
    }
}

impl Connections {
    /// Closes every connection that is open now.
    pub(crate) fn cut(&self) {
        let mut cut = self.cut.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *cut).begin();
    }

    fn cut_now(&self) -> Arc<Ending> {
        self.cut.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        MOST_CONNECTIONS - self.room.available_permits()
    }
}

/// Accepts until told to finish.
pub(crate) async fn accept_loop(listener: TcpListener, gateway: Gateway, connections: Connections) {
    loop {
        let accepted = tokio::select! {
            () = connections.finish.begun() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => admit(stream, peer, &gateway, &connections),
            Err(error) => {
                // Out of descriptors, most likely: a moment later some will be free. Never die of it.
                tracing::warn!(%error, "accepting a connection failed");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

fn admit(stream: TcpStream, peer: SocketAddr, gateway: &Gateway, connections: &Connections) {
    // Small writes are whole events: nothing is gained by waiting for more.
    let _ = stream.set_nodelay(true);
    match connections.room.clone().try_acquire_owned() {
        Ok(permit) => {
            connections.tasks.spawn(serve(stream, peer.ip(), gateway.clone(), connections.clone(), permit));
        }
        Err(_) => {
            connections.tasks.spawn(refuse(stream));
        }
    }
}

async fn refuse(mut stream: TcpStream) {
    let said = async {
        stream.write_all(FULL).await?;
        stream.shutdown().await
    };
    // A client that can't even take this is gone.
    let _ = tokio::time::timeout(Duration::from_secs(2), said).await;
}

pub(crate) async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: IpAddr,
    gateway: Gateway,
    connections: Connections,
    _permit: OwnedSemaphorePermit,
) {
    let peer = Peer { address: peer, text: peer.to_string().into() };
    let service = service_fn(|request| {
        let (gateway, peer) = (gateway.clone(), peer.clone());
        async move { Ok::<_, Infallible>(gateway.handle(peer, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(BUFFER_BYTES)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(StallGuard::new(stream)), service);
    let (finish, cut) = (connections.finish.clone(), connections.cut_now());
    let mut connection = pin!(connection);
    let (mut finished, mut was_cut) = (pin!(finish.begun()), pin!(cut.begun()));
    let (mut registered, mut finishing) = (false, false);
    poll_fn(|context| {
        if !registered || finish.is_near() || cut.is_near() {
            registered = true;
            if was_cut.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            if !finishing && finished.as_mut().poll(context).is_ready() {
                finishing = true;
                connection.as_mut().graceful_shutdown();
            }
        }
        connection.as_mut().poll(context).map(|result| {
            if let Err(error) = result {
                tracing::debug!(%error, "a connection ended early");
            }
        })
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_has_the_length_it_says() {
        let text = String::from_utf8(FULL.to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())), "{}", body.len());
        assert!(serde_json::from_str::<serde_json::Value>(body).is_ok());
    }
}
