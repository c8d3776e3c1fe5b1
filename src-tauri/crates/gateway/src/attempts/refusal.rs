//! What the client hears when nobody answered.

use crate::{health::Unavailable, plan::Plan, rejection::Rejection};
use domain::{Considered, ErrorCode, Exclusion, Provider, Unavailability, Verdict};
use tokio::time::Instant;

/// Nobody may even be tried: one clause per provider.
pub(super) fn no_candidate(plan: &Plan) -> Rejection {
    let resting = plan.resting.iter().map(|(provider, why)| resting_clause(provider, *why));
    let clauses: Vec<String> = resting.chain(plan.chain.iter().map(lasting_clause)).collect();
    let why = if clauses.is_empty() { "add one in Switchyard".to_owned() } else { clauses.join("; ") };
    let rejection = Rejection::new(
        ErrorCode::NoProviderAvailable,
        "无可用供应商",
        format!("no provider available: {why}"),
    );
    let soonest = plan.resting.iter().filter_map(|(_, why)| why.until).min();
    let wait = soonest.map(|until| until.saturating_duration_since(Instant::now()).as_secs_f64().ceil());
    // In range, so the cast is exact.
    let wait = wait.map(|seconds| seconds.clamp(1.0, 600.0) as u64);
    // Somebody's trial will tell in a moment.
    let is_on_trial = !plan.candidates.is_empty();
    rejection.retry_after(if is_on_trial { Some(1) } else { wait })
}

/// Why not this one now, and until when.
fn resting_clause(provider: &Provider, why: Unavailable) -> String {
    let reason = match why.reason {
        Unavailability::Held => "is held",
        Unavailability::BreakerOpen => "failed too often",
        Unavailability::Resting => "rests",
        Unavailability::ModelUnknown => "does not know this model",
        Unavailability::CredentialRejected => "refused its credential",
        Unavailability::OutOfCredit => "is out of credit",
    };
    match why.until_wall {
        Some(until) => format!("{}: {reason}, until {until}", provider.name),
        None => format!("{}: {reason}", provider.name),
    }
}

fn lasting_clause(link: &Considered) -> String {
    let reason = match link.verdict {
        Verdict::Candidate { .. } => "is being tried by another request",
        Verdict::Skipped { reason } => match reason {
            Exclusion::Disabled => "switched off",
            Exclusion::Dialect => "speaks another dialect",
            Exclusion::Model => "does not serve this model",
            Exclusion::NeedsCredential => "needs its credential again",
            Exclusion::WeightZero => "has weight 0",
            Exclusion::LoopbackOnly => "answers only switchyard-demo",
        },
    };
    format!("{}: {reason}", link.provider_name)
}
