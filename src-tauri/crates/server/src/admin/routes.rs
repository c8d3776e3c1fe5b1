//! The list of everything the admin API can do.

use crate::{
    Caller,
    admin::{
        AdminState, Problem, ProblemCode, aliases, demo, docs, door, drill, events, gateway, health, keys,
        pins, presets, providers, requests, route, settings, status, users, why,
    },
};
use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Everything, for a door that has no pages or for the command line.
pub fn router(state: AdminState) -> Router {
    api(state).merge(open()).fallback(unknown_path)
}

/// The admin API's OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(routes_of_api())
        .merge(routes_of_sign_in())
        .merge(routes_of_sign_out())
        .merge(routes_of_health())
        .into_openapi()
}

/// What no route says of the whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Switchyard admin API",
        description = "Errors are application/problem+json with a code from a closed set. In a change a \
            missing field stays and null clears; writes carry the revision that was read.",
        license(name = "MIT"),
        contact()
    ),
    components(schemas(Problem, ProblemCode))
)]
struct Document;

/// What only somebody who came through a door may do.
pub(crate) fn api(state: AdminState) -> Router {
    finished(routes_of_api(), state).layer(middleware::from_fn(needs_caller))
}

/// What everybody may see.
pub(crate) fn open() -> Router {
    let (health, _) = routes_of_health().split_for_parts();
    health.merge(docs::router())
}

/// How a browser comes in. The web door alone has it.
pub(crate) fn sign_in(state: AdminState) -> Router {
    finished(routes_of_sign_in(), state)
}

/// How a browser goes out. The web door alone has it.
pub(crate) fn sign_out(state: AdminState) -> Router {
    finished(routes_of_sign_out(), state)
}

fn routes_of_api() -> OpenApiRouter<AdminState> {
    OpenApiRouter::new()
        .routes(routes!(status::show))
        .routes(routes!(providers::list, providers::add))
        .routes(routes!(providers::show, providers::change, providers::remove))
        .routes(routes!(providers::order))
        .routes(routes!(providers::restore))
        .routes(routes!(providers::reset))
        .routes(routes!(providers::trip))
        .routes(routes!(providers::hold))
        .routes(routes!(providers::add_credential))
        .routes(routes!(providers::remove_credential))
        .routes(routes!(providers::test))
        .routes(routes!(pins::list))
        .routes(routes!(pins::set))
        .routes(routes!(aliases::list))
        .routes(routes!(aliases::set, aliases::remove))
        .routes(routes!(presets::list))
        .routes(routes!(users::list, users::add))
        .routes(routes!(users::show, users::change, users::remove))
        .routes(routes!(keys::list, keys::create))
        .routes(routes!(keys::show, keys::change, keys::revoke))
        .routes(routes!(requests::list))
        .routes(routes!(requests::live))
        .routes(routes!(requests::show))
        .routes(routes!(route::ask))
        .routes(routes!(why::show))
        .routes(routes!(settings::list))
        .routes(routes!(settings::show, settings::set))
        .routes(routes!(gateway::start))
        .routes(routes!(gateway::stop))
        .routes(routes!(events::follow))
        .routes(routes!(door::set_password))
        .routes(routes!(door::make_link))
        .routes(routes!(demo::add))
        .routes(routes!(drill::show, drill::start, drill::stop))
}

fn routes_of_sign_in() -> OpenApiRouter<AdminState> {
    OpenApiRouter::new()
        .routes(routes!(door::sign_in_options))
        .routes(routes!(door::sign_in_with_link))
        .routes(routes!(door::sign_in_with_password))
}

fn routes_of_sign_out() -> OpenApiRouter<AdminState> {
    OpenApiRouter::new().routes(routes!(door::sign_out))
}

fn routes_of_health<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(health::show))
}

fn finished(router: OpenApiRouter<AdminState>, state: AdminState) -> Router {
    let (router, _) = router.split_for_parts();
    router.method_not_allowed_fallback(method_not_allowed).with_state(state)
}

async fn needs_caller(request: Request, next: Next) -> Response {
    if request.extensions().get::<Caller>().is_none() {
        return Problem::new(ProblemCode::SignInRequired, "this came through no door").into_response();
    }
    next.run(request).await
}

async fn method_not_allowed() -> Problem {
    Problem::new(ProblemCode::MethodNotAllowed, "see /api/docs")
}

async fn unknown_path() -> Problem {
    Problem::new(ProblemCode::UnknownPath, "see /api/docs")
}
