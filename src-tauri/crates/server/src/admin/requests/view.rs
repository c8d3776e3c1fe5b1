//! What can be asked about requests.

use domain::{RequestRecord, RequestState, UnixMillis};
use serde::{Deserialize, Serialize};

/// Which requests. Names and ids are both understood.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RequestQuery {
    /// Not before this moment.
    pub since: Option<UnixMillis>,
    /// Before this moment.
    pub until: Option<UnixMillis>,
    /// In this state.
    pub state: Option<RequestState>,
    /// Served by this provider: name or id.
    pub provider: Option<String>,
    /// Made by this user: name or id.
    pub user: Option<String>,
    /// Made with this key: id.
    pub key: Option<String>,
    /// The asked model contains this text.
    pub model: Option<String>,
    /// Of this conversation.
    pub session_id: Option<String>,
    /// With this project's tag.
    pub project: Option<String>,
    /// How many at most: 1–500, else 50.
    pub limit: Option<u32>,
    /// Where an earlier list ended.
    pub cursor: Option<String>,
}

/// The latest requests, newest first, as the events up to `seq` left them.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LiveRequests {
    /// The last event that is in it: follow on with `events?after=`.
    pub seq: u64,
    /// The requests.
    pub items: Vec<RequestRecord>,
}
