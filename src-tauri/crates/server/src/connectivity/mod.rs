//! The connectivity test: name, connection, proxy, encryption, credential, models, and one tiny generation, each with
//! its time, and in plain words why the first that fails does.
//!
//! Beside the data plane: its connections are made as the gateway's are, over the provider's own network, but it
//! follows no redirect, tries nothing twice and leaves the gateway's pool and health alone.

mod answer;
mod cause;
mod dial;
mod generation;
mod models;
mod report;
mod upstream;

use crate::admin::{TestEvent, TestFailure, TestStepKind};
use cause::{Blame, cause};
use domain::{Provider, ProviderKind};
use gateway::dial::{Begun, Dialer, Line};
pub(crate) use models::NAMED as MOST_MODELS;
use report::{Notes, Passed, Stumbled};
use std::{sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::Instant};
use upstream::Upstream;

/// What a loopback provider says, and as which model.
const LOOPBACK: (&str, &str) = (gateway::DEMO_MODEL, "Hello from Switchyard: this answer needs no network.");

/// A test that can be run.
pub(crate) struct Test {
    pub(crate) provider: Arc<Provider>,
    pub(crate) dialer: Dialer,
    pub(crate) model: Option<String>,
    pub(crate) within: Duration,
}

impl Test {
    /// Runs it; each step is told as it ends, the report at the end. Nobody listening ends it early.
    pub(crate) async fn run(self, events: mpsc::Sender<TestEvent>) {
        let host = self.provider.base_url.as_ref().map(|url| url.authority().to_owned());
        let listener = events.clone();
        let mut notes = Notes::new(events, host, Instant::now(), self.within);
        tokio::select! {
            () = listener.closed() => return,
            _ = self.steps(&mut notes) => {}
        }
        notes.report(&self.provider).await;
    }

    /// The steps, up to the first that fails.
    async fn steps(&self, notes: &mut Notes) -> Option<()> {
        if self.provider.kind == ProviderKind::Loopback {
            let (model, words) = LOOPBACK;
            notes.heard(model, words, 0);
            return notes.step(TestStepKind::Generation, async { Ok(Passed::with(words)) }).await;
        }
        let https = self.provider.base_url.as_ref()?.origin().https;
        let line = self.dialer.line(&self.provider)?;
        let (line, begun) = dial::connect(line, https, notes).await?;
        let upstream = notes.step(TestStepKind::Credential, self.upstream(line, begun)).await?;
        let listed = models::list(&upstream, notes).await?;
        let model = self.model.clone().unwrap_or_else(|| models::choose(&self.provider, &listed.models));
        generation::try_one(&upstream, &model, listed.speaks, notes).await
    }

    /// Who is asked; not without a credential that can be read.
    async fn upstream(&self, line: Line, begun: Begun) -> Result<Passed<Upstream>, Stumbled> {
        if self.provider.needs_credential() {
            return Err(cause(TestFailure::NoCredential, &Blame::default()).into());
        }
        // The list of models tells whether it is accepted; the step ends there.
        Ok(Passed::later(Upstream::new(Arc::clone(&self.provider), line, begun)))
    }
}

#[cfg(test)]
mod tests;
