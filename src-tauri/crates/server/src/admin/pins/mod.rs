//! Pins: per dialect of the callers, the provider that their requests go to first.

mod list;
mod set;
mod view;

pub(super) use list::{__path_list, list};
pub(super) use set::{__path_set, set};
pub use view::{PinChange, PinView};
