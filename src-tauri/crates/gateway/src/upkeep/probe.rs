//! Asking a provider whether it is back: for its list of models, which costs nothing. Never for a generation.

use crate::{
    failure::Failure,
    health::{Health, Pass, Verdict},
    prepare::Outbound,
    upstream::Pool,
};
use domain::{OperationKind, Provider};
use http::{Response, header};
use std::{sync::Arc, time::Duration};

/// How long a provider may take to begin an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks it, and takes the verdict to its breaker; whether there was one.
pub(super) async fn probe(
    pool: &Arc<Pool>,
    health: &Health,
    provider: &Provider,
    outbound: Outbound,
    pass: Pass,
) -> bool {
    let asked = tokio::time::timeout(PATIENCE, ask(pool, provider, outbound)).await;
    let verdict = match asked {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(failure)) => {
            let host = provider.base_url.as_ref().map(|url| url.origin().host.as_str());
            let is_unreachable = matches!(failure, Failure::Connect(_));
            match is_unreachable && host.is_some_and(|host| health.is_offline(host)) {
                true => Verdict::Nothing,
                false => failure.verdict(OperationKind::Generate),
            }
        }
        Err(_) => Verdict::Fails,
    };
    tracing::debug!(provider = %provider.name, ?verdict, "a breaker was probed");
    pass.probed(verdict);
    verdict != Verdict::Nothing
}

async fn ask(pool: &Arc<Pool>, provider: &Provider, outbound: Outbound) -> Result<Verdict, Failure> {
    let connected = pool.connect(&outbound.way, provider.timeouts.connect()).await;
    let mut lease = connected.map_err(Failure::Connect)?.lease;
    let answer = lease.exchange.send(outbound.request).await;
    let answer = answer.map_err(|error| Failure::Reset(error.to_string()))?;
    Ok(verdict(&answer))
}

/// A list says that it is back. No list, or a refusal to show it, says nothing: many have none.
fn verdict<B>(answer: &Response<B>) -> Verdict {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match answer.status().as_u16() {
        200..=299 if is_page => Verdict::Fails,
        200..=299 => Verdict::Works,
        429 | 500..=599 => Verdict::Fails,
        _ => Verdict::Nothing,
    }
}
