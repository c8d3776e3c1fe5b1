//! `key`: what callers present. A key's secret is printed once, when it is made.

use crate::{
    commands::{Work, change, remove},
    door::{Ask, segment},
    failure::usage,
    output::{Table, human},
    values,
};
use clap::Subcommand;
use serde_json::json;
use server::admin::{CreatedKey, KeyView, Page};

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// List them, without their secrets
    List,
    /// Make one; it is shown this once
    Create {
        /// Whose it is: name or id
        #[arg(long)]
        user: String,
        /// What you call it
        #[arg(long)]
        name: Option<String>,
        /// When it stops working: 30d, 12h, a time, or never
        #[arg(long, value_name = "WHEN")]
        expires: Option<String>,
        /// More about it: enabled, expires_at, allowed_models, allowed_clients, groups
        #[arg(long = "set", value_name = "FIELD=VALUE", num_args = 1..)]
        set: Vec<String>,
    },
    /// Change one
    Set {
        /// Its id
        id: String,
        /// What to change; null clears
        #[arg(value_name = "FIELD=VALUE", required = true)]
        set: Vec<String>,
    },
    /// Revoke one: from now on it opens nothing
    Revoke {
        /// Its id
        id: String,
    },
}

/// Does it.
pub(crate) async fn run(command: KeyCommand, work: &mut Work<'_>) -> anyhow::Result<()> {
    match command {
        KeyCommand::List => list(work).await,
        KeyCommand::Create { user, name, expires, set } => {
            let mut fields = values::assignments(&set, work.now)?;
            fields.insert("user".to_owned(), user.into());
            if let Some(name) = name {
                fields.insert("name".to_owned(), name.into());
            }
            if let Some(expires) = expires {
                let expires = values::expiry(&expires, work.now)
                    .map_err(|error| usage(format!("--expires: {error}")))?;
                fields.insert("expires_at".to_owned(), expires);
            }
            let made: CreatedKey = work.door.ask(Ask::post("keys").json(fields)).await?;
            let shown = json!({ "id": made.key.id, "key": made.secret });
            eprintln!("Keep it: it can't be shown again.");
            work.output.show(&shown, || made.secret.clone())
        }
        KeyCommand::Set { id, set } => {
            let fields = values::assignments(&set, work.now)?;
            let key = change(work.door, &path(&id), fields).await?;
            work.output.show(&key, || format!("Changed {id}."))
        }
        KeyCommand::Revoke { id } => remove(work, &path(&id), &format!("Revoked {id}.")).await,
    }
}

async fn list(work: &mut Work<'_>) -> anyhow::Result<()> {
    let page: Page<KeyView> = work.door.ask(Ask::get("keys")).await?;
    let now = work.now;
    work.output.show(&page, || {
        let mut table = Table::new(
            ["id", "key", "user", "name", "enabled", "expires", "last used"],
            "No keys. Make one: switchyard-server key create --user owner",
        );
        for key in &page.items {
            table.row([
                key.id.to_string(),
                format!("{}…{}", key.head, key.tail),
                key.user_name.clone(),
                key.name.clone(),
                human::yes(key.enabled).into(),
                human::moment_or(key.expires_at, now, "never"),
                human::moment_or(key.last_used_at, now, "never"),
            ]);
        }
        table.to_string()
    })
}

fn path(id: &str) -> String {
    format!("keys/{}", segment(id))
}
