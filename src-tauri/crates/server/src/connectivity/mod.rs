//! The connectivity test: name, connection, encryption, credential, models, and one tiny generation, each with
//! its time, and in plain words why the first that fails does.
//!
//! Beside the data plane: it uses a client of its own, follows no redirect, tries nothing twice and leaves the
//! gateway's pool and health alone.

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
use report::{Notes, Passed, Stumbled};
use std::{sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::Instant};
use upstream::Upstream;

/// What a loopback provider says, and as which model.
const LOOPBACK: (&str, &str) = (gateway::DEMO_MODEL, "Hello from Switchyard: this answer needs no network.");

/// A test that can be run.
pub(crate) struct Test {
    pub(crate) provider: Arc<Provider>,
    pub(crate) model: Option<String>,
    pub(crate) within: Duration,
}

impl Test {
    /// Runs it; each step is told as it ends, the report at the end. Nobody listening ends it early.
    pub(crate) async fn run(self, events: mpsc::Sender<TestEvent>) {
        let listener = events.clone();
        let mut notes = Notes::new(events, Instant::now(), self.within);
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
        let base_url = self.provider.base_url.as_ref()?;
        let addresses = notes.step(TestStepKind::Dns, dial::resolve(base_url)).await?;
        let connection = notes.step(TestStepKind::Tcp, dial::connect(base_url, &addresses)).await?;
        let tls = dial::tls_config();
        if base_url.origin().https {
            notes.step(TestStepKind::Tls, dial::encrypt(base_url, connection, tls.as_ref().ok())).await?;
        }
        let upstream = notes.step(TestStepKind::Credential, self.upstream(addresses, tls.ok())).await?;
        let listed = models::list(&upstream, notes).await?;
        let model = self.model.clone().unwrap_or_else(|| models::choose(&self.provider, &listed));
        generation::try_one(&upstream, &model, notes).await
    }

    /// A client that can only reach the addresses that were checked.
    async fn upstream(
        &self,
        addresses: Vec<std::net::SocketAddr>,
        tls: Option<rustls::ClientConfig>,
    ) -> Result<Passed<Upstream>, Stumbled> {
        if self.provider.needs_credential() {
            return Err(cause(TestFailure::NoCredential, &Blame::default()).into());
        }
        let tls = tls.or_else(|| dial::trusting_nobody().ok());
        let client = tls.and_then(|tls| upstream::client(&self.provider, &addresses, tls).ok());
        let client = client.ok_or_else(|| cause(TestFailure::Certificate, &Blame::default()))?;
        // The list of models tells whether it is accepted; the step ends there.
        Ok(Passed::later(Upstream::new(Arc::clone(&self.provider), client)))
    }
}

#[cfg(test)]
mod tests;
