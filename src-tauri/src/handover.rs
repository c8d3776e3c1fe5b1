//! One instance a data directory: a second start finds the first one's window instead, through the control door.
//! No session bus is needed, and two data directories never mix.

use crate::{control::Control, shell::Wish, window};
use anyhow::Context;
use axum::{Router, http::StatusCode, routing::post};
use http::{HeaderMap, Method};
use server::Instance;
use std::{path::Path, process::ExitCode, time::Duration};
use tokio::sync::mpsc;

/// Where the application's window is asked for. Behind the control door's guard, and only in the desktop.
const SHOW: &str = "/api/desktop/show";
/// How long the first one may take to say that it heard.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the desktop adds to its control door.
pub(crate) fn routes(wishes: mpsc::Sender<Wish>) -> Router {
    let show = move || {
        let wishes = wishes.clone();
        async move {
            match wishes.send(Wish::Show).await {
                Ok(()) => StatusCode::NO_CONTENT,
                Err(_) => StatusCode::SERVICE_UNAVAILABLE,
            }
        }
    };
    Router::new().route(SHOW, post(show))
}

/// What a start does that finds an instance: the desktop's window is shown, and a headless one gets a window.
pub(crate) fn to(instance: Instance, data_dir: &Path, asked: cli::Wish) -> anyhow::Result<ExitCode> {
    let pid = instance.pid;
    let control = Control::of(instance);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sent = async {
        let answer = control.send(Method::POST, SHOW, HeaderMap::new(), "").await?;
        anyhow::Ok(answer.is_success())
    };
    let heard = runtime.block_on(async { tokio::time::timeout(PATIENCE, sent).await });
    drop(runtime);
    if heard.with_context(|| format!("process {pid} runs already, but does not answer"))?? {
        tracing::info!(pid, "Switchyard runs already: its window is shown");
        return Ok(ExitCode::SUCCESS);
    }
    match asked {
        cli::Wish::Tray => {
            anyhow::bail!(
                "Switchyard runs without a desktop already (pid {pid}): start `switchyard` for its window"
            )
        }
        cli::Wish::Window | cli::Wish::WindowProcess => window::run(data_dir, window::Owner::Nobody),
    }
}
