//! `provider`: the upstream accounts.

use crate::{
    commands::{Work, change, provider_text as text, remove, secret_from_stdin},
    door::{Ask, segment},
    failure::usage,
    values,
};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use domain::Dialect;
use serde_json::{Map, Value, json};
use server::admin::{Page, PinView, Preset, ProviderView, TestEvent, TestReport};

/// What stands for no pin.
const AUTOMATIC: &str = "auto";

/// What can be done with providers.
#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// List them, by priority
    List,
    /// Show one
    Show {
        /// Name or id
        name: String,
    },
    /// Add one
    Add(AddArguments),
    /// Change one
    Set {
        /// Name or id
        name: String,
        /// What to change, e.g. priority=1 weight=50 first_byte_timeout_ms=30000; null clears
        #[arg(value_name = "FIELD=VALUE", required_unless_present = "ApiKey")]
        set: Vec<String>,
        #[command(flatten)]
        key: ApiKey,
    },
    /// Give one another credential, which is used when the others are not accepted
    AddCredential {
        /// Name or id
        name: String,
        #[command(flatten)]
        key: ApiKey,
    },
    /// Take one of its credentials away
    RemoveCredential {
        /// Name or id
        name: String,
        /// The credential's id, as `provider show` lists it
        id: String,
    },
    /// Remove one and its credentials
    Remove {
        /// Name or id
        name: String,
    },
    /// Use it again
    Enable {
        /// Name or id
        name: String,
    },
    /// Use it no more; what runs there may finish
    Disable {
        /// Name or id
        name: String,
    },
    /// Send a dialect's requests to one first; running ones finish where they are
    Pin {
        /// What the callers speak: anthropic, openai-chat, openai-responses, gemini
        dialect: Dialect,
        /// Name or id, or `auto` for the usual order
        name: String,
    },
    /// Close its breaker, and end what rests or is held
    ResetBreaker {
        /// Name or id
        name: String,
    },
    /// Open its breaker: it is tried again as if it had failed
    Trip {
        /// Name or id
        name: String,
    },
    /// Hold its breaker open until it is reset
    Hold {
        /// Name or id
        name: String,
    },
    /// List well-known providers and their base URLs
    Presets,
    /// Try it: connection, credential, models, one tiny answer
    Test {
        /// Name or id
        name: String,
        /// The model to ask [default: one of its own list]
        #[arg(long)]
        model: Option<String>,
    },
}

/// A new provider.
#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    /// What you call it
    #[arg(long)]
    name: String,
    /// What it speaks: anthropic, openai-chat, openai-responses, gemini
    #[arg(long)]
    dialect: Dialect,
    /// Where it is, e.g. https://api.anthropic.com
    #[arg(long, value_name = "URL")]
    base_url: String,
    #[command(flatten)]
    key: ApiKey,
    /// More about it, e.g. priority=1 weight=50 tags=team model_redirects=claude-*=glm-4.6,o3=gpt-5
    #[arg(long = "set", value_name = "FIELD=VALUE", num_args = 1..)]
    set: Vec<String>,
}

/// Its credential. A local model needs none.
#[derive(Debug, Args)]
#[group(required = false, multiple = false)]
pub(crate) struct ApiKey {
    /// Its API key; others on this machine may see arguments, so --api-key-stdin is safer
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,
    /// Read its API key from stdin
    #[arg(long)]
    api_key_stdin: bool,
}

impl ApiKey {
    fn read(self) -> anyhow::Result<Option<String>> {
        if self.api_key_stdin { secret_from_stdin("API key").map(Some) } else { Ok(self.api_key) }
    }

    fn into_fields(self, fields: &mut Map<String, Value>) -> anyhow::Result<()> {
        if let Some(key) = self.read()? {
            fields.insert("credential".to_owned(), key.into());
        }
        Ok(())
    }
}

