//! The fire drill in the person's hands. Its steps are told as events.

mod show;
mod start;
mod stop;
mod view;

pub(super) use show::{__path_show, show};
pub(super) use start::{__path_start, start};
pub(super) use stop::{__path_stop, stop};
pub use view::Drill;

use view::viewed;
