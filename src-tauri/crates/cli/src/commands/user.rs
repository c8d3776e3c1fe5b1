//! `user`: who may call.

use crate::{
    commands::{Work, change, remove},
    door::{Ask, segment},
    output::{Table, human},
    values,
};
use clap::Subcommand;
use domain::{Role, User};
use server::admin::Page;

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// List them
    List,
    /// Add one
    Add {
        /// Their name
        name: String,
        /// More about them: note, role (admin, member), enabled, expires_at, allowed_models, allowed_clients, groups
        #[arg(long = "set", value_name = "FIELD=VALUE", num_args = 1..)]
        set: Vec<String>,
    },
    /// Change one
    Set {
        /// Name or id
        name: String,
        /// What to change; null clears
        #[arg(value_name = "FIELD=VALUE", required = true)]
        set: Vec<String>,
    },
    /// Remove one and revoke their keys
    Remove {
        /// Name or id
        name: String,
    },
}

/// Does it.
pub(crate) async fn run(command: UserCommand, work: &mut Work<'_>) -> anyhow::Result<()> {
    match command {
        UserCommand::List => list(work).await,
        UserCommand::Add { name, set } => {
            let mut fields = values::assignments(&set, work.now)?;
            fields.insert("name".to_owned(), name.into());
            let user: User = work.door.ask(Ask::post("users").json(fields)).await?;
            work.output.show(&user, || {
                format!("Added {0}. Make them a key: switchyard-server key create --user '{0}'", user.name)
            })
        }
        UserCommand::Set { name, set } => {
            let fields = values::assignments(&set, work.now)?;
            let user = change(work.door, &path(&name), fields).await?;
            work.output.show(&user, || format!("Changed {name}."))
        }
        UserCommand::Remove { name } => {
            remove(work, &path(&name), &format!("Removed {name}; their keys are revoked.")).await
        }
    }
}

async fn list(work: &mut Work<'_>) -> anyhow::Result<()> {
    let page: Page<User> = work.door.ask(Ask::get("users")).await?;
    let now = work.now;
    work.output.show(&page, || {
        let mut table = Table::new(["name", "role", "enabled", "expires", "models", "note"], "No users.");
        for user in &page.items {
            table.row([
                user.name.to_string(),
                match user.role {
                    Role::Admin => "admin".into(),
                    Role::Member => "member".into(),
                },
                human::yes(user.enabled).into(),
                human::moment_or(user.expires_at, now, "never"),
                human::list_or_all(&user.allowed_models),
                user.note.clone(),
            ]);
        }
        table.to_string()
    })
}

fn path(name: &str) -> String {
    format!("users/{}", segment(name))
}
