//! Which models there are: the lists that providers write down, and those that their upstreams give, kept for
//! a while in memory.

use crate::{
    admit::may_use, plan::DEMO_MODEL, prepare, rejection::Rejection, target::Targets, upstream::Pool,
};
use bytes::Bytes;
use domain::{
    Caller, Clock, Dialect, ErrorCode, ModelName, ModelPattern, Provider, ProviderId, ProviderKind, Snapshot,
    Text, UnixMillis,
};
use std::{
    collections::{BTreeMap, HashMap},
    future::poll_fn,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{task::JoinSet, time::Instant};
use wire::{ModelEntry, ModelListShape, ModelPage};

/// How long an upstream's list is good for.
const FRESH: Duration = Duration::from_secs(600);
/// How long an upstream may take over it.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest list.
const LIST_BYTES: usize = 4 << 20;

/// A list and when it was fetched.
type Fetched = (Instant, Arc<Vec<String>>);

/// The lists that were fetched, by provider and revision.
#[derive(Debug)]
pub(crate) struct Catalog {
    pool: Arc<Pool>,
    targets: Arc<Targets>,
    lists: Mutex<HashMap<(ProviderId, u64), Fetched>>,
    began_at: UnixMillis,
}

impl Catalog {
    /// Fetches over a pool.
    pub(crate) fn new(pool: Arc<Pool>, targets: Arc<Targets>, clock: &dyn Clock) -> Self {
        Self { pool, targets, lists: Mutex::default(), began_at: clock.now() }
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
        let providers: Vec<&Arc<Provider>> = snapshot
            .providers
            .iter()
            .filter(|provider| provider.enabled && serves(provider, shape))
            .collect();
        let mut fetches = JoinSet::new();
        let mut models = BTreeMap::new();
        let mut add = |provider: &Provider, names: &[String]| {
            for name in names {
                let allowed = provider.kind == ProviderKind::Loopback
                    || ModelPattern::any_matches(&provider.allowed_models, name);
                if allowed && may_use(caller, name) {
                    models.entry(name.clone()).or_insert_with(|| provider.name.clone());
                }
            }
        };
        for provider in providers {
            match self.known(provider) {
                Some(names) => add(provider, &names),
                None => {
                    let (pool, targets, provider) =
                        (self.pool.clone(), self.targets.clone(), provider.clone());
                    fetches.spawn(async move {
                        let names = tokio::time::timeout(PATIENCE, fetch(&pool, &provider, &targets))
                            .await
                            .ok()
                            .flatten();
                        (provider, names)
                    });
                }
            }
        }
        while let Some(fetched) = fetches.join_next().await {
            if let Ok((provider, Some(names))) = fetched {
                add(&provider, &names);
                let key = (provider.id, provider.revision);
                let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
                lists.retain(|(id, revision), _| *id != key.0 || *revision == key.1);
                lists.insert(key, (Instant::now(), Arc::new(names)));
            }
        }
        models
    }

    /// What needs no question: names without a star, the demonstration's model, a fresh list.
    fn known(&self, provider: &Provider) -> Option<Arc<Vec<String>>> {
        if provider.kind == ProviderKind::Loopback {
            return Some(Arc::new(vec![DEMO_MODEL.to_owned()]));
        }
        let written: Vec<String> =
            provider.allowed_models.iter().map(|pattern| pattern.as_str().to_owned()).collect();
        if !written.is_empty() && written.iter().all(|name| !name.contains('*')) {
            return Some(Arc::new(written));
        }
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let (fetched, names) = lists.get(&(provider.id, provider.revision))?;
        (fetched.elapsed() < FRESH).then(|| names.clone())
    }
}

fn serves(provider: &Provider, shape: ModelListShape) -> bool {
    match shape {
        ModelListShape::Anthropic => provider.speaks(Dialect::Anthropic),
        ModelListShape::Gemini => provider.speaks(Dialect::Gemini),
        ModelListShape::Openai => {
            provider.speaks(Dialect::OpenaiChat) || provider.speaks(Dialect::OpenaiResponses)
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

async fn fetch(pool: &Arc<Pool>, provider: &Arc<Provider>, targets: &Targets) -> Option<Vec<String>> {
    let outbound = prepare::prepare_models(
        targets.of(provider, prepare::credential(provider)).ok()?.as_ref(),
        provider.dialect,
    )
    .ok()?;
    let mut lease = match pool.reuse(&outbound.way) {
        Some(lease) => lease,
        None => pool.connect(&outbound.way, provider.timeouts.connect()).await.ok()?.lease,
    };
    let response = lease.exchange.send(outbound.request).await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let mut body = Vec::new();
    while let Some(piece) = poll_fn(|context| lease.exchange.poll_body(context)).await {
        body.extend_from_slice(&piece.ok()?);
        if body.len() > LIST_BYTES {
            return None;
        }
    }
    lease.give_back();
    let list: serde_json::Value = serde_json::from_slice(&body).ok()?;
    let entries = list["data"].as_array().or_else(|| list["models"].as_array())?;
    let name = |entry: &serde_json::Value| {
        let name = entry["id"].as_str().or_else(|| entry["name"].as_str())?;
        Some(name.strip_prefix("models/").unwrap_or(name).to_owned())
    };
    Some(entries.iter().filter_map(name).collect())
}
