//! `scripted-upstream`: the scripted upstream as a program, for measurements and to be played with by hand.

use anyhow::{Context, bail};
use std::io::{self, Write as _};
use upstream::Upstream;

const USAGE: &str = "usage: scripted-upstream [--port PORT]";

fn main() -> anyhow::Result<()> {
    // One thread: measurements leave the other core to what is measured.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(port(std::env::args().skip(1))?))
}

async fn run(port: u16) -> anyhow::Result<()> {
    let upstream =
        Upstream::start_fixed(port).await.with_context(|| format!("cannot listen on port {port}"))?;
    let mut output = io::stdout();
    writeln!(output, "{}", upstream.base_url())?;
    output.flush()?;
    tokio::signal::ctrl_c().await?;
    upstream.close().await;
    Ok(())
}

fn port(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<u16> {
    let port = match (arguments.next().as_deref(), arguments.next()) {
        (None, None) => 0,
        (Some("--port"), Some(port)) => port.parse().context(USAGE)?,
        _ => bail!(USAGE),
    };
    if arguments.next().is_some() {
        bail!(USAGE);
    }
    Ok(port)
}
