//! Requests as people read them.

use crate::output::{Fields, Table, human};
use domain::{Exclusion, RequestRecord, Unavailability, UnixMillis, Verdict};

/// A list.
pub(crate) fn table(requests: &[RequestRecord], now: UnixMillis) -> String {
    let mut table = Table::new(
        ["id", "when", "state", "status", "model", "provider", "user", "in", "out", "took"],
        "No requests.",
    );
    for request in requests {
        let [tokens_in, tokens_out] = tokens(request);
        table.row([
            request.id.to_string(),
            human::moment(request.started_at, now),
            request.state.as_str().into(),
            status(request),
            or_dash(request.asked_model.as_deref()),
            or_dash(request.provider_name.as_deref()),
            or_dash(request.user_name.as_deref()),
            tokens_in,
            tokens_out,
            request.duration_ms.map_or_else(|| "-".into(), human::millis),
        ]);
    }
    table.to_string()
}

/// One that ended, on a line.
pub(crate) fn line(request: &RequestRecord) -> String {
    // The time of day of an RFC 3339 moment.
    let at = request.started_at.to_string().get(11..19).unwrap_or_default().to_owned();
    let [tokens_in, tokens_out] = tokens(request);
    let took = request.duration_ms.map_or_else(|| "-".into(), human::millis);
    let code = request.error_code.map(|code| format!("  {code}")).unwrap_or_default();
    format!(
        "{at}Z  {:<11} {:<3}  {}  {}  {}  {tokens_in} in, {tokens_out} out  {took}{code}",
        request.state.as_str(),
        status(request),
        or_dash(request.asked_model.as_deref()),
        or_dash(request.provider_name.as_deref()),
        or_dash(request.user_name.as_deref()),
    )
    .replace(char::is_control, " ")
}

/// One, in full.
pub(crate) fn one(request: &RequestRecord, now: UnixMillis) -> String {
    let mut fields = Fields::default();
    fields.add("id", request.id);
    fields.add("when", format!("{} ({})", human::moment(request.started_at, now), request.started_at));
    fields.add("state", request.state.as_str()).add("status", status(request));
    let stream = if request.stream { ", streamed" } else { "" };
    fields.add("asked", format!("{} {}{stream}", request.dialect, request.operation.as_str()));
    fields.add_some("model", request.asked_model.as_deref());
    let other = request.sent_model.as_deref().filter(|sent| Some(*sent) != request.asked_model.as_deref());
    fields.add_some("sent model", other);
    fields.add_some("provider", request.provider_name.as_deref());
    fields.add_some("user", request.user_name.as_deref());
    fields.add_some("key", request.key_name.as_deref());
    fields.add_some("client", request.client.as_deref());
    fields.add("peer", &request.peer);
    fields.add_some("session", request.session_id.as_deref());
    fields.add_some("sub-agent", request.agent_id.as_deref());
    fields.add_some("project", request.project.as_deref());
    let [tokens_in, tokens_out] = tokens(request);
    let estimated = if request.usage.estimated { " (estimated)" } else { "" };
    fields.add("tokens", format!("{tokens_in} in, {tokens_out} out{estimated}"));
    fields.add("bytes", format!("{} in, {} out", request.request_bytes, request.response_bytes));
    fields.add_some("first byte", request.first_byte_ms.map(human::millis));
    fields.add_some("took", request.duration_ms.map(human::millis));
    fields.add_some("error code", request.error_code);
    fields.add_some("error", request.error.as_deref());
    add_chain(&mut fields, request);
    fields.to_string()
}

fn add_chain(fields: &mut Fields, request: &RequestRecord) {
    for considered in &request.chain {
        let decided = match considered.verdict {
            Verdict::Candidate { rank, pinned: true, .. } => format!("candidate {rank}, pinned"),
            Verdict::Candidate { rank, session: true, .. } => format!("candidate {rank}, the session's"),
            Verdict::Candidate { rank, converted: true, .. } => format!("candidate {rank}, converted"),
            Verdict::Candidate { rank, .. } => format!("candidate {rank}"),
            Verdict::Resting { reason, until } => {
                let until = until.map(|until| format!(" until {until}")).unwrap_or_default();
                format!("resting{until}: {}", resting_text(reason))
            }
            Verdict::Skipped { reason } => format!("skipped: {}", reason_text(reason)),
        };
        fields.add("considered", format!("{}: {decided}", considered.provider_name));
    }
    for attempt in &request.attempts {
        let status = attempt.status.map(|status| format!(" {status}")).unwrap_or_default();
        let error = attempt.error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
        let took = human::millis(attempt.duration_ms);
        let outcome = attempt.outcome.as_str();
        fields.add("attempt", format!("{}: {outcome}{status} after {took}{error}", attempt.provider_name));
    }
}

/// Why a provider rests.
pub(super) fn resting_text(reason: Unavailability) -> &'static str {
    match reason {
        Unavailability::Held => "held by hand",
        Unavailability::BreakerOpen => "its breaker is open",
        Unavailability::Resting => "it asked for a pause",
        Unavailability::ModelUnknown => "it said that it does not know the model",
        Unavailability::CredentialRejected => "it refused its credential",
        Unavailability::OutOfCredit => "it is out of credit",
    }
}

/// Why a provider is no candidate.
pub(super) fn reason_text(reason: Exclusion) -> &'static str {
    match reason {
        Exclusion::Disabled => "disabled",
        Exclusion::Group => "in none of the key's groups",
        Exclusion::Schedule => "outside its hours",
        Exclusion::Dialect => "speaks another dialect",
        Exclusion::Model => "the model is not among its allowed models",
        Exclusion::Alias => "the alias does not name it",
        Exclusion::ModelUnknown => "its own model list lacks the model",
        Exclusion::Client => "does not take this client",
        Exclusion::NeedsCredential => "needs its credential again",
        Exclusion::WeightZero => "weight 0: only when asked for by name",
        Exclusion::LoopbackOnly => "the loopback provider serves real models only when alone",
    }
}

/// Read, of every kind, and written.
fn tokens(request: &RequestRecord) -> [String; 2] {
    let usage = &request.usage;
    if usage.is_unknown() {
        return ["-".into(), "-".into()];
    }
    let written = usage.output_tokens.map_or(0, |tokens| tokens.0);
    [human::count(usage.total_tokens().0.saturating_sub(written)), human::count(written)]
}

fn status(request: &RequestRecord) -> String {
    request.status.map_or_else(|| "-".into(), |status| status.to_string())
}

fn or_dash(text: Option<&str>) -> String {
    text.unwrap_or("-").to_owned()
}
