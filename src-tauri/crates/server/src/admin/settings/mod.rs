//! Settings: each with its value, its default, and where the value comes from.

mod view;

pub use view::{SettingSource, SettingValue, SettingView};
