//! Asking an upstream for its list of models.

use crate::{prepare, target::Targets, upstream::Pool};
use domain::Provider;
use std::{future::poll_fn, sync::Arc};

/// The largest list.
const LIST_BYTES: usize = 4 << 20;

/// The names that an upstream lists; `None` when it gives no list.
pub(super) async fn fetch(
    pool: &Arc<Pool>,
    provider: &Arc<Provider>,
    targets: &Targets,
) -> Option<Vec<String>> {
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
