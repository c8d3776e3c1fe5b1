//! `demo`: everything for a first request, without any account. With nothing running it then serves.

use crate::{
    commands::serve::{self, ServeArguments},
    door::{Ask, Door},
    environment::Environment,
    failure::usage,
    output::Output,
    platform::EndSignals,
};
use anyhow::Context;
use clap::Args;
use server::{Stop, admin::Demo};
use std::path::{Path, PathBuf};

/// How to serve, when nothing runs yet.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    #[command(flatten)]
    serve: ServeArguments,
}

impl DemoArguments {
    /// These, and for what they don't say, the others.
    pub(crate) fn or(self, other: ServeArguments) -> Self {
        Self { serve: self.serve.or(other) }
    }
}

/// Adds what a first request needs, and prints it.
pub(crate) async fn run(
    demo: DemoArguments,
    data_dir: PathBuf,
    environment: &Environment,
    output: &mut Output,
) -> anyhow::Result<()> {
    let door = Door::open(&data_dir).await?;
    if door.is_running() {
        if demo.serve.is_given() {
            return Err(usage("an instance runs already: its addresses can't be chosen here"));
        }
        return add(&door, output).await;
    }
    door.close().await;
    let mut signals = EndSignals::listen().context("cannot listen for signals")?;
    let running = server::start(demo.serve.options(data_dir.clone(), environment)?).await?;
    if let Err(error) = add_to(&data_dir, output).await {
        running.stop(Stop::Now).await;
        return Err(error);
    }
    serve::say_how_to_sign_in(&running);
    eprintln!("Serving on {} until Ctrl-C.", running.gateway_url());
    serve::until_told(running, &mut signals).await;
    Ok(())
}

/// Through the control door of this very process: the same way as every other command.
async fn add_to(data_dir: &Path, output: &mut Output) -> anyhow::Result<()> {
    add(&Door::open(data_dir).await?, output).await
}

async fn add(door: &Door, output: &mut Output) -> anyhow::Result<()> {
    let demo: Demo = door.ask(Ask::post("demo")).await?;
    output.show(&demo, || {
        format!(
            "The provider `{}` answers by itself; the user `{}` has a new key, shown this once:\n\n  {}\n\nTry it:\n\n  {}\n",
            demo.provider.name, demo.user.name, demo.secret, demo.curl
        )
    })
}
