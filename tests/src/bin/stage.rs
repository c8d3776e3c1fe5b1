//! The stage of the SDK tests: the real server in front of the scripted upstream. Prints one line of JSON, and
//! runs until its standard input closes.

use domain::{ClientKeySecret, SystemRandom};
use journeys::Instance;
use std::io::{Read, Write};
use upstream::Upstream;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let upstream = Upstream::start().await;
    let instance = Instance::in_front_of(&upstream).await;
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
