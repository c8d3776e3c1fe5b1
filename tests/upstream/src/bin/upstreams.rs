//! The upstreams of the page tests: scripted ones, by how they behave. Prints one line of JSON with their base URLs,
//! and runs until its standard input closes.

use std::{
    io::{Read, Write},
    time::Duration,
};
use upstream::{Script, Upstream};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let sensible = Upstream::start().await;
    sensible.answer_model("talks-for-long", long_answer());
    let overloaded = Upstream::start().await;
    overloaded.answer(Script::new().status(503, &[], r#"{"error":{"message":"the service is overloaded"}}"#));
    let line = serde_json::json!({
        "sensible": sensible.base_url(),
        "overloaded": overloaded.base_url(),
        "nobody": upstream::nobody().await,
        "text": upstream::TEXT,
    });
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")?;
    stdout.flush()?;
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    let violations = [sensible.violations(), overloaded.violations()].concat();
    anyhow::ensure!(violations.is_empty(), "an upstream complains: {violations:#?}");
    Ok(())
}

/// Half a minute of words: a request that is still open when a person looks.
fn long_answer() -> Script {
    Script::new().stream((0..300).map(|number| format!("word {number} "))).pace(Duration::from_millis(100))
}
