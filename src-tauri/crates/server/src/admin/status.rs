//! How things stand: what the tray, the window's first page and `status` show.

use crate::{
    admin::{AdminState, GatewayStatus, PinView, Problem, Serving},
    port::PortTaken,
};
use axum::{Json, extract::State};
use domain::{BreakerState, ProviderId, Snapshot, UnixMillis};
use serde::{Deserialize, Serialize};
use store::Totals;

/// How things stand.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Status {
    /// The version of this program.
    pub version: String,
    /// Its process.
    pub pid: u32,
    /// What the gateway does.
    pub gateway: GatewayStatus,
    /// The port that the gateway waits for, since another program has it: *start* asks for it again.
    pub port_taken: Option<PortTaken>,
    /// The URL to give to clients.
    pub gateway_url: Option<String>,
    /// The addresses the gateway listens on.
    pub gateway_addresses: Vec<String>,
    /// The web door's URL, if it is on.
    pub admin_url: Option<String>,
    /// The control door's address.
    pub control_address: Option<String>,
    /// Where everything is kept.
    pub data_dir: String,
    /// When this program started.
    pub started_at: UnixMillis,
    /// How long ago that was.
    pub uptime_seconds: u64,
    /// Requests that are being answered.
    pub in_flight: u64,
    /// Connections of clients.
    pub connections: u64,
    /// Since midnight UTC.
    pub today: Today,
    /// The providers.
    pub providers: ProviderCounts,
    /// Whether credentials can be read.
    pub vault: VaultStatus,
    /// Whether requests are written down.
    pub ledger: LedgerStatus,
    /// Whether this is the desktop application: some settings have an effect there alone.
    pub desktop: bool,
    /// The dialects whose requests go to one provider first, because the person says so.
    pub pins: Vec<PinView>,
    /// The providers in use that aren't asked for a while, or are just tried again.
    pub breakers: Vec<OpenBreaker>,
    /// When a request that had gone on to another provider last ended, since this program's start.
    pub failed_over_at: Option<UnixMillis>,
    /// The last event that is in it.
    pub seq: u64,
}

/// The day so far, UTC.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Today {
    /// Requests of every kind.
    pub requests: u64,
    /// Answered in full.
    pub done: u64,
    /// Not answered, or broken off.
    pub failed: u64,
    /// Refused by us.
    pub refused: u64,
    /// The client went away.
    pub cancelled: u64,
    /// Switchyard ended before they did.
    pub interrupted: u64,
    /// Tokens read, of every kind.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Of the requests that ended with or without an answer those with one, in thousandths.
    pub success_permille: Option<u64>,
    /// From a request to its first byte, over the latest answers.
    pub first_byte_ms_median: Option<u64>,
}

/// How many providers there are.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProviderCounts {
    /// All.
    pub total: u64,
    /// Those that are used.
    pub enabled: u64,
    /// Those whose credential must be typed again.
    pub need_credential: u64,
}

/// A provider in use whose breaker isn't closed, though nobody holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OpenBreaker {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name.
    pub provider_name: String,
    /// Open, or half-open.
    pub state: BreakerState,
    /// When it is tried again, while it is open.
    pub until: Option<UnixMillis>,
}

/// Whether credentials can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VaultStatus {
    /// Not yet.
    Opening,
    /// Yes.
    Open,
    /// No, and why not.
    Failed {
        /// What happened and what mends it.
        message: String,
    },
}

/// Whether requests are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LedgerStatus {
    /// Yes.
    Ok,
    /// Yes, but the queue is more than half full.
    Behind,
    /// Not in their file, which takes nothing: the disk is full or failing. They wait beside it.
    Spilling,
    /// They can't be read just now.
    Unreadable,
}

impl From<Totals> for Today {
    fn from(totals: Totals) -> Self {
        let usage = totals.usage;
        let written = usage.output_tokens.unwrap_or_default();
        // Refusals are ours, and a client that leaves says nothing.
        let tried = totals.done + totals.failed + totals.interrupted;
        Self {
            requests: totals.requests,
            done: totals.done,
            failed: totals.failed,
            refused: totals.refused,
            cancelled: totals.cancelled,
            interrupted: totals.interrupted,
            input_tokens: usage.total_tokens().0.saturating_sub(written.0),
            output_tokens: written.0,
            success_permille: (totals.done * 1_000).checked_div(tried),
            first_byte_ms_median: None,
        }
    }
}

