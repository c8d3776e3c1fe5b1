//! Requests: the ledger's rows, and the latest of them as they happen.

mod list;
mod live;
mod show;
mod view;

pub(super) use list::{__path_list, list};
pub(super) use live::{__path_live, live};
pub(super) use show::{__path_show, find, show};
pub use view::{LiveRequests, RequestQuery};
