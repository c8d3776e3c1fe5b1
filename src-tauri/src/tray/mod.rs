//! The tray: where most people do everything. The menu is a pure projection of [`facts::Facts`]; a click is a
//! [`TrayAction`] that is handed on at once.

mod action;
mod condition;
mod facts;
mod follow;
mod icon;
mod items;
mod keep;
mod menu;
mod now;
mod words;

pub(crate) use action::TrayAction;
pub(crate) use facts::Facts;
pub(crate) use follow::follow;
pub(crate) use keep::{Tray, keep};
pub(crate) use words::Words;
