//! One request of a drill, as a client sends it.

use super::upstream::MODEL;
use axum::body::{Body, to_bytes};
use http::{Request, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::json;
use std::{net::SocketAddr, time::Duration};
use tokio::net::TcpStream;

/// The longest that a request is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest answer.
const MAX_ANSWER: usize = 64 << 10;

/// The status of the whole answer, if there was one. Each request is a conversation of its own: one that goes on
/// would stay with the provider that answered it last.
pub(super) async fn ask(gateway: SocketAddr, key: &str, number: u32) -> Option<u16> {
    tokio::time::timeout(PATIENCE, sent(gateway, key, number)).await.ok()?
}

async fn sent(gateway: SocketAddr, key: &str, number: u32) -> Option<u16> {
    let content = format!("Is anybody there? ({number})");
    let body = json!({
        "model": MODEL, "max_tokens": 16, "messages": [{ "role": "user", "content": content }],
    });
    let request = Request::post("/v1/messages")
        .header(header::HOST, gateway.to_string())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, "switchyard-drill")
        .header("anthropic-version", "2023-06-01")
        .header("x-api-key", key)
        .header("x-session-id", format!("drill-{number}"))
        .body(Body::from(body.to_string()))
        .ok()?;
    let stream = TcpStream::connect(gateway).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let asking = async move {
        let response = sender.send_request(request).await.ok()?;
        let status = response.status().as_u16();
        to_bytes(Body::new(response.into_body()), MAX_ANSWER).await.ok()?;
        Some(status)
    };
    // The connection ends when its sender has gone.
    let (status, _) = tokio::join!(asking, connection);
    status
}
