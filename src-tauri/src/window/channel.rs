//! What happens, sent to the page over a channel: the control door's events, in batches.

use crate::control::Control;
use anyhow::Context;
use http::{HeaderMap, Method};
use serde::Serialize;
use serde_json::value::RawValue;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tauri::{State, ipc::Channel};
use tokio::{runtime::Handle, task::JoinHandle, time::timeout};

/// Each message is work for the page's main thread, so events are sent together.
const BATCH: usize = 64;
/// How long the first of a batch may wait for the others.
const GATHER: Duration = Duration::from_millis(100);
/// Twice the server's own sign of life: then nobody is there any more.
const SILENCE: Duration = Duration::from_secs(31);

/// What the page is sent.
#[derive(Clone, Serialize)]
#[serde(tag = "kind", content = "events", rename_all = "snake_case")]
pub(super) enum Sent {
    /// What happened, in order.
    Events(Vec<Box<RawValue>>),
    /// No more will come: subscribe again.
    Ended,
}

/// The page's subscription: one at a time, since a reload leaves its channel behind.
pub(super) struct Subscriptions {
    control: Control,
    runtime: Handle,
    current: Mutex<Option<JoinHandle<()>>>,
}

impl Subscriptions {
    pub(super) fn new(control: Control, runtime: Handle) -> Self {
        Self { control, runtime, current: Mutex::new(None) }
    }

    fn replace(&self, task: Option<JoinHandle<()>>) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = std::mem::replace(&mut *current, task) {
            old.abort();
        }
    }
}

/// Sends what happens after the event `after`, else from now on.
#[tauri::command]
pub(super) async fn subscribe(
    subscriptions: State<'_, Subscriptions>,
    channel: Channel<Sent>,
    after: Option<u64>,
) -> Result<(), String> {
    let control = subscriptions.control.clone();
    let task = subscriptions.runtime.spawn(async move {
        if let Err(error) = follow(&control, after, &channel).await {
            tracing::debug!("the events ended: {error:#}");
        }
        // The page may be gone, too.
        let _ = channel.send(Sent::Ended);
    });
    subscriptions.replace(Some(task));
    Ok(())
}

/// Sends no more.
#[tauri::command]
pub(super) async fn unsubscribe(subscriptions: State<'_, Subscriptions>) -> Result<(), String> {
    subscriptions.replace(None);
    Ok(())
}

async fn follow(control: &Control, after: Option<u64>, channel: &Channel<Sent>) -> anyhow::Result<()> {
    let after = after.map_or_else(String::new, |after| format!("?after={after}"));
    let target = format!("/api/v1/events{after}");
    let mut answer = control.send(Method::GET, &target, HeaderMap::new(), "").await?;
    anyhow::ensure!(answer.is_success(), "refused");
    let (mut lines, mut batch) = (Lines::default(), Vec::new());
    loop {
        let piece = if batch.is_empty() {
            timeout(SILENCE, answer.piece()).await.context("silence")??
        } else {
            match timeout(GATHER, answer.piece()).await {
                Ok(piece) => piece?,
                Err(_) => {
                    channel.send(Sent::Events(std::mem::take(&mut batch)))?;
                    continue;
                }
            }
        };
        let Some(piece) = piece else { break };
        batch.extend(lines.push(&piece));
        if batch.len() >= BATCH {
            channel.send(Sent::Events(std::mem::take(&mut batch)))?;
        }
    }
    if !batch.is_empty() {
        channel.send(Sent::Events(batch))?;
    }
    Ok(())
}

/// Finds the events in the stream of our own server, whose every event is one line of data.
#[derive(Default)]
pub(crate) struct Lines(Vec<u8>);

impl Lines {
    /// Takes a piece, gives the events that it completed.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Vec<Box<RawValue>> {
        self.0.extend_from_slice(piece);
        let Some(end) = self.0.iter().rposition(|byte| *byte == b'\n') else { return Vec::new() };
        let rest = self.0.split_off(end + 1);
        let whole = std::mem::replace(&mut self.0, rest);
        let data = whole.split(|byte| *byte == b'\n').filter_map(|line| line.strip_prefix(b"data: "));
        data.filter_map(|data| serde_json::from_slice(data).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_found_wherever_the_pieces_end() {
        let stream = b"id: 1\ndata: {\"seq\":1}\n\n: alive\n\nid: 2\ndata: {\"seq\":2}\n\n";
        for cut in 0..stream.len() {
            let mut lines = Lines::default();
            let mut found = lines.push(&stream[..cut]);
            found.extend(lines.push(&stream[cut..]));
            let found: Vec<&str> = found.iter().map(|event| event.get()).collect();
            assert_eq!(found, [r#"{"seq":1}"#, r#"{"seq":2}"#], "cut at {cut}");
        }
    }
}
