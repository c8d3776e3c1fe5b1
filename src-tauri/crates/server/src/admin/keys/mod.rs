//! Keys: what callers present.

mod view;

pub use view::{CreatedKey, KeyView, NewKeyForm};
