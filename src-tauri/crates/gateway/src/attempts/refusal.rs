//! What the client hears when nobody answered.

use crate::{plan::Plan, rejection::Rejection};
use domain::{Considered, ErrorCode, Exclusion, Unavailability, UnixMillis, Verdict};
use tokio::time::Instant;

/// Nobody may even be tried: one clause per provider.
pub(super) fn no_candidate(plan: &Plan, chain: &[Considered]) -> Rejection {
    let clauses: Vec<String> = chain.iter().map(clause).collect();
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

/// Why not this one, and until when.
fn clause(link: &Considered) -> String {
    let name = &link.provider_name;
    match link.verdict {
        Verdict::Candidate { .. } => format!("{name}: is being tried by another request"),
        Verdict::Resting { reason, until } => resting_clause(name, reason, until),
        Verdict::Skipped { reason } => format!("{name}: {}", lasting(reason)),
    }
}

fn resting_clause(name: &str, reason: Unavailability, until: Option<UnixMillis>) -> String {
    let reason = match reason {
        Unavailability::Held => "is held",
        Unavailability::BreakerOpen => "failed too often",
        Unavailability::Resting => "rests",
        Unavailability::ModelUnknown => "does not know this model",
        Unavailability::CredentialRejected => "refused its credential",
        Unavailability::OutOfCredit => "is out of credit",
    };
    match until {
        Some(until) => format!("{name}: {reason}, until {until}"),
        None => format!("{name}: {reason}"),
    }
}

fn lasting(reason: Exclusion) -> &'static str {
    match reason {
        Exclusion::Disabled => "switched off",
        Exclusion::Group => "is not in this key's groups",
        Exclusion::Schedule => "is outside its hours",
        Exclusion::Dialect => "speaks another dialect",
        Exclusion::Model => "does not serve this model",
        Exclusion::Alias => "is not named by this alias",
        Exclusion::ModelUnknown => "does not have this model on its list",
        Exclusion::Client => "does not take this client",
        Exclusion::NeedsCredential => "needs its credential again",
        Exclusion::WeightZero => "has weight 0",
        Exclusion::LoopbackOnly => "answers only switchyard-demo",
    }
}
