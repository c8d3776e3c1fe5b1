//! How a provider is, as its line in the menu says it.

use domain::{BreakerState, BreakerStatus, Resting, UnixMillis};
use serde::Deserialize;

/// How a provider is, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// The person holds its breaker open.
    Held,
    /// Its breaker is open, and it is tried again then.
    Open {
        until: Option<UnixMillis>,
    },
    /// One request tries it.
    HalfOpen,
    /// It rests until then, or all its credentials do.
    Resting {
        until: UnixMillis,
    },
    /// Its last attempt failed.
    Failing,
    Well,
}

/// How much of a window's quota is used, as its provider said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub(crate) struct Quota {
    #[serde(default)]
    pub(crate) used_permille: Option<u64>,
    #[serde(default)]
    pub(crate) remaining: Option<u64>,
    #[serde(default)]
    pub(crate) limit: Option<u64>,
    #[serde(default)]
    pub(crate) resets_at: Option<UnixMillis>,
}

impl Condition {
    /// From what the API says.
    pub(super) fn of(breaker: Option<&BreakerStatus>, credentials: usize, is_failing: bool) -> Self {
        let answering = if is_failing { Self::Failing } else { Self::Well };
        let Some(breaker) = breaker else { return answering };
        match breaker.state {
            BreakerState::Held => Self::Held,
            BreakerState::Open => Self::Open { until: breaker.until },
            BreakerState::HalfOpen => Self::HalfOpen,
            BreakerState::Closed => resting(breaker, credentials).unwrap_or(answering),
        }
    }

    /// When it ends by itself.
    pub(super) fn until(self) -> Option<UnixMillis> {
        match self {
            Self::Open { until } => until,
            Self::Resting { until } => Some(until),
            Self::Held | Self::HalfOpen | Self::Failing | Self::Well => None,
        }
    }
}

/// A provider rests as a whole, or until the first of its credentials is back.
fn resting(breaker: &BreakerStatus, credentials: usize) -> Option<Condition> {
    let whole = breaker.rests.iter().find(|rest| rest.resting == Resting::Provider);
    let mut tired = Vec::new();
    for rest in &breaker.rests {
        if let Resting::Credential { credential_id } = rest.resting
            && !tired.contains(&credential_id)
        {
            tired.push(credential_id);
        }
    }
    let soonest = || {
        let of_credential = |rest: &&domain::Rest| matches!(rest.resting, Resting::Credential { .. });
        breaker.rests.iter().filter(of_credential).map(|rest| rest.until).min()
    };
    let all_rest = credentials > 0 && tired.len() >= credentials;
    let until = whole.map(|rest| rest.until).or_else(|| soonest().filter(|_| all_rest));
    until.map(|until| Condition::Resting { until })
}

impl Quota {
    /// Of several windows the one that is used most.
    pub(super) fn tightest(windows: Vec<Self>) -> Option<Self> {
        let known = windows.into_iter().filter(|window| window.used().is_some());
        known.max_by_key(Self::used)
    }

    /// How much is used, in thousandths, if the provider said so in one way or another.
    pub(super) fn used(&self) -> Option<u64> {
        let counted = || {
            let (left, limit) = (self.remaining?, self.limit?);
            (limit.saturating_sub(left) * 1_000).checked_div(limit)
        };
        self.used_permille.or_else(counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const SOON: &str = "2026-01-02T03:04:05Z";
    const LATER: &str = "2026-01-02T03:05:05Z";

    fn until(text: &str) -> UnixMillis {
        serde_json::from_value(json!(text)).unwrap()
    }

    fn condition(state: &str, rests: &Value) -> Condition {
        let breaker = json!({ "state": state, "cause": null, "since": null, "until": SOON, "rests": rests });
        let breaker: BreakerStatus = serde_json::from_value(breaker).unwrap();
        Condition::of(Some(&breaker), 2, true)
    }

    #[test]
    fn a_breaker_says_more_than_a_rest_and_a_rest_more_than_a_failure() {
        let credential = |name: &str, until: &str| json!({ "of": "credential", "credential_id": format!("00000000-0000-7000-8000-00000000000{name}"), "cause": "rejected", "until": until });
        let whole = json!({ "of": "provider", "cause": "overloaded", "until": LATER });
        let model = json!({ "of": "model", "model": "m", "cause": "model_unknown", "until": LATER });
        for (state, rests, expected) in [
            ("held", json!([whole]), Condition::Held),
            ("open", json!([whole]), Condition::Open { until: Some(until(SOON)) }),
            ("half_open", json!([]), Condition::HalfOpen),
            ("closed", json!([model, whole]), Condition::Resting { until: until(LATER) }),
            ("closed", json!([credential("1", SOON), model]), Condition::Failing),
            (
                "closed",
                json!([credential("1", LATER), credential("2", SOON)]),
                Condition::Resting { until: until(SOON) },
            ),
        ] {
            assert_eq!(condition(state, &rests), expected, "{state} {rests}");
        }
        assert_eq!(Condition::of(None, 0, false), Condition::Well);
    }

    #[test]
    fn of_several_windows_the_tightest_is_told() {
        let window = |used: Option<u64>| Quota { used_permille: used, ..Quota::default() };
        let counted = Quota { remaining: Some(10), limit: Some(40), ..Quota::default() };
        assert_eq!(
            Quota::tightest(vec![window(Some(100)), window(Some(620)), window(None)]),
            Some(window(Some(620)))
        );
        assert_eq!(Quota::tightest(vec![window(None)]), None);
        assert_eq!(
            Quota::tightest(vec![window(Some(620)), counted]).and_then(|quota| quota.used()),
            Some(750)
        );
    }
}
