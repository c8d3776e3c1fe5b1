//! Requests: the ledger's rows, and the latest of them as they happen.

mod view;

pub use view::{LiveRequests, RequestQuery};
