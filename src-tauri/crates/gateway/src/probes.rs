//! Answers that need no key: is anybody there, and is it well? They tell strangers nothing else.

use crate::{
    gateway::GatewayState,
    reply::{Reply, ReplyBody},
};
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use std::time::Duration;

/// `GET /`, `HEAD /`, `HEAD /api/hello`.
pub(crate) fn probe() -> Reply {
    let mut reply = Response::new(ReplyBody::full("Switchyard\n"));
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    reply
}

/// `GET /api/health`.
pub(crate) fn health(state: GatewayState, uptime: Duration) -> Reply {
    match state {
        GatewayState::Running => json(
            serde_json::json!({
                "status": "ok",
                "version": env!("CARGO_PKG_VERSION"),
                "uptime_seconds": uptime.as_secs(),
            })
            .to_string(),
        ),
        GatewayState::Stopped => {
            let mut reply = json(r#"{"status":"stopped"}"#);
            *reply.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("15"));
            reply
        }
    }
}

/// A JSON document.
pub(crate) fn json(body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(ReplyBody::full(body));
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
