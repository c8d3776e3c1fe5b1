//! Keys: what callers present.

mod change;
mod create;
mod list;
mod revoke;
mod show;
mod view;

pub(super) use change::{__path_change, change};
pub(super) use create::{__path_create, create};
pub(super) use list::{__path_list, list};
pub(super) use revoke::{__path_revoke, revoke};
pub(super) use show::{__path_show, show};
pub use view::{CreatedKey, KeyView, NewKeyForm};

use crate::admin::{AdminState, Problem};
use domain::ClientKey;

/// A key with its user's name.
async fn viewed(state: &AdminState, key: ClientKey) -> Result<KeyView, Problem> {
    let user = state.store().user(key.user_id).await?;
    Ok(KeyView::new(key, &user))
}