/// A day, milliseconds.
const DAY_MS: i64 = 24 * 3600 * 1000;

/// Shows how things stand.
#[utoipa::path(get, path = "/api/v1/status", tag = "status", operation_id = "show_status",
    responses((status = 200, body = Status), Problem))]
pub(super) async fn show(State(state): State<AdminState>) -> Result<Json<Status>, Problem> {
    let parts = state.parts();
    // Read first: what happens meanwhile is then told again, not missed.
    let seq = parts.bus.last();
    let now = parts.clock.now();
    let totals = state.store().totals(UnixMillis(now.0 - now.0.rem_euclid(DAY_MS))).await;
    let serving = parts.serving.as_ref();
    let ledger = match (&totals, serving) {
        (Err(_), _) => LedgerStatus::Unreadable,
        (Ok(_), _) if state.store().is_spilling() => LedgerStatus::Spilling,
        (Ok(_), Some(serving)) if is_behind(serving) => LedgerStatus::Behind,
        (Ok(_), Some(_) | None) => LedgerStatus::Ok,
    };
    let vault = state.configuration().vault();
    let snapshot = state.configuration().current();
    Ok(Json(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pid: std::process::id(),
        gateway: serving.map_or(GatewayStatus::Absent, Serving::status),
        port_taken: serving.and_then(|serving| serving.port.taken()),
        gateway_url: serving.and_then(|serving| serving.port.url()),
        gateway_addresses: serving.map_or_else(Vec::new, |serving| {
            serving.port.addresses().iter().map(ToString::to_string).collect()
        }),
        admin_url: state.access().url().map(str::to_owned),
        control_address: serving.map(|serving| serving.control_address.to_string()),
        data_dir: parts.data_dir.display().to_string(),
        started_at: parts.started_at,
        uptime_seconds: now.since(parts.started_at).as_secs(),
        in_flight: serving.map_or(0, |serving| count(serving.gateway.in_flight())),
        connections: serving.map_or(0, |serving| count(serving.gateway.connections())),
        today: Today {
            first_byte_ms_median: parts.health.first_byte_ms_median(now),
            ..totals.map(Today::from).unwrap_or_default()
        },
        providers: ProviderCounts::of(&snapshot),
        vault,
        ledger,
        desktop: parts.desktop,
        breakers: serving.map_or_else(Vec::new, |serving| OpenBreaker::all(&snapshot, serving)),
        failed_over_at: parts.health.failed_over_at(),
        pins: PinView::all(&snapshot).into_iter().filter(|pin| pin.provider_id.is_some()).collect(),
        seq,
    }))
}

impl ProviderCounts {
    fn of(snapshot: &Snapshot) -> Self {
        let providers = &snapshot.providers;
        let need = |provider: &&std::sync::Arc<domain::Provider>| provider.needs_credential();
        Self {
            total: count(providers.len()),
            enabled: count(providers.iter().filter(|provider| provider.enabled).count()),
            need_credential: match snapshot.vault {
                // Not known yet.
                domain::VaultState::Opening => 0,
                domain::VaultState::Open => count(providers.iter().filter(need).count()),
            },
        }
    }
}

impl OpenBreaker {
    fn all(snapshot: &Snapshot, serving: &Serving) -> Vec<Self> {
        let used = snapshot.providers.iter().filter(|provider| provider.enabled);
        let open = used.filter_map(|provider| {
            let breaker = serving.gateway.breaker(provider);
            match breaker.state {
                // What the person holds is as they want it.
                BreakerState::Closed | BreakerState::Held => None,
                BreakerState::Open | BreakerState::HalfOpen => Some(Self {
                    provider_id: provider.id,
                    provider_name: provider.name.to_string(),
                    state: breaker.state,
                    until: breaker.until,
                }),
            }
        });
        open.collect()
    }
}

fn is_behind(serving: &Serving) -> bool {
    serving.records.upgrade().is_some_and(|records| records.capacity() < records.max_capacity() / 2)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
