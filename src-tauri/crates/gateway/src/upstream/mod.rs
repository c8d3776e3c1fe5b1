//! Talking to upstreams: the way there, connecting, the pool, and one exchange on a connection.
//!
//! The connection is polled by the task that owns the answer instead of by one of its own: a burst of events
//! then costs one wake-up and one write, not one each.

mod connect;
mod exchange;
mod io;
#[cfg(test)]
pub(crate) mod memory;
mod outbound;
mod outbound_body;
mod pool;
mod proxy;
mod race;
mod trust;
mod way;

pub use connect::ConnectError;
pub(crate) use connect::{Connected, Connector, Steps};
pub(crate) use exchange::Exchange;
pub use exchange::{BodyBrokeOff, ExchangeError};
pub(crate) use io::Io;
pub(crate) use outbound::OutboundRequest;
pub(crate) use outbound_body::OutboundBody;
pub(crate) use pool::{Fresh, Lease, Pool};
pub use proxy::ProxyError;
pub(crate) use way::Way;
