//! What happens, as window, browser, tray and command line hear of it. One enum on one bounded bus.

use crate::{DrillStep, ProviderId, RequestRecord};
use serde::Serialize;
use std::sync::Arc;

/// Something that happened. Configuration events say what to fetch again, not what it became.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A request was admitted.
    RequestOpened {
        /// It, so far.
        #[schema(value_type = RequestRecord)]
        request: Arc<RequestRecord>,
    },
    /// A request ended, or was refused.
    RequestClosed {
        /// It, complete.
        #[schema(value_type = RequestRecord)]
        request: Arc<RequestRecord>,
    },
    /// A provider was added, changed or removed.
    ProvidersChanged {
        /// Which one.
        provider_id: Option<ProviderId>,
    },
    /// Another provider is pinned for a dialect, or none any more.
    PinsChanged,
    /// Aliases were set or removed.
    AliasesChanged,
    /// A provider's health became another.
    ProviderHealthChanged {
        /// Which one.
        provider_id: ProviderId,
    },
    /// Users were added, changed or removed.
    UsersChanged,
    /// Keys were added, changed or revoked.
    KeysChanged,
    /// Settings were changed.
    SettingsChanged,
    /// The gateway was started or stopped.
    GatewayChanged,
    /// Something happened in a fire drill.
    DrillStep {
        /// What, and when.
        step: DrillStep,
    },
}

/// An event and its place in the sequence: a gap means that some were missed, so fetch again.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SequencedEvent {
    /// Rises by one with each event, from 1 at each start.
    pub seq: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}
