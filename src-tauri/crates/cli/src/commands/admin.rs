//! `admin`: the way into the web pages.

use crate::{
    commands::{Work, secret_from_stdin},
    door::Ask,
    output::human,
};
use clap::{Args, Subcommand};
use serde_json::json;
use server::admin::{PasswordChanged, SignInLink};

/// What can be done about signing in.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Set the web pages' password; every browser is signed out
    Password(PasswordArguments),
    /// Make a link that signs one browser in, once, within 15 minutes
    Link,
}

/// Where the password comes from: not from an argument, which everybody on this machine could read.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct PasswordArguments {
    /// Read it from stdin
    #[arg(long)]
    stdin: bool,
    /// Make one and show it this once
    #[arg(long)]
    generate: bool,
}

/// Does it.
pub(crate) async fn run(command: AdminCommand, work: &mut Work<'_>) -> anyhow::Result<()> {
    match command {
        AdminCommand::Password(PasswordArguments { generate, .. }) => {
            let body = if generate {
                json!({ "generate": true })
            } else {
                json!({ "password": secret_from_stdin("password")? })
            };
            let changed: PasswordChanged = work.door.ask(Ask::post("admin/password").json(body)).await?;
            work.output.show(&changed, || {
                changed
                    .generated
                    .clone()
                    .unwrap_or_else(|| "The password is set; every browser is signed out.".into())
            })
        }
        AdminCommand::Link => {
            let link: SignInLink = work.door.ask(Ask::post("admin/link")).await?;
            eprintln!("Works once, ends {}.", human::moment(link.expires_at, work.now));
            work.output.show(&link, || link.url.clone())
        }
    }
}
