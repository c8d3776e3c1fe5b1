//! `/api/docs`: the API, to read and to try, from files in the binary.

use crate::{admin::openapi, doors::headers::CSP_DOCS};
use axum::{Router, middleware, response::Response};
use http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
use utoipa_swagger_ui::SwaggerUi;

pub(super) fn router() -> Router {
    let pages = SwaggerUi::new("/api/docs").url("/api/docs/openapi.json", openapi());
    Router::from(pages).layer(middleware::map_response(with_policy))
}

async fn with_policy(mut response: Response) -> Response {
    let policy = HeaderValue::from_static(CSP_DOCS);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response
}
