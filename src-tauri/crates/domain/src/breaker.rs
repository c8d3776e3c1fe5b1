//! How a provider's breaker and its rests look from outside. How they come about is the gateway's business.

use crate::{CredentialId, ProviderId, Text, UnixMillis};
use serde::{Deserialize, Serialize};

/// Whether a provider is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakerState {
    /// It is.
    Closed,
    /// It isn't, for a while.
    Open,
    /// One request at a time tries whether it is well again.
    HalfOpen,
    /// It isn't, until the person says so.
    Held,
}

/// Why a breaker isn't closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakerCause {
    /// Several requests in a row failed.
    ConsecutiveFailures,
    /// Half of the last minute's requests failed.
    FailureRatio,
    /// The request that tried it failed.
    TrialFailed,
    /// The person opened it.
    Person,
}

/// Why a provider that may serve a request isn't asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unavailability {
    /// The person holds its breaker open.
    Held,
    /// Its breaker is open: it failed too often.
    BreakerOpen,
    /// It rests: it is overloaded, or had too many requests.
    Resting,
    /// It said that it doesn't know the model.
    ModelUnknown,
    /// It refused its credentials.
    CredentialRejected,
    /// Its account has no money or quota left.
    OutOfCredit,
}

/// What rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Resting {
    /// The provider.
    Provider,
    /// One of its models.
    Model {
        /// Which one.
        #[schema(value_type = String)]
        model: Text,
    },
    /// One of its credentials.
    Credential {
        /// Which one.
        credential_id: CredentialId,
    },
}

/// Why something rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RestCause {
    /// Too many requests.
    RateLimited,
    /// The provider is overloaded, for everybody.
    Overloaded,
    /// The credential was refused.
    Rejected,
    /// The account has no money or quota left.
    OutOfCredit,
    /// The provider doesn't know the model.
    ModelUnknown,
}

/// A timed exclusion: something isn't asked until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rest {
    /// What rests.
    #[serde(flatten)]
    pub resting: Resting,
    /// Why.
    pub cause: RestCause,
    /// Until when.
    pub until: UnixMillis,
}

/// A provider's breaker and its rests at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BreakerStatus {
    /// Whether it is asked.
    pub state: BreakerState,
    /// Why not.
    pub cause: Option<BreakerCause>,
    /// Since when it has been in this state; absent when it always was.
    pub since: Option<UnixMillis>,
    /// When it is tried again, while it is open.
    pub until: Option<UnixMillis>,
    /// What rests.
    pub rests: Vec<Rest>,
}

/// A provider's breaker came into another state, or something of it began to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerChange {
    /// Which provider.
    pub provider_id: ProviderId,
    /// The state it is in now.
    pub state: BreakerState,
    /// Why.
    pub cause: Option<BreakerCause>,
}