/// Does it.
pub(crate) async fn run(command: ProviderCommand, work: &mut Work<'_>) -> anyhow::Result<()> {
    match command {
        ProviderCommand::List => {
            let page: Page<ProviderView> = work.door.ask(Ask::get("providers")).await?;
            work.output.show(&page, || text::table(&page.items))
        }
        ProviderCommand::Show { name } => {
            let provider: ProviderView = work.door.ask(Ask::get(path(&name))).await?;
            let now = work.now;
            work.output.show(&provider, || text::one(&provider, now))
        }
        ProviderCommand::Add(new) => add(new, work).await,
        ProviderCommand::Set { name, set, key } => {
            let mut fields = values::assignments(&set, work.now)?;
            key.into_fields(&mut fields)?;
            edit(work, &name, fields, "Changed").await
        }
        ProviderCommand::AddCredential { name, key } => {
            let Some(credential) = key.read()? else {
                return Err(usage("give the credential: --api-key-stdin, or --api-key K"));
            };
            let ask = Ask::post(format!("{}/credentials", path(&name)));
            let provider: ProviderView = work.door.ask(ask.json(json!({ "credential": credential }))).await?;
            work.output
                .show(&provider, || format!("{name} has {} credentials now.", provider.credentials.len()))
        }
        ProviderCommand::RemoveCredential { name, id } => {
            let path = format!("{}/credentials/{}", path(&name), segment(&id));
            let provider: ProviderView = work.door.ask(Ask::delete(path)).await?;
            work.output.show(&provider, || format!("Removed a credential of {name}."))
        }
        ProviderCommand::Remove { name } => remove(work, &path(&name), &format!("Removed {name}.")).await,
        ProviderCommand::Enable { name } => {
            edit(work, &name, Map::from_iter([("enabled".into(), true.into())]), "Enabled").await
        }
        ProviderCommand::Disable { name } => {
            edit(work, &name, Map::from_iter([("enabled".into(), false.into())]), "Disabled").await
        }
        ProviderCommand::Pin { dialect, name } => pin(work, dialect, &name).await,
        ProviderCommand::ResetBreaker { name } => breaker(work, &name, "reset-breaker", "Reset").await,
        ProviderCommand::Trip { name } => breaker(work, &name, "trip", "Tripped").await,
        ProviderCommand::Hold { name } => breaker(work, &name, "hold", "Held").await,
        ProviderCommand::Presets => {
            let page: Page<Preset> = work.door.ask(Ask::get("presets")).await?;
            work.output.show(&page, || text::presets(&page.items))
        }
        ProviderCommand::Test { name, model } => test(work, &name, model).await,
    }
}

async fn add(new: AddArguments, work: &mut Work<'_>) -> anyhow::Result<()> {
    let mut fields = values::assignments(&new.set, work.now)?;
    fields.insert("name".to_owned(), new.name.into());
    fields.insert("dialect".to_owned(), new.dialect.as_str().into());
    fields.insert("base_url".to_owned(), new.base_url.into());
    new.key.into_fields(&mut fields)?;
    let added: ProviderView = work.door.ask(Ask::post("providers").json(fields)).await?;
    work.output.show(&added, || {
        let url = added.generate_url.as_deref().unwrap_or_default();
        format!("Added {0}; it is called at {url}\nTry it: switchyard-server provider test '{0}'", added.name)
    })
}

async fn edit(work: &mut Work<'_>, name: &str, fields: Map<String, Value>, done: &str) -> anyhow::Result<()> {
    let provider = change(work.door, &path(name), fields).await?;
    work.output.show(&provider, || format!("{done} {name}."))
}

async fn breaker(work: &mut Work<'_>, name: &str, action: &str, done: &str) -> anyhow::Result<()> {
    let provider: ProviderView = work.door.ask(Ask::post(format!("{}/{action}", path(name)))).await?;
    work.output.show(&provider, || format!("{done} the breaker of {name}."))
}

async fn pin(work: &mut Work<'_>, dialect: Dialect, name: &str) -> anyhow::Result<()> {
    let provider = (name != AUTOMATIC).then_some(name);
    let ask = Ask::put(format!("pins/{dialect}")).json(json!({ "provider": provider }));
    let pin: PinView = work.door.ask(ask).await?;
    work.output.show(&pin, || match &pin.provider_name {
        Some(name) => format!("{dialect} requests go to {name} first."),
        None => format!("{dialect} requests go where priority and weight say."),
    })
}

async fn test(work: &mut Work<'_>, name: &str, model: Option<String>) -> anyhow::Result<()> {
    let ask = Ask::post(format!("{}/test", path(name))).json(json!({ "model": model }));
    let mut lines = work.door.send(ask.accept("application/x-ndjson")).await?.lines();
    let mut report: Option<TestReport> = None;
    while let Some(line) = lines.next().await? {
        let event: TestEvent =
            serde_json::from_str(&line).context("the answer is not what this version understands")?;
        work.output.show(&event, || text::test_event(&event))?;
        if let TestEvent::Report(whole) = event {
            report = Some(whole);
        }
    }
    match report {
        Some(report) if report.passed => Ok(()),
        Some(report) => bail!("{} does not work yet: {}", report.provider_name, text::why(&report)),
        None => bail!("the test broke off: try again"),
    }
}

fn path(name: &str) -> String {
    format!("providers/{}", segment(name))
}
