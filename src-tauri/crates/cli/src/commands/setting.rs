//! `setting`: the settings, and where their values come from.

use crate::{
    commands::Work,
    door::{Ask, segment},
    output::Table,
    values,
};
use clap::Subcommand;
use serde_json::{Value, json};
use server::admin::{Page, SettingSource, SettingView};

/// What can be done with settings.
#[derive(Debug, Subcommand)]
pub(crate) enum SettingCommand {
    /// List them
    List,
    /// Show one
    Get {
        /// Its name
        key: String,
    },
    /// Set one; null brings its default back
    Set {
        /// Its name
        key: String,
        /// Its value
        value: String,
    },
}

/// Does it.
pub(crate) async fn run(command: SettingCommand, work: &mut Work<'_>) -> anyhow::Result<()> {
    match command {
        SettingCommand::List => {
            let page: Page<SettingView> = work.door.ask(Ask::get("settings")).await?;
            work.output.show(&page, || table(&page.items))
        }
        SettingCommand::Get { key } => {
            let setting: SettingView = work.door.ask(Ask::get(path(&key))).await?;
            work.output.show(&setting, || text(&setting.value))
        }
        SettingCommand::Set { key, value } => {
            let body = json!({ "value": values::value(&key, &value, work.now)? });
            let setting: SettingView = work.door.ask(Ask::put(path(&key)).json(body)).await?;
            let running = work.door.is_running();
            work.output.show(&setting, || {
                let when = if setting.needs_restart && running { ", from the next start on" } else { "" };
                format!("{} is {}{when}.", setting.key, text(&setting.value))
            })
        }
    }
}

fn table(settings: &[SettingView]) -> String {
    let mut table = Table::new(["setting", "value", "from"], "No settings.");
    for setting in settings {
        let from = match setting.source {
            SettingSource::Default => "default",
            SettingSource::Set => "set",
            SettingSource::Environment => "environment (locked)",
            SettingSource::Flag => "flag (locked)",
        };
        table.row([setting.key.to_string(), text(&setting.value), from.into()]);
    }
    table.to_string()
}

/// As it is typed.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "none".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".into(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

fn path(key: &str) -> String {
    format!("settings/{}", segment(key))
}
