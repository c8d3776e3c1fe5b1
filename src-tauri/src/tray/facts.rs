//! What the tray knows of the instance: read through the admin API, as far as the menu shows it.

use super::condition::{Condition, Quota};
use domain::{BreakerState, BreakerStatus, Dialect, ProviderId, UnixMillis};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;
use server::{
    PortTaken,
    admin::{GatewayStatus, LedgerStatus, OpenBreaker, ProviderCounts, Today, VaultStatus},
};
use std::time::Duration;

/// How long a failover is told of.
const FAILOVER_SHOWN: Duration = Duration::from_secs(60);

/// What is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Facts {
    /// How things stand; unknown at first.
    pub(crate) standing: Option<Standing>,
    /// The enabled providers, in the order of their use.
    pub(crate) providers: Vec<Choice>,
    /// What is pinned.
    pub(crate) pins: Vec<Pin>,
    /// The settings that matter to the desktop.
    pub(crate) settings: Settings,
    /// The application is ending.
    pub(crate) ending: bool,
}

/// How things stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub(crate) gateway: GatewayStatus,
    /// Another program has the gateway's port.
    pub(crate) port_taken: Option<PortTaken>,
    /// The address to give to tools.
    pub(crate) url: Option<String>,
    pub(crate) in_flight: u64,
    /// What lasts until something is done, or something else happens.
    pub(crate) trouble: Option<Trouble>,
    /// When a request that had gone on to another provider last ended.
    pub(crate) failed_over_at: Option<UnixMillis>,
    pub(crate) requests: u64,
    pub(crate) tokens: u64,
    /// Answered in full, in thousandths of those that were answered or failed.
    pub(crate) success_permille: Option<u64>,
}

/// What makes requests fail or go unrecorded, the most pressing first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    Vault,
    NoneEnabled,
    NeedCredential(u64),
    /// Breakers are open, and the first of them is tried again then.
    Open {
        /// The provider, if it is one.
        provider: Option<String>,
        count: usize,
        until: Option<UnixMillis>,
    },
    /// A provider is just tried again.
    HalfOpen(String),
    Failing(u64),
    /// Within the last minute a request was answered by another provider than the first one asked.
    FailedOver,
    Ledger,
}

/// A provider that can be pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) id: ProviderId,
    pub(crate) name: String,
    pub(crate) dialect: Dialect,
    pub(crate) condition: Condition,
    pub(crate) quota: Option<Quota>,
}

/// A dialect's pin.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Pin {
    pub(crate) dialect: Dialect,
    pub(crate) provider_id: Option<ProviderId>,
}

/// The settings that matter to the desktop. Unknown is what an older instance does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) language: Option<String>,
    pub(crate) start_at_login: Option<bool>,
    pub(crate) close_to_tray: Option<bool>,
}

/// What is read of the status; what it has besides is the window's to show.
#[derive(Debug, Deserialize)]
pub(super) struct Status {
    gateway: GatewayStatus,
    #[serde(default)]
    port_taken: Option<PortTaken>,
    gateway_url: Option<String>,
    in_flight: u64,
    today: Today,
    providers: ProviderCounts,
    vault: VaultStatus,
    ledger: LedgerStatus,
    #[serde(default)]
    breakers: Vec<OpenBreaker>,
    #[serde(default)]
    failed_over_at: Option<UnixMillis>,
}

/// What is read of a list.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
}

/// What is read of a provider.
#[derive(Debug, Deserialize)]
pub(super) struct Provider {
    id: ProviderId,
    name: String,
    dialect: Dialect,
    enabled: bool,
    priority: u32,
    #[serde(default)]
    health: Option<Health>,
    #[serde(default)]
    breaker: Option<BreakerStatus>,
    #[serde(default)]
    credentials: Vec<IgnoredAny>,
    #[serde(default)]
    quota: Vec<Quota>,
}

#[derive(Debug, Deserialize)]
struct Health {
    state: String,
}

/// What is read of a setting.
#[derive(Debug, Deserialize)]
pub(super) struct Setting {
    key: String,
    value: Value,
}

impl Facts {
    /// Whether time alone changes what is said of them.
    pub(crate) fn is_ticking(&self, now: UnixMillis) -> bool {
        let Some(standing) = &self.standing else { return false };
        let counts = match &standing.trouble(now) {
            Some(Trouble::Open { until, .. }) => until.is_some_and(|until| until > now),
            Some(Trouble::FailedOver) => true,
            Some(
                Trouble::Vault
                | Trouble::NoneEnabled
                | Trouble::NeedCredential(_)
                | Trouble::HalfOpen(_)
                | Trouble::Failing(_)
                | Trouble::Ledger,
            )
            | None => false,
        };
        counts || self.providers.iter().any(|choice| choice.condition.until().is_some_and(|at| at > now))
    }
}

