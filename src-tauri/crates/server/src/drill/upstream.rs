//! A fake provider: answers like one, or breaks, as it is told.

use crate::doors::serve::serve;
use axum::{
    Json, Router,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode};
use serde_json::json;
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// As long as it thinks, so that there is something to see.
const THINKS: Duration = Duration::from_millis(60);
/// The model of the drill.
pub(super) const MODEL: &str = "drill";

/// A fake provider that listens.
pub(super) struct FakeUpstream {
    /// Where.
    pub(super) address: SocketAddr,
    broken: Arc<AtomicBool>,
}

impl FakeUpstream {
    /// Starts one on a free port of this machine; it ends with the token.
    pub(super) fn start(tasks: &TaskTracker, end: &CancellationToken) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let broken = Arc::new(AtomicBool::new(false));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&broken));
        tasks.spawn(serve(TcpListener::from_std(listener)?, router, end.clone(), tasks.clone()));
        Ok(Self { address, broken })
    }

    /// From now on every request gets a 503, or an answer again.
    pub(super) fn set_broken(&self, broken: bool) {
        self.broken.store(broken, Ordering::Relaxed);
    }
}

async fn answer(State(broken): State<Arc<AtomicBool>>, method: Method) -> Response {
    if broken.load(Ordering::Relaxed) {
        let error =
            json!({ "type": "error", "error": { "type": "api_error", "message": "broken by the drill" } });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(error)).into_response();
    }
    if method == Method::GET {
        return Json(json!({ "data": [{ "type": "model", "id": MODEL }], "has_more": false }))
            .into_response();
    }
    tokio::time::sleep(THINKS).await;
    Json(json!({
        "id": "msg_drill", "type": "message", "role": "assistant", "model": MODEL,
        "content": [{ "type": "text", "text": "All is well." }],
        "stop_reason": "end_turn", "stop_sequence": null,
        "usage": { "input_tokens": 1, "output_tokens": 4 },
    }))
    .into_response()
}
