//! Where a request would go: a question that sends nothing and changes nothing.

mod ask;
mod view;

pub(super) use ask::{__path_ask, ask};
pub use view::{RouteCandidate, RouteReasons, RouteRequest, RouteView};