impl Standing {
    pub(super) fn of(status: &Status, choices: &[Choice]) -> Self {
        let Today { requests, done, failed, interrupted, input_tokens, output_tokens, .. } = status.today;
        let answered = done + failed + interrupted;
        Self {
            gateway: status.gateway,
            port_taken: status.port_taken.clone(),
            url: status.gateway_url.clone(),
            in_flight: status.in_flight,
            trouble: Trouble::of(status, choices),
            failed_over_at: status.failed_over_at,
            requests,
            tokens: input_tokens + output_tokens,
            success_permille: (done * 1000).checked_div(answered),
        }
    }

    /// What is not as it should be at this moment: a failover says more than a slow ledger, for a minute.
    pub(super) fn trouble(&self, now: UnixMillis) -> Option<Trouble> {
        let failed_over = self.failed_over_at.is_some_and(|at| at.plus(FAILOVER_SHOWN) > now);
        match &self.trouble {
            None | Some(Trouble::Ledger) if failed_over => Some(Trouble::FailedOver),
            trouble => trouble.clone(),
        }
    }
}

impl Trouble {
    fn of(status: &Status, choices: &[Choice]) -> Option<Self> {
        let failing = choices.iter().filter(|choice| choice.condition == Condition::Failing).count();
        match (&status.vault, status.providers, status.ledger) {
            (VaultStatus::Failed { .. }, ..) => Some(Self::Vault),
            (_, ProviderCounts { total: 1.., enabled: 0, .. }, _) => Some(Self::NoneEnabled),
            (_, ProviderCounts { need_credential: count @ 1.., .. }, _) => Some(Self::NeedCredential(count)),
            _ if !status.breakers.is_empty() => Self::of_breakers(&status.breakers),
            _ if failing > 0 => Some(Self::Failing(u64::try_from(failing).unwrap_or(u64::MAX))),
            (.., LedgerStatus::Behind | LedgerStatus::Spilling | LedgerStatus::Unreadable) => {
                Some(Self::Ledger)
            }
            (.., LedgerStatus::Ok) => None,
        }
    }

    fn of_breakers(breakers: &[OpenBreaker]) -> Option<Self> {
        let open: Vec<&OpenBreaker> =
            breakers.iter().filter(|breaker| breaker.state == BreakerState::Open).collect();
        let name = |breaker: &OpenBreaker| breaker.provider_name.clone();
        match open[..] {
            [] => breakers.first().map(|breaker| Self::HalfOpen(name(breaker))),
            [first, ref others @ ..] => Some(Self::Open {
                provider: others.is_empty().then(|| name(first)),
                count: open.len(),
                until: open.iter().filter_map(|breaker| breaker.until).min(),
            }),
        }
    }
}

impl Choice {
    /// The enabled ones, in the order of their use.
    pub(super) fn of(mut providers: Vec<Provider>) -> Vec<Self> {
        providers.retain(|provider| provider.enabled);
        providers.sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
        let choice = |provider: Provider| Self {
            condition: Condition::of(
                provider.breaker.as_ref(),
                provider.credentials.len(),
                provider.health.is_some_and(|health| health.state == "failing"),
            ),
            quota: Quota::tightest(provider.quota),
            id: provider.id,
            name: provider.name,
            dialect: provider.dialect,
        };
        providers.into_iter().map(choice).collect()
    }
}

