//! How things stand: what the tray, the window's first page and `status` show.

use crate::admin::GatewayStatus;
use domain::UnixMillis;
use serde::{Deserialize, Serialize};

/// How things stand.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Status {
    /// The version of this program.
    pub version: String,
    /// Its process.
    pub pid: u32,
    /// What the gateway does.
    pub gateway: GatewayStatus,
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
    /// They can't be read just now.
    Unreadable,
}
