//! What can be typed. Each noun's own words stand in its file under `commands`.

use crate::commands::{admin, alias, demo, gateway, key, provider, requests, route, serve, setting, user};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// A local gateway for AI tools: one address and one key for all your accounts.
#[derive(Debug, Parser)]
#[command(name = "switchyard-server", version, after_help = ENVIRONMENT)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Without a command: serve.
    #[command(flatten)]
    pub(crate) serve: serve::ServeArguments,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

const ENVIRONMENT: &str = "\
Without a command it serves.

Environment (a flag wins): SWITCHYARD_DATA_DIR, SWITCHYARD_HOST, SWITCHYARD_PORT, SWITCHYARD_ADMIN_PORT,
SWITCHYARD_ADMIN_PASSWORD or SWITCHYARD_ADMIN_PASSWORD_FILE, SWITCHYARD_LOG (e.g. debug), SESSION_TTL (seconds)";

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Print JSON instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Where everything is kept
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve in the foreground until told to stop
    Serve(serve::ServeArguments),
    /// Try it without any account: adds a provider that answers by itself, a user and a key
    Demo(demo::DemoArguments),
    #[command(flatten)]
    Asking(Asking),
    /// Print the admin API's OpenAPI document
    Openapi,
}

/// The commands that ask the admin API and are done.
#[derive(Debug, Subcommand)]
pub(crate) enum Asking {
    /// Show how things stand
    Status,
    /// Start or stop the running gateway
    #[command(subcommand)]
    Gateway(gateway::GatewayCommand),
    /// The upstream accounts
    #[command(subcommand)]
    Provider(provider::ProviderCommand),
    /// Who may call
    #[command(subcommand)]
    User(user::UserCommand),
    /// What they call with
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Names of your own for models
    #[command(subcommand)]
    Alias(alias::AliasCommand),
    /// What was asked, and how it went
    #[command(subcommand)]
    Requests(requests::RequestsCommand),
    /// Break a fake provider and watch failover, breaker and recovery, in less than 20 s
    Drill,
    /// Where a request would go, and why; sends nothing
    Route(route::RouteArguments),
    /// Explain how a request went, and what to do next
    Why {
        /// Its id, or the short id at the end of an error
        id: String,
    },
    /// The settings
    #[command(subcommand)]
    Setting(setting::SettingCommand),
    /// The way into the web pages
    #[command(subcommand)]
    Admin(admin::AdminCommand),
}
