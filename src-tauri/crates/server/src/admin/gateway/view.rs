//! What the gateway does, and how it is asked to stop.

use serde::{Deserialize, Serialize};

/// What the gateway does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GatewayStatus {
    /// It answers.
    Running,
    /// It answers each new request with `gateway_stopped`.
    Stopped,
    /// There is none: the command line works on the store directly, or another program has the gateway's port.
    Absent,
}

/// The gateway after it was started or stopped.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GatewayView {
    /// What it does.
    pub gateway: GatewayStatus,
    /// Requests that are still being answered.
    pub in_flight: u64,
    /// Whether the process ends when they are.
    pub process_ends: bool,
}

/// How to stop.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StopRequest {
    /// Cut what is running instead of letting it finish.
    pub now: bool,
}
