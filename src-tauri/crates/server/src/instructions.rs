//! Keeps the official Codex instructions that the gateway learns, as a setting: they survive a restart, and the
//! person can edit them.

use crate::configuration::Configuration;
use domain::{OfficialInstructions, OfficialText, SettingKey};
use gateway::LearnedInstructions;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

/// Keeps what is learned until everything ends. What is missed is taught by the next request.
pub(crate) async fn keep(
    mut learned: Receiver<LearnedInstructions>,
    configuration: Configuration,
    closing: CancellationToken,
) {
    while let Some(received) = closing.run_until_cancelled(learned.recv()).await {
        match received {
            Ok(learned) => take_in(&configuration, learned).await,
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

async fn take_in(configuration: &Configuration, learned: LearnedInstructions) {
    let LearnedInstructions { family, text, version } = learned;
    let known = configuration.current().settings.codex_instructions.clone();
    // Several requests teach the same before the first of them is kept.
    if known.of(&family).is_some_and(|known| known.version == version) {
        return;
    }
    let mut instructions = OfficialInstructions::clone(&known);
    instructions.learn(&family, OfficialText { text, version: version.clone() });
    match configuration.set(SettingKey::CodexInstructions, serde_json::json!(instructions)).await {
        Ok(()) => tracing::info!(%family, %version, "learned the official Codex instructions"),
        Err(problem) => tracing::warn!("learned instructions could not be kept: {}", problem.detail),
    }
}
