//! Talking to upstreams: connecting, the pool, and one exchange on a connection.
//!
//! hyper's own HTTP/1.1 client connection, polled by the task that owns the answer instead of by one of its
//! own: a burst of events then costs one wake-up and one write, not one each.

mod connect;
mod exchange;
mod outbound_body;
mod pool;

pub(crate) use connect::{ConnectError, Connector};
pub(crate) use exchange::{Exchange, ExchangeError, Io, unwoken};
pub(crate) use outbound_body::OutboundBody;
pub(crate) use pool::{Lease, LeaseError, Pool};
