//! One try of a request at one provider, and how it ended.

use crate::{AttemptId, ProviderId, Text, UnixMillis};
use serde::{Deserialize, Serialize};

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// The provider answered, and the answer was passed on in full.
    Answered,
    /// The provider answered with an error status.
    Status,
    /// No connection: name, TCP or TLS.
    Connect,
    /// The connection ended before an answer began.
    Reset,
    /// The provider took too long.
    Timeout,
    /// The answer began and broke off.
    BrokeOff,
    /// The client went away.
    Cancelled,
    /// The provider is configured to point at us or at an address that is never called.
    Refused,
}

impl AttemptOutcome {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Answered,
        Self::Status,
        Self::Connect,
        Self::Reset,
        Self::Timeout,
        Self::BrokeOff,
        Self::Cancelled,
        Self::Refused,
    ];

    /// The name used in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Status => "status",
            Self::Connect => "connect",
            Self::Reset => "reset",
            Self::Timeout => "timeout",
            Self::BrokeOff => "broke_off",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
        }
    }
}

/// One try of a request at one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name at the time.
    pub provider_name: Text,
    /// When it began.
    pub started_at: UnixMillis,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The upstream's status, if it gave one.
    pub status: Option<u16>,
    /// From its beginning to a connection that is ready to send; 0 for a pooled one.
    pub connect_ms: Option<u64>,
    /// From its beginning to the upstream's head.
    pub head_ms: Option<u64>,
    /// From its beginning to its end.
    pub duration_ms: u64,
    /// Whether the connection had served before.
    pub reused_connection: bool,
    /// What the upstream said or what went wrong: at most 16 KiB, without secrets.
    pub error: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_names_are_the_written_names() {
        for outcome in AttemptOutcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
    }
}
