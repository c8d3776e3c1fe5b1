//! The gateway: started and stopped.

mod start;
mod stop;
mod view;

pub(super) use start::{__path_start, start};
pub(super) use stop::{__path_stop, stop};
pub use view::{GatewayStatus, GatewayView, StopRequest};

use crate::{StopMeans, admin::Serving};
use ::gateway::GatewayState;

impl From<GatewayState> for GatewayStatus {
    fn from(state: GatewayState) -> Self {
        match state {
            GatewayState::Running => Self::Running,
            GatewayState::Stopped => Self::Stopped,
        }
    }
}

impl Serving {
    /// What the gateway does; one without a port does nothing.
    pub(crate) fn status(&self) -> GatewayStatus {
        match self.port.taken() {
            Some(_) => GatewayStatus::Absent,
            None => self.gateway.state().into(),
        }
    }
}

fn viewed(serving: &Serving) -> GatewayView {
    let gateway = serving.status();
    GatewayView {
        gateway,
        in_flight: u64::try_from(serving.gateway.in_flight()).unwrap_or(u64::MAX),
        process_ends: gateway == GatewayStatus::Stopped && serving.stop_means == StopMeans::ProcessEnds,
    }
}
