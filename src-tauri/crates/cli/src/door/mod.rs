//! The way to the admin API: the running instance's control door, or the same router in this process.
//!
//! What is asked is the same either way; which way it is depends on who holds the data directory's lock.

mod answer;
mod ask;
mod control;

pub(crate) use answer::Answer;
pub(crate) use ask::{Ask, segment};

use axum::body::Body;
use http::Request;
use serde::de::DeserializeOwned;
use server::{Instance as Running, Offline, StartError};
use std::{path::Path, time::Duration};
use tokio::time::Instant;
use tower::ServiceExt;

/// How long a data directory may be held without a control door that answers: somebody is starting, ending, or
/// is a command like this one.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// The way to the admin API.
pub(crate) enum Door {
    /// An instance runs.
    Control(Box<Running>),
    /// Nothing runs: the store is this process's own.
    InProcess(Box<Offline>),
}

impl Door {
    /// Finds the way. The lock is tried first: only while somebody else holds it is `runtime.json` believed.
    pub(crate) async fn open(data_dir: &Path) -> anyhow::Result<Self> {
        let until = Instant::now() + PATIENCE;
        loop {
            let error = match Offline::open(data_dir).await {
                Ok(offline) => return Ok(Self::InProcess(Box::new(offline))),
                Err(StartError::AlreadyRunning { instance: Some(instance), .. })
                    if control::answers(&instance).await =>
                {
                    return Ok(Self::Control(instance));
                }
                Err(error) => error,
            };
            if !matches!(error, StartError::AlreadyRunning { .. }) || Instant::now() >= until {
                return Err(error.into());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether an instance runs.
    pub(crate) fn is_running(&self) -> bool {
        match self {
            Self::Control(_) => true,
            Self::InProcess(_) => false,
        }
    }

    /// Asks, and reads the answer in full.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, ask: Ask) -> anyhow::Result<T> {
        self.send(ask).await?.read().await
    }

    /// Asks for something whose success has nothing to say.
    pub(crate) async fn tell(&self, ask: Ask) -> anyhow::Result<()> {
        self.send(ask).await.map(drop)
    }

    /// Asks, and gives the answer as it comes.
    pub(crate) async fn send(&self, ask: Ask) -> anyhow::Result<Answer> {
        let request: Request<Body> = ask.into_request()?;
        let answer = match self {
            Self::Control(instance) => control::send(instance, request).await?,
            Self::InProcess(offline) => Answer::new(offline.router().oneshot(request).await?),
        };
        answer.accepted().await
    }

    /// Writes everything out and lets go of the data directory.
    pub(crate) async fn close(self) {
        match self {
            Self::Control(_) => {}
            Self::InProcess(offline) => offline.close().await,
        }
    }
}
