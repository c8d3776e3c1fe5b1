//! The stage of the SDK tests: the real server in front of the scripted upstream. Prints one line of JSON, and
//! runs until its standard input closes.

use domain::{ClientKeySecret, Dialect, SystemRandom};
use journeys::Instance;
use std::io::{Read, Write};
use upstream::Upstream;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let upstream = Upstream::start().await;
    let command = serde_json::json!({ "cmd": "echo $((40 + 2)) from the shell" });
    upstream.answer_model("run-command", Upstream::script().call_tool_named("exec_command", command));
    let instance = Instance::start().await;
    // With a dialect's name as its argument there is one provider, which speaks that: all others are converted.
    let only = std::env::args().nth(1);
    for dialect in
        Dialect::ALL.into_iter().filter(|dialect| only.as_ref().is_none_or(|only| only == dialect.as_str()))
    {
        // The tests choose an answer by a model's name, which is on no list that a provider gives.
        let more = serde_json::json!({ "allowed_models": ["*"], "conversion_allowed": only.is_some() });
        instance.add_provider(dialect.as_str(), dialect, &upstream.base_url(), more).await;
    }
    let control = instance.control();
    let line = serde_json::json!({
        "control": control.url(),
        "control_token": control.token(),
        "gateway": instance.url(),
        "key": instance.key,
        "wrong_key": ClientKeySecret::generate(&SystemRandom).expose(),
        "upstream": upstream.base_url(),
        "text": upstream::TEXT,
    });
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")?;
    stdout.flush()?;
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    let violations = upstream.violations();
    instance.end().await;
    anyhow::ensure!(violations.is_empty(), "the upstream complains: {violations:#?}");
    Ok(())
}
