//! What happens in a fire drill, as it is told. How a drill is run is the server's business.

use crate::{BreakerState, UnixMillis};
use serde::{Deserialize, Serialize};

/// One of the two fake providers of a drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DrillProvider {
    /// The one that is broken.
    First,
    /// The one that stands by.
    Second,
}

/// One try of a drill's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DrillTry {
    /// At which provider.
    pub provider: DrillProvider,
    /// What it answered, if it did.
    pub status: Option<u16>,
    /// Whether that was passed on to the client.
    pub answered: bool,
}

/// How a drill ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DrillEnd {
    /// The broken provider serves again.
    Recovered,
    /// The person stopped it.
    Stopped,
    /// It didn't go as it should have.
    Failed,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum DrillEvent {
    /// Two fake providers are there, both well, and requests begin.
    Began {
        /// When, on the wall's clock.
        at: UnixMillis,
    },
    /// The first provider answers every request with an error from now on.
    Broken,
    /// It answers again.
    Mended,
    /// A request was asked, and its client has an answer.
    Asked {
        /// Counted from 1.
        number: u32,
        /// What the client got; absent if nothing.
        status: Option<u16>,
        /// Every try, in order.
        tries: Vec<DrillTry>,
        /// How long the client waited.
        duration_ms: u64,
    },
    /// The first provider's breaker changed.
    Breaker {
        /// The state it is in now.
        state: BreakerState,
        /// When it is tried again, from the drill's beginning, while it is open.
        until_ms: Option<u64>,
    },
    /// It is over.
    Ended {
        /// How.
        how: DrillEnd,
        /// How many requests were asked.
        asked: u32,
        /// How many of their clients got an answer.
        answered: u32,
        /// How many went on to the second provider, unseen by their clients.
        failed_over: u32,
    },
}

/// One line of a drill's story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DrillStep {
    /// From the drill's beginning, milliseconds.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: DrillEvent,
}
