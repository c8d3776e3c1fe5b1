//! `alias`: names of your own that callers may ask for in the place of a model.

use crate::{
    commands::{Work, remove},
    door::{Ask, segment},
    failure::usage,
    output::Table,
};
use clap::Subcommand;
use server::admin::{AliasForm, AliasModelForm, AliasView, Page};

/// What can be done with aliases.
#[derive(Debug, Subcommand)]
pub(crate) enum AliasCommand {
    /// List them
    List,
    /// Make one, or put other models behind it
    Set {
        /// What callers ask for, e.g. fast
        name: String,
        /// The model that stands for it at each provider, e.g. main=claude-haiku-4-5 relay=glm-4.5-air
        #[arg(value_name = "PROVIDER=MODEL", required = true)]
        models: Vec<String>,
    },
    /// Remove one
    Remove {
        /// Its name
        name: String,
    },
}

/// Does it.
pub(crate) async fn run(command: AliasCommand, work: &mut Work<'_>) -> anyhow::Result<()> {
    match command {
        AliasCommand::List => {
            let page: Page<AliasView> = work.door.ask(Ask::get("aliases")).await?;
            work.output.show(&page, || table(&page.items))
        }
        AliasCommand::Set { name, models } => {
            let models = models.iter().map(|text| model(text)).collect::<anyhow::Result<_>>()?;
            let ask = Ask::put(path(&name)).json(serde_json::to_value(AliasForm { models })?);
            let alias: AliasView = work.door.ask(ask).await?;
            work.output.show(&alias, || {
                let providers = alias.models.iter().map(|model| model.provider_name.as_str());
                format!("{} is served by {}.", alias.name, providers.collect::<Vec<_>>().join(", "))
            })
        }
        AliasCommand::Remove { name } => remove(work, &path(&name), &format!("Removed {name}.")).await,
    }
}

/// A provider's name may hold a `=`, a model's doesn't.
fn model(text: &str) -> anyhow::Result<AliasModelForm> {
    match text.rsplit_once('=') {
        Some((provider, model)) if !provider.trim().is_empty() && !model.trim().is_empty() => {
            Ok(AliasModelForm { provider: provider.trim().into(), model: model.trim().into() })
        }
        Some(_) | None => Err(usage(format!("`{text}` is not of the form provider=model"))),
    }
}

fn table(aliases: &[AliasView]) -> String {
    let mut table = Table::new(
        ["alias", "provider", "model"],
        "No aliases. Make one: switchyard-server alias set fast PROVIDER=MODEL",
    );
    for alias in aliases {
        for model in &alias.models {
            table.row([alias.name.clone(), model.provider_name.clone(), model.model.clone()]);
        }
    }
    table.to_string()
}

fn path(name: &str) -> String {
    format!("aliases/{}", segment(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_stands_behind_its_provider() {
        let read = model("my relay = 2=org/model").unwrap();
        assert_eq!((read.provider.as_str(), read.model.as_str()), ("my relay = 2", "org/model"));
        for wrong in ["main", "=m", "main="] {
            assert!(model(wrong).is_err(), "{wrong}");
        }
    }
}
