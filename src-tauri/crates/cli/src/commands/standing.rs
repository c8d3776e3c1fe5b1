//! How a provider stands, in words: its breaker, what of it rests, and what its vendor says is left.

use crate::output::{Fields, human};
use domain::{BreakerCause, BreakerState, BreakerStatus, Quota, Rest, RestCause, Resting, UnixMillis};

/// A breaker's state, and when it is tried again.
pub(crate) fn state(state: BreakerState, until: Option<UnixMillis>, now: UnixMillis) -> String {
    let word = match state {
        BreakerState::Closed => "closed",
        BreakerState::Open => "open",
        BreakerState::HalfOpen => "half-open: one request is trying it",
        BreakerState::Held => "held open by you",
    };
    let until = until.map(|until| format!(", tried again {}", human::moment(until, now)));
    [word.to_owned()].into_iter().chain(until).collect()
}

/// A provider's breaker and each of its rests, a line each.
pub(crate) fn add_breaker(breaker: &BreakerStatus, now: UnixMillis, fields: &mut Fields) {
    let since = breaker.since.map(|since| format!(", since {}", human::span(now.since(since))));
    // Who holds it knows why.
    let cause = breaker.cause.filter(|_| breaker.state != BreakerState::Held);
    let cause = cause.map(|cause| format!("; {}", because(cause)));
    let state = state(breaker.state, breaker.until, now);
    fields.add("breaker", [state].into_iter().chain(since).chain(cause).collect::<String>());
    for rest in &breaker.rests {
        fields.add("rests", resting(rest, now));
    }
}

/// What a vendor said last of its quotas, a line each.
pub(crate) fn add_quotas(quotas: &[Quota], now: UnixMillis, fields: &mut Fields) {
    for quota in quotas {
        fields.add("quota", left(quota, now));
    }
}

fn because(cause: BreakerCause) -> &'static str {
    match cause {
        BreakerCause::ConsecutiveFailures => "several requests in a row failed",
        BreakerCause::FailureRatio => "half of the last minute's requests failed",
        BreakerCause::TrialFailed => "the request that tried it failed",
        BreakerCause::Person => "you opened it",
    }
}

fn resting(rest: &Rest, now: UnixMillis) -> String {
    let what = match &rest.resting {
        Resting::Provider => "all of it".to_owned(),
        Resting::Model { model } => format!("the model {model}"),
        Resting::Credential { credential_id } => format!("the credential {credential_id}"),
    };
    let why = match rest.cause {
        RestCause::RateLimited => "too many requests",
        RestCause::Overloaded => "overloaded",
        RestCause::Rejected => "rejected",
        RestCause::OutOfCredit => "out of credit",
        RestCause::ModelUnknown => "not known there",
    };
    format!("{what}: {why}, tried again {}", human::moment(rest.until, now))
}

fn left(quota: &Quota, now: UnixMillis) -> String {
    let used = quota.used_permille.map(|permille| format!("{}.{} % used", permille / 10, permille % 10));
    let remaining = quota.remaining.map(|left| match quota.limit {
        Some(limit) => format!("{left} of {limit} left"),
        None => format!("{left} left"),
    });
    let resets = quota.resets_at.map(|at| format!("begins anew {}", human::moment(at, now)));
    let said: Vec<_> = [used, remaining, resets].into_iter().flatten().collect();
    format!("{}: {}", quota.window, said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CredentialId, SystemRandom};

    const NOW: UnixMillis = UnixMillis(1_000_000);

    #[test]
    fn an_open_breaker_says_since_when_why_and_until_when() {
        let mut fields = Fields::default();
        let model = Resting::Model { model: "gpt-x".into() };
        let breaker = BreakerStatus {
            state: BreakerState::Open,
            cause: Some(BreakerCause::TrialFailed),
            since: Some(UnixMillis(940_000)),
            until: Some(UnixMillis(1_024_000)),
            rests: vec![Rest {
                resting: model,
                cause: RestCause::ModelUnknown,
                until: UnixMillis(1_300_000),
            }],
        };
        add_breaker(&breaker, NOW, &mut fields);
        let text = fields.to_string();
        assert!(
            text.contains("open, tried again in 24 s, since 60 s; the request that tried it failed"),
            "{text}"
        );
        assert!(text.contains("the model gpt-x: not known there, tried again in 5 min"), "{text}");
    }

    #[test]
    fn a_quota_says_whatever_its_vendor_did() {
        let quota = Quota {
            credential_id: CredentialId::new(NOW, &SystemRandom),
            window: "5h".into(),
            used_permille: Some(625),
            remaining: None,
            limit: None,
            resets_at: Some(UnixMillis(1_090_000)),
        };
        assert_eq!(left(&quota, NOW), "5h: 62.5 % used, begins anew in 90 s");
        let counted =
            Quota { used_permille: None, remaining: Some(59), limit: Some(60), resets_at: None, ..quota };
        assert_eq!(left(&counted, NOW), "5h: 59 of 60 left");
    }
}
