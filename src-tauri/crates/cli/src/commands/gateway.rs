//! `gateway`: start and stop, of the running instance.

use crate::{commands::Work, door::Ask};
use clap::Subcommand;
use serde_json::json;
use server::admin::{GatewayStatus, GatewayView};

/// What can be done with the gateway.
#[derive(Debug, Subcommand)]
pub(crate) enum GatewayCommand {
    /// Answer requests again
    Start,
    /// Answer no new requests; without a desktop this ends the process
    Stop {
        /// Cut what is running instead of letting it finish
        #[arg(long)]
        now: bool,
    },
}

/// Does it.
pub(crate) async fn run(command: GatewayCommand, work: &mut Work<'_>) -> anyhow::Result<()> {
    let ask = match command {
        GatewayCommand::Start => Ask::post("gateway/start"),
        GatewayCommand::Stop { now } => Ask::post("gateway/stop").json(json!({ "now": now })),
    };
    let view: GatewayView = work.door.ask(ask).await?;
    work.output.show(&view, || text(&view))
}

fn text(view: &GatewayView) -> String {
    let rest = match (view.in_flight, view.process_ends) {
        (0, true) => "; its process ends".to_owned(),
        (0, false) => String::new(),
        (running, true) => format!("; its process ends once {running} running requests have finished"),
        (running, false) => format!("; {running} requests are running"),
    };
    let state = match view.gateway {
        GatewayStatus::Running => "The gateway answers",
        GatewayStatus::Stopped => "The gateway is stopped",
        GatewayStatus::Absent => "Nothing runs",
    };
    format!("{state}{rest}.")
}
