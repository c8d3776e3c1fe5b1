//! From a method and a path to a [`Route`]: compared part by part, tolerant of the usual base-URL mistakes.

use super::{
    Operation, PassThrough, ResponseId, Route, StoredAction,
    models::models_route,
    nearest::{dialect_of_unknown, nearest_known},
    path::{is_suspicious, normalised, split_key, without_keys},
    project::split_project,
};
use domain::Dialect;
use http::{HeaderMap, Method};

/// A path that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matched<'a> {
    /// Where it leads.
    pub route: Route,
    /// The key that stood before it, `/key/{key}/…`. It is in no other part of this value.
    pub path_key: Option<&'a str>,
    /// The project whose tag stood before it, `/t/{name}/…`.
    pub project: Option<&'a str>,
}

/// A path that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoRoute {
    /// Why.
    pub why: NoRouteReason,
    /// In whose shape to say so.
    pub dialect: Dialect,
    /// The path, without a key wherever one stands.
    pub path: String,
    /// A path that exists and was perhaps meant.
    pub nearest: &'static str,
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoRouteReason {
    /// Nothing is there.
    UnknownPath,
    /// Something is, but not by this method.
    Method,
    /// A WebSocket was asked for.
    Upgrade,
    /// The name behind `/t/` is none.
    Project,
}

/// Finds where a request leads.
///
/// # Errors
/// [`NoRoute`] with the nearest known path.
pub(crate) fn match_route<'a>(
    method: &Method,
    path: &'a str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Matched<'a>, NoRoute> {
    let (path_key, rest) = split_key(path);
    let no_route = |why| {
        let nearest = nearest_known(rest);
        Err(NoRoute { why, dialect: dialect_of_unknown(rest, headers), path: without_keys(rest), nearest })
    };
    if is_suspicious(rest) {
        return no_route(NoRouteReason::UnknownPath);
    }
    let Some((project, operation)) = split_project(rest) else {
        return no_route(NoRouteReason::Project);
    };
    let segments = normalised(operation);
    let found = |route| Ok(Matched { route, path_key, project });
    let wanted = match segments.as_slice() {
        [] if method == Method::GET || method == Method::HEAD => return found(Route::Probe),
        ["api", "hello"] if method == Method::HEAD || method == Method::GET => return found(Route::Probe),
        ["api", "health"] if method == Method::GET || method == Method::HEAD => return found(Route::Health),
        ["v1", "messages"] => Route::Forward(Operation::Messages),
        ["v1", "messages", "count_tokens"] => Route::Forward(Operation::MessagesCountTokens),
        ["v1", "chat", "completions"] => Route::Forward(Operation::ChatCompletions),
        ["v1", "responses"] => Route::Forward(Operation::Responses),
        ["v1", "responses", "compact"] => Route::Forward(Operation::ResponsesCompact),
        ["v1", "responses", id, behind @ ..] => {
            match (ResponseId::parse(id), StoredAction::of(method, behind)) {
                (Some(id), Some(action)) => Route::Forward(Operation::StoredResponse { id, action }),
                (None, _) | (_, None) => return no_route(NoRouteReason::UnknownPath),
            }
        }
        ["v1" | "v1beta", "models", ..] => match models_route(&segments, query, headers) {
            Some(route) => route,
            None => return no_route(NoRouteReason::UnknownPath),
        },
        ["v1", below @ ..] => match PassThrough::of(below) {
            Some(one) => Route::Forward(Operation::PassThrough(one)),
            None => return no_route(NoRouteReason::UnknownPath),
        },
        _ => return no_route(NoRouteReason::UnknownPath),
    };
    let method_fits = match &wanted {
        Route::Forward(operation) => *method == operation.method(),
        Route::Models { .. } | Route::Health | Route::Probe => method == Method::GET,
    };
    if method_fits {
        return found(wanted);
    }
    // Codex tries a WebSocket first; only 426 makes it use HTTP in the same second.
    let upgrade =
        wanted == Route::Forward(Operation::Responses) && headers.contains_key(http::header::UPGRADE);
    no_route(if upgrade { NoRouteReason::Upgrade } else { NoRouteReason::Method })
}
