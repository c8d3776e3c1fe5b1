//! All keys.

use crate::admin::{AdminState, KeyView, Page, Problem};
use axum::{Json, extract::State};
use domain::{User, UserId};
use std::collections::HashMap;

/// Lists all keys, without their secrets.
#[utoipa::path(get, path = "/api/v1/keys", tag = "keys", operation_id = "list_keys",
    responses((status = 200, body = Page<KeyView>), Problem))]
pub(crate) async fn list(State(state): State<AdminState>) -> Result<Json<Page<KeyView>>, Problem> {
    let users = state.store().users().await?;
    let users: HashMap<UserId, User> = users.into_iter().map(|user| (user.id, user)).collect();
    let keys = state.store().keys().await?;
    // A key has a user; one that was removed between the two reads took its keys along.
    let views = keys.into_iter().filter_map(|key| {
        let user = users.get(&key.user_id)?;
        Some(KeyView::new(key, user))
    });
    Ok(Json(Page::whole(views.collect())))
}
