//! The pages: files in the binary, or one that says that this build has none.

use crate::{
    admin::{Problem, ProblemCode},
    doors::headers::{CSP_PAGES, CSP_WINDOW, secure},
};
use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, Method, StatusCode, Uri,
    header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};

/// Every file of the built UI, by its path.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// What stands where pages would be.
const NOTICE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Switchyard</title>\
    <h1>Switchyard is running</h1>\
    <p>This build contains no pages. Use the command line, or read <a href=\"/api/docs/\">the API</a>.</p>\
    <p lang=\"zh\">此版本不含网页，请使用命令行或阅读 <a href=\"/api/docs/\">API 文档</a>。</p></html>";

/// What no route took: a file, the application's one page, or an error.
pub(super) async fn page(method: Method, uri: Uri) -> Response {
    answer(FILES, &method, uri.path())
}

/// The same for the desktop's window, which asks by its own scheme: only its channel's addresses are allowed
/// besides.
pub fn window_page(method: &Method, path: &str) -> Response {
    let mut response = answer(FILES, method, path);
    if response.headers().contains_key(CONTENT_SECURITY_POLICY) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP_WINDOW));
    }
    secure(response.headers_mut());
    response
}

fn answer(files: &[(&str, &[u8])], method: &Method, path: &str) -> Response {
    if path == "/api" || path.starts_with("/api/") {
        return Problem::new(ProblemCode::UnknownPath, "see /api/docs").into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
    }
    let find = |path: &str| files.iter().find(|(name, _)| *name == path);
    match find(path) {
        Some((name, body)) => file(name, body.to_vec()),
        // A script that isn't there must not be answered with a page.
        None if path.starts_with("/assets/") => StatusCode::NOT_FOUND.into_response(),
        // The application knows its own paths.
        None => match find("/index.html") {
            Some((name, body)) => file(name, body.to_vec()),
            None => file("/index.html", NOTICE.as_bytes().to_vec()),
        },
    }
}

fn file(name: &str, body: Vec<u8>) -> Response {
    // Names under assets/ have a hash of their content in them.
    let caching =
        if name.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers =
        [(CONTENT_TYPE, content_type(name)), (CACHE_CONTROL, caching), (CONTENT_SECURITY_POLICY, CSP_PAGES)];
    (headers, body).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &[(&str, &[u8])] =
        &[("/index.html", b"<app>"), ("/assets/a-1234.js", b"code"), ("/icon.svg", b"<svg/>")];

    fn header(response: &Response, name: &http::HeaderName) -> String {
        response.headers()[name].to_str().unwrap().to_owned()
    }

    #[test]
    fn files_are_served_as_what_they_are() {
        let script = answer(BUILT, &Method::GET, "/assets/a-1234.js");
        assert_eq!(header(&script, &CONTENT_TYPE), "text/javascript; charset=utf-8");
        assert!(header(&script, &CACHE_CONTROL).contains("immutable"));
        let icon = answer(BUILT, &Method::GET, "/icon.svg");
        assert_eq!(header(&icon, &CACHE_CONTROL), "no-cache");
    }

    #[test]
    fn unknown_paths_are_the_applications_own() {
        for path in ["/", "/providers/7", "/sign-in", "/apiary", "/../etc/passwd"] {
            let page = answer(BUILT, &Method::GET, path);
            assert_eq!(page.status(), StatusCode::OK, "{path}");
            assert_eq!(header(&page, &CONTENT_TYPE), "text/html; charset=utf-8", "{path}");
            assert_eq!(header(&page, &CONTENT_SECURITY_POLICY), CSP_PAGES);
        }
        for path in ["/assets/gone.js", "/api/v1/nothing", "/api"] {
            assert_eq!(answer(BUILT, &Method::GET, path).status(), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(answer(BUILT, &Method::POST, "/").status(), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    fn in_the_window_the_policy_differs_by_the_channel_alone() {
        let page = window_page(&Method::GET, "/");
        let policy = header(&page, &CONTENT_SECURITY_POLICY);
        assert_eq!(policy.replace(" ipc: http://ipc.localhost", ""), CSP_PAGES);
        assert_ne!(policy, CSP_PAGES);
    }

    #[test]
    fn a_build_without_pages_says_so() {
        assert_eq!(answer(&[], &Method::GET, "/").status(), StatusCode::OK);
    }
}
