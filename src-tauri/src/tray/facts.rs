//! What the tray knows of the instance: read through the admin API, as far as the menu shows it.

use domain::{Dialect, ProviderId};
use serde::Deserialize;
use serde_json::Value;
use server::{
    PortTaken,
    admin::{GatewayStatus, LedgerStatus, ProviderCounts, Today, VaultStatus},
};

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
    pub(crate) trouble: Option<Trouble>,
    pub(crate) requests: u64,
    pub(crate) tokens: u64,
    /// Answered in full, in thousandths of those that were answered or failed.
    pub(crate) success_permille: Option<u64>,
}

/// What makes requests fail or go unrecorded, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    Vault,
    NoneEnabled,
    NeedCredential(u64),
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
    pub(crate) is_failing: bool,
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

impl Standing {
    pub(super) fn of(status: &Status, choices: &[Choice], failed_over: bool) -> Self {
        let Today { requests, done, failed, interrupted, input_tokens, output_tokens, .. } = status.today;
        let answered = done + failed + interrupted;
        Self {
            gateway: status.gateway,
            port_taken: status.port_taken.clone(),
            url: status.gateway_url.clone(),
            in_flight: status.in_flight,
            trouble: Trouble::of(status, choices, failed_over),
            requests,
            tokens: input_tokens + output_tokens,
            success_permille: (done * 1000).checked_div(answered),
        }
    }
}

impl Trouble {
    fn of(status: &Status, choices: &[Choice], failed_over: bool) -> Option<Self> {
        let failing =
            u64::try_from(choices.iter().filter(|choice| choice.is_failing).count()).unwrap_or(u64::MAX);
        match (&status.vault, status.providers, status.ledger) {
            (VaultStatus::Failed { .. }, ..) => Some(Self::Vault),
            (_, ProviderCounts { total: 1.., enabled: 0, .. }, _) => Some(Self::NoneEnabled),
            (_, ProviderCounts { need_credential: count @ 1.., .. }, _) => Some(Self::NeedCredential(count)),
            _ if failing > 0 => Some(Self::Failing(failing)),
            _ if failed_over => Some(Self::FailedOver),
            (.., LedgerStatus::Behind | LedgerStatus::Unreadable) => Some(Self::Ledger),
            (.., LedgerStatus::Ok) => None,
        }
    }
}

impl Choice {
    /// The enabled ones, in the order of their use.
    pub(super) fn of(mut providers: Vec<Provider>) -> Vec<Self> {
        providers.retain(|provider| provider.enabled);
        providers.sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
        let choice = |provider: Provider| Self {
            id: provider.id,
            name: provider.name,
            dialect: provider.dialect,
            is_failing: provider.health.is_some_and(|health| health.state == "failing"),
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
            is_failing: true,
        };
        for (changes, choices, trouble) in [
            (json!({}), &[][..], None),
            (json!({}), std::slice::from_ref(&failing), Some(Trouble::Failing(1))),
            (json!({ "ledger": "behind" }), &[], Some(Trouble::Ledger)),
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
        ] {
            assert_eq!(Standing::of(&status(&changes), choices, false).trouble, trouble, "{changes}");
        }
        let trouble = |choices: &[Choice]| Standing::of(&status(&json!({})), choices, true).trouble;
        assert_eq!(trouble(&[]), Some(Trouble::FailedOver));
        assert_eq!(trouble(&[failing]), Some(Trouble::Failing(1)), "what lasts says more");
        let standing = Standing::of(&status(&json!({})), &[], false);
        assert_eq!((standing.tokens, standing.success_permille), (120, Some(888)));
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

    fn uuid_of(name: &str) -> String {
        ProviderId::from_bytes([name.as_bytes()[0]; 16]).to_string()
    }
}
