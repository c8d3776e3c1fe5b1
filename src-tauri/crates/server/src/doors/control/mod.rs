//! The control door: loopback TCP on any free port, for the window process, the command line and the guard.
//!
//! No pages, no cookies. Whoever can read the runtime file may come in; a web page can't, whatever it tries.

mod guard;
mod runtime_file;

pub(crate) use guard::Guard;
pub use runtime_file::Instance;
pub(crate) use runtime_file::{RuntimeFile, remove_stale};

use axum::{Router, middleware};

/// Puts the guard before the router.
pub(crate) fn guarded(router: Router, guard: Guard) -> Router {
    router.layer(middleware::from_fn_with_state(guard, guard::check))
}