impl Settings {
    pub(super) fn of(settings: &[Setting]) -> Self {
        let value =
            |key: &str| settings.iter().find(|setting| setting.key == key).map(|setting| &setting.value);
        Self {
            language: value("language").and_then(Value::as_str).map(str::to_owned),
            start_at_login: value("start_at_login").and_then(Value::as_bool),
            close_to_tray: value("close_to_tray").and_then(Value::as_bool),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn status(changes: &Value) -> Status {
        let mut status = json!({
            "gateway": "running", "gateway_url": "http://127.0.0.1:23000", "in_flight": 2,
            "today": { "requests": 10, "done": 8, "failed": 1, "refused": 1, "cancelled": 0, "interrupted": 0,
                "input_tokens": 100, "output_tokens": 20 },
            "providers": { "total": 2, "enabled": 1, "need_credential": 0 },
            "vault": { "state": "open" }, "ledger": "ok",
        });
        status.as_object_mut().unwrap().extend(changes.as_object().cloned().unwrap());
        serde_json::from_value(status).unwrap()
    }

    #[test]
    fn what_makes_requests_fail_is_trouble() {
        let failing = Choice {
            id: ProviderId::from_bytes([1; 16]),
            name: "A".into(),
            dialect: Dialect::Anthropic,
            condition: Condition::Failing,
            quota: None,
        };
        let open = |name: &str, state: &str, until: &str| json!({ "provider_id": uuid_of("a"), "provider_name": name, "state": state, "until": until });
        let (soon, later) = ("2026-01-02T03:04:05Z", "2026-01-02T03:05:05Z");
        let until = Some(at(soon));
        for (changes, choices, trouble) in [
            (json!({}), &[][..], None),
            (json!({}), std::slice::from_ref(&failing), Some(Trouble::Failing(1))),
            (json!({ "ledger": "behind" }), &[], Some(Trouble::Ledger)),
            (json!({ "ledger": "spilling" }), &[], Some(Trouble::Ledger)),
            (json!({ "vault": { "state": "opening" } }), &[], None),
            (json!({ "vault": { "state": "failed", "message": "m" } }), &[], Some(Trouble::Vault)),
            (
                json!({ "providers": { "total": 2, "enabled": 0, "need_credential": 0 } }),
                &[],
                Some(Trouble::NoneEnabled),
            ),
            (
                json!({ "providers": { "total": 2, "enabled": 2, "need_credential": 1 } }),
                &[],
                Some(Trouble::NeedCredential(1)),
            ),
            (
                json!({ "breakers": [open("A", "open", soon), open("B", "half_open", later)] }),
                std::slice::from_ref(&failing),
                Some(Trouble::Open { provider: Some("A".into()), count: 1, until }),
            ),
            (
                json!({ "breakers": [open("A", "open", later), open("B", "open", soon)] }),
                &[],
                Some(Trouble::Open { provider: None, count: 2, until }),
            ),
            (json!({ "breakers": [open("B", "half_open", soon)] }), &[], Some(Trouble::HalfOpen("B".into()))),
        ] {
            assert_eq!(Standing::of(&status(&changes), choices).trouble, trouble, "{changes}");
        }
        let standing = Standing::of(&status(&json!({})), &[]);
        assert_eq!((standing.tokens, standing.success_permille), (120, Some(888)));
    }

    #[test]
    fn a_failover_is_told_of_for_a_minute_and_what_lasts_says_more() {
        let failed_over = "2026-01-02T03:04:05Z";
        let trouble = |changes: Value, seconds: u64| {
            let mut status = status(&changes);
            status.failed_over_at = Some(at(failed_over));
            let now = at(failed_over).plus(Duration::from_secs(seconds));
            Standing::of(&status, &[]).trouble(now)
        };
        assert_eq!(trouble(json!({}), 59), Some(Trouble::FailedOver));
        assert_eq!(trouble(json!({}), 60), None);
        assert_eq!(trouble(json!({ "ledger": "behind" }), 1), Some(Trouble::FailedOver));
        let lasting = json!({ "providers": { "total": 2, "enabled": 0, "need_credential": 0 } });
        assert_eq!(trouble(lasting, 1), Some(Trouble::NoneEnabled));
    }

    #[test]
    fn time_alone_changes_what_counts_down_and_nothing_else() {
        let now = at("2026-01-02T03:04:05Z");
        let facts = |condition: Condition| Facts {
            standing: Some(Standing::of(&status(&json!({})), &[])),
            providers: vec![Choice {
                id: ProviderId::from_bytes([1; 16]),
                name: "A".into(),
                dialect: Dialect::Anthropic,
                condition,
                quota: None,
            }],
            ..Facts::default()
        };
        let later = Some(now.plus(Duration::from_secs(1)));
        assert!(!facts(Condition::Failing).is_ticking(now));
        assert!(facts(Condition::Open { until: later }).is_ticking(now));
        assert!(!facts(Condition::Open { until: Some(now) }).is_ticking(now));
    }

    #[test]
    fn only_enabled_providers_can_be_chosen_and_in_the_order_of_their_use() {
        let provider = |name: &str, enabled: bool, priority: u32| json!({ "id": uuid_of(name), "name": name, "dialect": "anthropic", "enabled": enabled, "priority": priority });
        let providers = json!([
            provider("c", true, 20),
            provider("b", true, 10),
            provider("a", false, 1),
            provider("d", true, 10)
        ]);
        let names: Vec<String> = Choice::of(serde_json::from_value(providers).unwrap())
            .into_iter()
            .map(|choice| choice.name)
            .collect();
        assert_eq!(names, ["b", "d", "c"]);
    }

    fn at(text: &str) -> UnixMillis {
        serde_json::from_value(json!(text)).unwrap()
    }

    fn uuid_of(name: &str) -> String {
        ProviderId::from_bytes([name.as_bytes()[0]; 16]).to_string()
    }
}
