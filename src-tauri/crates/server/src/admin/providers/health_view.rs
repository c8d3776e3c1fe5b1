//! How a provider does, as the API shows it.

use domain::{AttemptOutcome, RequestId, UnixMillis};
use serde::{Deserialize, Serialize};

/// How a provider does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProviderHealth {
    /// In a word.
    pub state: HealthState,
    /// Since when it answers, or fails; absent while nothing is known of it.
    pub since: Option<UnixMillis>,
    /// The last attempt that says something about it: one whose client went away doesn't, nor does one whose
    /// request was wrong, nor a 404 once it has answered at its base URL.
    pub last_outcome: Option<LastOutcome>,
    /// Attempts that it answered in full, since midnight UTC.
    pub successes_today: u64,
    /// Attempts that failed because of it, since midnight UTC.
    pub failures_today: u64,
    /// From the attempt's beginning to the first byte, over its latest answers.
    pub first_byte_ms_median: Option<u64>,
}

/// How a provider does, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// The last attempt was answered.
    Ok,
    /// The last attempt failed because of it.
    Failing,
    /// Nothing was asked of it within a day.
    Unused,
    /// It is switched off.
    Disabled,
    /// Its credential must be typed again.
    NeedsCredential,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LastOutcome {
    /// When it began.
    pub at: UnixMillis,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The upstream's status, if it gave one.
    pub status: Option<u16>,
    /// The request.
    pub request_id: RequestId,
    /// What went wrong: at most 500 characters, without secrets.
    pub error: Option<String>,
}
