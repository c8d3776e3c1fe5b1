//! The control door of a running instance: one connection a request, on loopback, with its token.

use crate::door::Answer;
use anyhow::Context;
use axum::body::Body;
use http::{
    HeaderValue, Request,
    header::{AUTHORIZATION, HOST},
};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use server::Instance;
use tokio::{net::TcpStream, task::JoinSet};

/// Whether something listens there. It is not told anything yet.
pub(super) async fn answers(instance: &Instance) -> bool {
    TcpStream::connect(instance.address).await.is_ok()
}

/// Sends a request and waits for the answer's head.
pub(super) async fn send(instance: &Instance, mut request: Request<Body>) -> anyhow::Result<Answer> {
    let mut token = HeaderValue::try_from(format!("Bearer {}", instance.token.expose()))?;
    token.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, token);
    request.headers_mut().insert(HOST, HeaderValue::try_from(instance.address.to_string())?);
    let gone = || format!("the running instance (process {}) does not answer any more", instance.pid);
    let stream = TcpStream::connect(instance.address).await.with_context(gone)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.with_context(gone)?;
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        // Whoever reads the answer hears of the error, too.
        let _ = connection.await;
    });
    let response = sender.send_request(request).await.with_context(gone)?;
    Ok(Answer::over(response.map(Body::new), tasks))
}
