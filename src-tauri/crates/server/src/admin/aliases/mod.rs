//! Aliases: names of the person's own, each with the model that stands for it at a provider.

mod list;
mod remove;
mod set;
mod view;

pub(super) use list::{__path_list, list};
pub(super) use remove::{__path_remove, remove};
pub(super) use set::{__path_set, set};
pub use view::{AliasForm, AliasModelForm, AliasModelView, AliasView};
