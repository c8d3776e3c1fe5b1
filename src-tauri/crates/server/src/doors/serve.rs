//! A door's accept loop: own time-outs, bounded connections, an end.
//!
//! Not `axum::serve`, which waits for ever for a request's head and for a stream's end.

use crate::{
    admin::{Problem, ProblemCode},
    doors::headers::secure,
};
use axum::{
    Router,
    body::Body,
    response::{IntoResponse, Response},
};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

/// The longest a request's head may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How many connections a door holds.
const CONNECTIONS: usize = 256;
/// How long answers may go on once the door closes.
const GRACE: Duration = Duration::from_secs(2);

/// Both ends of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    pub(crate) peer: SocketAddr,
    pub(crate) local: SocketAddr,
}

/// Answers everything that arrives, until the token is cancelled.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
    tasks: TaskTracker,
) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of descriptors, mostly: let some go first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&connections).try_acquire_owned() else { continue };
        let Ok(local) = stream.local_addr() else { continue };
        let (router, stop) = (router.clone(), stop.clone());
        tasks.spawn(async move {
            converse(stream, Ends { peer, local }, router, stop).await;
            drop(permit);
        });
    }
}

async fn converse(stream: TcpStream, ends: Ends, router: Router, stop: CancellationToken) {
    let service = service_fn(move |request| answer(router.clone(), ends, request));
    // Small answers must not wait for the peer's acknowledgement.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::time::timeout(GRACE, connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection to a door ended early");
    }
}

async fn answer(router: Router, ends: Ends, request: Request<Incoming>) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ends);
    let mut response = unharmed(router.oneshot(request)).await?;
    secure(response.headers_mut());
    Ok(response)
}

/// A panic in a handler is a fault of ours, and its caller hears so. The hook has logged where it was.
async fn unharmed(
    answering: impl Future<Output = Result<Response, Infallible>>,
) -> Result<Response, Infallible> {
    let mut answering = pin!(answering);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context))) {
        Ok(polled) => polled,
        Err(_) => Poll::Ready(Ok(Problem::new(ProblemCode::Internal, "the log says where").into_response())),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn broken() -> &'static str {
        panic!("planted")
    }

    #[tokio::test]
    async fn a_panic_in_a_handler_is_a_typed_500_and_the_connection_goes_on() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/broken", get(broken)).route("/whole", get(async || "fine"));
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(serve(listener, router, stop.clone(), tasks.clone()));

        let mut stream = TcpStream::connect(address).await.unwrap();
        let requests = "GET /broken HTTP/1.1\r\nhost: x\r\n\r\n\
                        GET /whole HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        stream.write_all(requests.as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 500"), "{said}");
        assert!(said.contains("application/problem+json") && said.contains(r#""code":"internal""#), "{said}");
        assert!(said.ends_with("fine"), "{said}");
        stop.cancel();
        tasks.close();
        tasks.wait().await;
    }
}
