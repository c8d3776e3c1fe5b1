//! What the client hears when nobody answered.

use crate::{failure::Failure, plan::Plan, rejection::Rejection};
use domain::{ErrorCode, Exclusion, Provider, Verdict};
use std::sync::Arc;

/// What the last failure means for the client.
pub(super) fn no_more(last: Option<(&Arc<Provider>, Failure)>, plan: &Plan, tried: usize) -> Rejection {
    match last {
        Some((provider, failure)) => failure.into_rejection(provider, tried),
        None => no_candidate(plan),
    }
}

/// Nobody may even be tried: one clause per provider.
fn no_candidate(plan: &Plan) -> Rejection {
    let clause = |reason| match reason {
        Exclusion::Disabled => "switched off",
        Exclusion::Dialect => "speaks another dialect",
        Exclusion::Model => "does not serve this model",
        Exclusion::NeedsCredential => "needs its credential again",
        Exclusion::WeightZero => "has weight 0",
        Exclusion::LoopbackOnly => "answers only switchyard-demo",
    };
    let clauses: Vec<String> = plan
        .chain
        .iter()
        .filter_map(|link| match link.verdict {
            Verdict::Skipped { reason } => Some(format!("{}: {}", link.provider_name, clause(reason))),
            Verdict::Candidate { .. } => None,
        })
        .collect();
    let why = if clauses.is_empty() { "add one in Switchyard".to_owned() } else { clauses.join("; ") };
    Rejection::new(ErrorCode::NoProviderAvailable, "无可用供应商", format!("no provider available: {why}"))
}
