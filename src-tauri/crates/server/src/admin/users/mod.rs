//! Users: who may call the gateway.

mod add;
mod change;
mod list;
mod remove;
mod show;

pub(super) use add::{__path_add, add};
pub(super) use change::{__path_change, change};
pub(super) use list::{__path_list, list};
pub(super) use remove::{__path_remove, remove};
pub(super) use show::{__path_show, show};
