//! The web door: the pages, signing in, and the admin API for browsers that are signed in.

mod access;
mod cookie;
mod links;
mod origin;
mod pages;
mod password;
mod throttle;

pub(crate) use access::{Access, NewSession};
pub use pages::window_page;

use crate::{
    Caller,
    admin::{self, AdminState},
    doors::serve::Ends,
};
use axum::{
    Extension, Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

/// Everything behind the web door. What needs no session is in a router of its own, so that no path has to be
/// looked at to know.
pub(crate) fn router(state: AdminState) -> Router {
    let guarded = admin::api(state.clone())
        .merge(admin::sign_out(state.clone()))
        .layer(middleware::from_fn_with_state(state.clone(), needs_session));
    let open = admin::open().merge(admin::sign_in(state.clone()));
    guarded.merge(open).fallback(pages::page).layer(middleware::from_fn_with_state(state, meant_for_us))
}

async fn meant_for_us(
    State(state): State<AdminState>,
    Extension(ends): Extension<Ends>,
    request: Request,
    next: Next,
) -> Response {
    let snapshot = state.configuration().current();
    match origin::admit(request.headers(), request.uri(), ends.local, &snapshot.settings) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn needs_session(State(state): State<AdminState>, mut request: Request, next: Next) -> Response {
    match state.access().admit(request.headers()).await {
        Ok(()) => {
            request.extensions_mut().insert(Caller::Web);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}
