//! Events as they happen, as server-sent events that a page reads with `fetch`.

use crate::{
    admin::{AdminState, Problem, extract::Query, stream},
    events::{Heard, Subscription},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::{SequencedEvent, UnixMillis};
use http::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How often a silent stream says that it is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// From where to follow.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// The last event that is known; else from now on.
    pub after: Option<u64>,
}

/// The data of one server-sent event.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum StreamedEvent {
    /// Something happened.
    Happened(SequencedEvent),
    /// Something about the stream itself.
    Notice(StreamNotice),
}

/// Something about the stream itself.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum StreamNotice {
    /// The first one. Numbers begin anew when `started_at` is another.
    Hello {
        /// The last event there was.
        seq: u64,
        /// When this instance started.
        started_at: UnixMillis,
    },
    /// Some were missed: fetch everything again, which is then as of this event or later.
    Resync {
        /// The last event there was.
        seq: u64,
    },
}

/// Follows what happens.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(EventsQuery),
    responses((status = 200, body = StreamedEvent, content_type = "text/event-stream"), Problem))]
pub(super) async fn follow(
    State(state): State<AdminState>,
    Query(query): Query<EventsQuery>,
) -> Result<Response, Problem> {
    state.serving()?;
    let parts = state.parts();
    let subscription = parts.bus.subscribe(query.after);
    let hello = StreamNotice::Hello { seq: parts.bus.last(), started_at: parts.started_at };
    let (sender, body) = stream::channel();
    parts.tasks.spawn(pump(subscription, hello, sender, parts.closing.clone()));
    Ok(([(CONTENT_TYPE, "text/event-stream")], body).into_response())
}

async fn pump(
    mut subscription: Subscription,
    hello: StreamNotice,
    sender: mpsc::Sender<Bytes>,
    closing: CancellationToken,
) {
    let mut piece = notice(hello);
    loop {
        tokio::select! {
            sent = sender.send(piece) => if sent.is_err() { return },
            () = closing.cancelled() => return,
        }
        piece = tokio::select! {
            heard = subscription.next() => match heard {
                Heard::Event(event) => frame(event.seq, &event),
                Heard::Resync(seq) => notice(StreamNotice::Resync { seq }),
            },
            () = tokio::time::sleep(KEEP_ALIVE) => Bytes::from_static(b": alive\n\n"),
            () = sender.closed() => return,
            () = closing.cancelled() => return,
        };
    }
}

fn notice(notice: StreamNotice) -> Bytes {
    let (StreamNotice::Hello { seq, .. } | StreamNotice::Resync { seq }) = notice;
    frame(seq, &notice)
}

fn frame(seq: u64, event: &impl Serialize) -> Bytes {
    let data = serde_json::to_string(event).unwrap_or_default();
    format!("id: {seq}\ndata: {data}\n\n").into()
}
