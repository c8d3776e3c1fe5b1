//! Which models there are: the lists that providers write down, and those that their upstreams give, kept for
//! a while in memory; and the names of the person's own.

mod fetch;
mod lists;

#[cfg(feature = "measure")]
pub(crate) use lists::Known;
pub(crate) use lists::Lists;

use crate::{admit::may_use, plan::DEMO_MODEL, rejection::Rejection};
use bytes::Bytes;
use domain::{
    Caller, Clock, Dialect, ErrorCode, ModelName, ModelPattern, Provider, ProviderKind, Snapshot, Text,
    UnixMillis,
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::task::JoinSet;
use wire::{ModelEntry, ModelListShape, ModelPage};

/// How old a list may be that is shown without asking for a newer one.
const FRESH: Duration = Duration::from_secs(600);

/// What `GET /v1/models` tells.
#[derive(Debug)]
pub(crate) struct Catalog {
    lists: Lists,
    began_at: UnixMillis,
}

impl Catalog {
    /// Tells of these lists.
    pub(crate) fn new(lists: Lists, clock: &dyn Clock) -> Self {
        Self { lists, began_at: clock.now() }
    }

    /// The lists.
    pub(crate) fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The answer to a list of models, or to one of them.
    ///
    /// # Errors
    /// `model_not_found`.
    pub(crate) async fn answer(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        shape: ModelListShape,
        id: Option<&ModelName>,
        query: Option<&str>,
    ) -> Result<Bytes, Rejection> {
        let models = self.models(snapshot, caller, shape).await;
        let entries: Vec<ModelEntry<'_>> = models
            .iter()
            .map(|(id, owner)| ModelEntry { id, created_at: self.began_at, owned_by: owner })
            .collect();
        let Some(wanted) = id else {
            return Ok(wire::model_list(shape, &entries, page(query)).into());
        };
        let found = entries.iter().find(|entry| entry.id == wanted.as_str()).ok_or_else(|| {
            Rejection::new(
                ErrorCode::ModelNotFound,
                format!("模型 {wanted} 不存在或不可用"),
                format!("there is no model {wanted} for this key: GET /v1/models lists them"),
            )
        })?;
        Ok(wire::model_one(shape, found).into())
    }

    /// Every model that this caller may use in this shape's dialects, with its provider's name.
    async fn models(
        &self,
        snapshot: &Snapshot,
        caller: &Caller,
        shape: ModelListShape,
    ) -> BTreeMap<String, Text> {
        let groups = caller.groups();
        let is_seen = |provider: &&Arc<Provider>| {
            provider.enabled && groups.see(&provider.tags) && serves(provider, shape)
        };
        let providers: Vec<&Arc<Provider>> = snapshot.providers.iter().filter(is_seen).collect();
        let known = self.lists.table();
        let mut fetches = JoinSet::new();
        for provider in &providers {
            if written(provider).is_some() {
                continue;
            }
            if known.names(provider).is_none() {
                let (lists, provider) = (self.lists.clone(), Arc::clone(provider));
                fetches.spawn(async move { lists.fetch(&provider).await });
            } else if !known.is_fresh(provider, FRESH) {
                self.lists.refresh(provider);
            }
        }
        while fetches.join_next().await.is_some() {}
        let known = self.lists.table();
        let mut models = BTreeMap::new();
        let mut add = |provider: &Provider, name: &str| {
            if may_use(caller, name) {
                models.entry(name.to_owned()).or_insert_with(|| provider.name.clone());
            }
        };
        for provider in &providers {
            for redirect in &provider.model_redirects {
                if !redirect.from.as_str().contains('*') {
                    add(provider, redirect.from.as_str());
                }
            }
            if let Some(names) = written(provider) {
                names.into_iter().for_each(|name| add(provider, name));
            } else if let Some(names) = known.names(provider) {
                let allowed = |name: &&String| ModelPattern::any_matches(&provider.allowed_models, name);
                names.written().iter().filter(allowed).for_each(|name| add(provider, name));
            }
        }
        for alias in &snapshot.aliases {
            if let Some(provider) = providers.iter().find(|provider| alias.at(provider.id).is_some()) {
                add(provider, &alias.name);
            }
        }
        models
    }
}

/// What needs no question: names without a star, the demonstration's model.
fn written(provider: &Provider) -> Option<Vec<&str>> {
    if provider.kind == ProviderKind::Loopback {
        return Some(vec![DEMO_MODEL]);
    }
    let names: Vec<&str> = provider.allowed_models.iter().map(ModelPattern::as_str).collect();
    (!names.is_empty() && names.iter().all(|name| !name.contains('*'))).then_some(names)
}

fn serves(provider: &Provider, shape: ModelListShape) -> bool {
    match shape {
        ModelListShape::Anthropic => provider.takes(Dialect::Anthropic),
        ModelListShape::Gemini => provider.takes(Dialect::Gemini),
        ModelListShape::Openai => {
            provider.takes(Dialect::OpenaiChat) || provider.takes(Dialect::OpenaiResponses)
        }
    }
}

fn page(query: Option<&str>) -> ModelPage<'_> {
    let value = |name: &str| {
        query?
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
            .filter(|value| !value.is_empty())
    };
    ModelPage {
        limit: value("limit").and_then(|limit| limit.parse().ok()),
        after_id: value("after_id"),
        before_id: value("before_id"),
    }
}
