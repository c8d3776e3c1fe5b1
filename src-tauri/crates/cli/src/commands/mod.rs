//! The commands, one file a noun.

pub(crate) mod admin;
pub(crate) mod alias;
pub(crate) mod demo;
mod drill;
pub(crate) mod gateway;
pub(crate) mod key;
mod openapi;
pub(crate) mod provider;
mod provider_fields;
mod provider_text;
pub(crate) mod requests;
mod requests_text;
pub(crate) mod route;
pub(crate) mod serve;
pub(crate) mod setting;
mod standing;
mod status;
pub(crate) mod user;

use crate::{
    arguments::{Arguments, Asking, Command},
    data_dir::{self, System},
    door::{Ask, Door},
    environment::Environment,
    failure::usage,
    output::Output,
};
use domain::{Clock, SystemClock, UnixMillis};
use serde_json::{Map, Value, json};
use std::{
    io::{self, IsTerminal, Read},
    path::Path,
};
use tokio::runtime::{self, Runtime};
use tracing_subscriber::EnvFilter;

/// What a command works with.
pub(crate) struct Work<'a> {
    /// The way to the admin API.
    pub(crate) door: &'a Door,
    /// Where answers go.
    pub(crate) output: &'a mut Output,
    /// When the command was given.
    pub(crate) now: UnixMillis,
}

/// Does what the arguments say.
pub(crate) fn run(
    arguments: Arguments,
    environment: &Environment,
    output: &mut Output,
) -> anyhow::Result<()> {
    let Arguments { common, serve: unnamed, command } = arguments;
    let command = match command {
        None => Command::Serve(unnamed),
        Some(Command::Serve(named)) => Command::Serve(named.or(unnamed)),
        Some(Command::Demo(demo)) => Command::Demo(demo.or(unnamed)),
        Some(_) if unnamed.is_given() => return Err(usage("the flags before the command belong to `serve`")),
        Some(command) => command,
    };
    let data_dir = || data_dir::chosen(common.data_dir, System::here(), environment);
    match command {
        Command::Openapi => openapi::print(output),
        Command::Serve(serve) => {
            log_to_stderr(environment, "info")?;
            threads()?.block_on(serve::run(serve, data_dir()?, environment, output))
        }
        Command::Demo(demo) => {
            log_to_stderr(environment, "info")?;
            threads()?.block_on(demo::run(demo, data_dir()?, environment, output))
        }
        Command::Asking(asking) => {
            log_to_stderr(environment, "warn")?;
            one_thread()?.block_on(through_the_door(asking, &data_dir()?, output))
        }
    }
}

fn threads() -> io::Result<Runtime> {
    runtime::Builder::new_multi_thread().enable_all().build()
}

fn one_thread() -> io::Result<Runtime> {
    runtime::Builder::new_current_thread().enable_all().build()
}

async fn through_the_door(asking: Asking, data_dir: &Path, output: &mut Output) -> anyhow::Result<()> {
    let door = Door::open(data_dir).await?;
    let done = ask(asking, &mut Work { door: &door, output, now: SystemClock.now() }).await;
    door.close().await;
    done
}

async fn ask(asking: Asking, work: &mut Work<'_>) -> anyhow::Result<()> {
    match asking {
        Asking::Status => status::run(work).await,
        Asking::Gateway(command) => gateway::run(command, work).await,
        Asking::Provider(command) => provider::run(command, work).await,
        Asking::User(command) => user::run(command, work).await,
        Asking::Key(command) => key::run(command, work).await,
        Asking::Alias(command) => alias::run(command, work).await,
        Asking::Requests(command) => requests::run(command, work).await,
        Asking::Drill => drill::run(work).await,
        Asking::Route(arguments) => route::route(arguments, work).await,
        Asking::Why { id } => route::why(&id, work).await,
        Asking::Setting(command) => setting::run(command, work).await,
        Asking::Admin(command) => admin::run(command, work).await,
    }
}

/// Sends a change together with the revision that it is made from.
async fn change(door: &Door, path: &str, mut fields: Map<String, Value>) -> anyhow::Result<Value> {
    let current: Value = door.ask(Ask::get(path)).await?;
    fields.insert("revision".to_owned(), current.get("revision").cloned().unwrap_or_default());
    door.ask(Ask::patch(path).json(fields)).await
}

/// Removes something and says so.
async fn remove(work: &mut Work<'_>, path: &str, what: &str) -> anyhow::Result<()> {
    work.door.tell(Ask::delete(path)).await?;
    work.output.show(&json!({ "removed": true }), || what.to_owned())
}

/// A secret from stdin: the first line, without what ends it.
fn secret_from_stdin(what: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    io::stdin().lock().take(1 << 20).read_to_string(&mut text)?;
    match text.lines().next().map(str::trim) {
        Some(secret) if !secret.is_empty() => Ok(secret.to_owned()),
        Some(_) | None => Err(usage(format!("stdin holds no {what}"))),
    }
}

pub(crate) fn log_to_stderr(environment: &Environment, usual: &str) -> anyhow::Result<()> {
    let text = environment.text("SWITCHYARD_LOG")?.unwrap_or_else(|| usual.to_owned());
    let filter = EnvFilter::try_new(&text)
        .map_err(|error| usage(format!("SWITCHYARD_LOG is `{text}`, which is no filter: {error}")))?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let colour = io::stderr().is_terminal();
    // A second one in the same process keeps the first's.
    let _ = subscriber.with_ansi(colour).try_init();
    Ok(())
}
