//! The lists of models that upstreams give: fetched when a provider is added, tested or asked for its models, and
//! again in the background when a list is old or lacks what is asked for.

use super::fetch::fetch;
use crate::{
    listener::Ending,
    plan::{Listed, Models},
    target::Targets,
    upstream::Pool,
};
use domain::{Provider, ProviderId};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// How long a list is good for.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// How often a provider may be asked for its list behind a request's back.
const REFRESHED_EVERY: Duration = Duration::from_secs(300);
/// How long an upstream may take over it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The names that an upstream lists.
#[derive(Debug, Default)]
pub(crate) struct Names {
    written: Vec<String>,
    known: HashSet<Box<str>, foldhash::fast::RandomState>,
}

#[derive(Debug, Clone)]
struct List {
    /// The provider's configuration that it is of.
    revision: u64,
    fetched: Instant,
    names: Arc<Names>,
}

/// All lists, by provider.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known(HashMap<ProviderId, List, foldhash::fast::RandomState>);

/// The lists, as they come. Clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct Lists(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pool: Arc<Pool>,
    targets: Arc<Targets>,
    tasks: TaskTracker,
    finish: Arc<Ending>,
    table: RwLock<Arc<Known>>,
    asked: Mutex<HashMap<ProviderId, Instant>>,
}

impl Names {
    /// Of a list as it came.
    pub(crate) fn new(written: Vec<String>) -> Self {
        let mut known = HashSet::default();
        for name in &written {
            known.insert(name.as_str().into());
            // A dated model answers to its name without the date, too.
            known.insert(undated(name).into());
        }
        Self { written, known }
    }

    /// As they came.
    pub(crate) fn written(&self) -> &[String] {
        &self.written
    }

    /// Whether a model is among them, in one of the spellings that vendors take for it.
    fn have(&self, model: &str) -> bool {
        let plain = model.strip_suffix("-latest").unwrap_or(model);
        self.known.contains(model) || self.known.contains(plain)
    }
}

/// A model's name without its date: `-20250929` or `-2025-09-29`.
fn undated(name: &str) -> &str {
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((plain, date)) = name.rsplit_once('-') {
        if digits(date, 8) {
            return plain;
        }
        let mut parts = name.rsplitn(4, '-');
        let date = [parts.next(), parts.next(), parts.next()];
        if let ([Some(day), Some(month), Some(year)], Some(plain)) = (date, parts.next())
            && digits(day, 2)
            && digits(month, 2)
            && digits(year, 4)
        {
            return plain;
        }
    }
    name
}

impl Known {
    /// A provider's list, however old.
    pub(crate) fn names(&self, provider: &Provider) -> Option<&Arc<Names>> {
        self.0.get(&provider.id).map(|list| &list.names)
    }

    /// A list that somebody fetched. An empty one says nothing.
    pub(crate) fn learn(&mut self, provider: &Provider, names: Vec<String>) {
        if !names.is_empty() {
            let (revision, fetched) = (provider.revision, Instant::now());
            self.0.insert(provider.id, List { revision, fetched, names: Arc::new(Names::new(names)) });
        }
    }

    /// Whether that is all that can be known of it for a while.
    pub(crate) fn is_fresh(&self, provider: &Provider, within: Duration) -> bool {
        let list = self.0.get(&provider.id);
        list.is_some_and(|list| list.revision == provider.revision && list.fetched.elapsed() < within)
    }
}

impl Models for Known {
    fn listed(&self, provider: &Provider, model: &str) -> Listed {
        match self.0.get(&provider.id) {
            None => Listed::Nothing,
            Some(list) if list.names.have(model) => Listed::Has,
            Some(_) if self.is_fresh(provider, KEPT) => Listed::Lacks,
            Some(_) => Listed::LackedLongAgo,
        }
    }
}

impl Lists {
    /// None yet.
    pub(crate) fn new(
        pool: Arc<Pool>,
        targets: Arc<Targets>,
        tasks: TaskTracker,
        finish: Arc<Ending>,
    ) -> Self {
        let (table, asked) = (RwLock::default(), Mutex::default());
        Self(Arc::new(Inner { pool, targets, tasks, finish, table, asked }))
    }

    /// What is known at this moment.
    pub(crate) fn table(&self) -> Arc<Known> {
        self.0.table.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A list that somebody fetched. An empty one says nothing.
    pub(crate) fn learn(&self, provider: &Provider, names: Vec<String>) {
        let mut table = self.0.table.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut table).learn(provider, names);
    }

    /// Asks a provider for its list.
    pub(crate) async fn fetch(&self, provider: &Arc<Provider>) -> bool {
        let fetched = fetch(&self.0.pool, provider, &self.0.targets);
        let names = tokio::time::timeout(PATIENCE, fetched).await.ok().flatten();
        names.map(|names| self.learn(provider, names)).is_some()
    }

    /// The same, in the background and not too often.
    pub(crate) fn refresh(&self, provider: &Arc<Provider>) {
        let now = Instant::now();
        let mut asked = self.0.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = asked
            .get(&provider.id)
            .is_none_or(|last| now.saturating_duration_since(*last) >= REFRESHED_EVERY);
        if !is_due {
            return;
        }
        asked.insert(provider.id, now);
        drop(asked);
        let (lists, provider) = (self.clone(), provider.clone());
        self.0.tasks.spawn(async move {
            tokio::select! {
                () = lists.0.finish.begun() => {}
                _ = lists.fetch(&provider) => {}
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dated_model_answers_to_its_plain_name_and_a_plain_one_not_to_any_date() {
        let names = Names::new(
            ["claude-sonnet-4-5-20250929", "gpt-5-2025-08-07", "gemini-2.5-flash", "gpt-4o"]
                .map(str::to_owned)
                .into(),
        );
        for (model, known) in [
            ("claude-sonnet-4-5-20250929", true),
            ("claude-sonnet-4-5", true),
            ("gpt-5", true),
            ("gpt-4o", true),
            ("gemini-2.5-flash-latest", true),
            ("gpt-4o-2024-11-20", false),
            ("claude-sonnet-4", false),
            ("claude-sonnet-4-5-20991231", false),
            ("gpt", false),
        ] {
            assert_eq!(names.have(model), known, "{model}");
        }
    }
}
