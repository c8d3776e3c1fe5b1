//! `requests`: what was asked, and how it went.

use crate::{
    commands::{Work, requests_text as text},
    door::{Ask, segment},
    failure::usage,
    values,
};
use anyhow::bail;
use clap::{Args, Subcommand};
use domain::{RequestRecord, RequestState, UnixMillis};
use serde_json::Value;
use server::admin::Page;

/// What can be done with requests.
#[derive(Debug, Subcommand)]
pub(crate) enum RequestsCommand {
    /// List them, newest first
    List(Box<Filters>),
    /// Show one: its decision chain, its attempts
    Show {
        /// Its id, or the short id at the end of an error
        id: String,
    },
    /// Print them as they end, until interrupted
    Follow,
}

/// Which requests.
#[derive(Debug, Args)]
pub(crate) struct Filters {
    /// Not before: 15m, 24h, 7d, or a time
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Before: 15m, 24h, 7d, or a time
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// open, done, failed, refused, cancelled or interrupted
    #[arg(long, value_parser = state)]
    state: Option<RequestState>,
    /// Served by: name or id
    #[arg(long)]
    provider: Option<String>,
    /// Made by: name or id
    #[arg(long)]
    user: Option<String>,
    /// Made with: id
    #[arg(long)]
    key: Option<String>,
    /// The asked model contains this
    #[arg(long)]
    model: Option<String>,
    /// Of this conversation
    #[arg(long)]
    session: Option<String>,
    /// With this project's tag
    #[arg(long)]
    project: Option<String>,
    /// How many, at most 500 [default: 50]
    #[arg(long)]
    limit: Option<u32>,
    /// Go on where an earlier list ended
    #[arg(long)]
    cursor: Option<String>,
}

/// Does it.
pub(crate) async fn run(command: RequestsCommand, work: &mut Work<'_>) -> anyhow::Result<()> {
    match command {
        RequestsCommand::List(filters) => list(*filters, work).await,
        RequestsCommand::Show { id } => {
            let ask = Ask::get(format!("requests/{}", segment(&id)));
            let request: RequestRecord = work.door.ask(ask).await?;
            let now = work.now;
            work.output.show(&request, || text::one(&request, now))
        }
        RequestsCommand::Follow => follow(work).await,
    }
}

async fn list(filters: Filters, work: &mut Work<'_>) -> anyhow::Result<()> {
    let ask = Ask::get("requests").query(&[
        ("since", moment("--since", filters.since.as_deref(), work.now)?),
        ("until", moment("--until", filters.until.as_deref(), work.now)?),
        ("state", filters.state.map(|state| state.as_str().to_owned())),
        ("provider", filters.provider),
        ("user", filters.user),
        ("key", filters.key),
        ("model", filters.model),
        ("session_id", filters.session),
        ("project", filters.project),
        ("limit", filters.limit.map(|limit| limit.to_string())),
        ("cursor", filters.cursor),
    ]);
    let page: Page<RequestRecord> = work.door.ask(ask).await?;
    let now = work.now;
    work.output.show(&page, || {
        let more = page.next_cursor.as_ref().map(|cursor| format!("more: --cursor {cursor}"));
        format!("{}{}", text::table(&page.items, now), more.unwrap_or_default())
    })
}

async fn follow(work: &mut Work<'_>) -> anyhow::Result<()> {
    let mut lines = work.door.send(Ask::get("events").accept("text/event-stream")).await?.lines();
    while let Some(line) = lines.next().await? {
        let Some(data) = line.strip_prefix("data:") else { continue };
        let event: Value = serde_json::from_str(data.trim_start())?;
        match event.get("type").and_then(Value::as_str) {
            Some("request_closed") => {
                let Some(request) = event.get("request") else { continue };
                let record: RequestRecord = serde_json::from_value(request.clone())?;
                work.output.show(&record, || text::line(&record))?;
            }
            Some("resync") => eprintln!("(some were missed: `requests list` has them)"),
            Some(_) | None => {}
        }
    }
    bail!("the instance ended")
}

fn moment(flag: &str, text: Option<&str>, now: UnixMillis) -> anyhow::Result<Option<String>> {
    let moment = text.map(|text| values::past(text, now)).transpose();
    Ok(moment.map_err(|error| usage(format!("{flag}: {error}")))?.map(|moment| moment.to_string()))
}

fn state(text: &str) -> Result<RequestState, String> {
    RequestState::ALL
        .into_iter()
        .find(|state| state.as_str() == text)
        .ok_or_else(|| "use open, done, failed, refused, cancelled or interrupted".to_owned())
}
