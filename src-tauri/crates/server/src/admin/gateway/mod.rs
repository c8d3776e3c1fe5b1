//! The gateway: started and stopped.

mod view;

pub use view::{GatewayStatus, GatewayView, StopRequest};
