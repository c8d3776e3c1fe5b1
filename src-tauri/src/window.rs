//! The one window and the scheme its page comes from. The page is built into the program: no port, no file.

use tauri::{
    AppHandle, WebviewUrl, WebviewWindowBuilder,
    http::{
        Request, Response, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
};

/// The scheme that serves the page, as `admin://localhost`.
pub(crate) const SCHEME: &str = "admin";

/// The window's label, the one that `capabilities/main.json` names.
const LABEL: &str = "main";
const PAGE: &str = include_str!("page.html");

/// Opens the window: 1080 × 720, at least 820 × 560.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let page = tauri::Url::parse("admin://localhost/").map_err(tauri::Error::InvalidUrl)?;
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::CustomProtocol(page))
        .title("Switchyard")
        .inner_size(1080.0, 720.0)
        .min_inner_size(820.0, 560.0)
        .build()?;
    Ok(())
}

/// Answers the page at `/`, and 404 to everything else.
pub(crate) fn answer(request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    let headers = response.headers_mut();
    // Tauri adds the configuration's policy to its own protocol only, so this one states its own.
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    if request.uri().path() == "/" {
        headers.insert(CONTENT_TYPE, HTML);
        *response.body_mut() = PAGE.as_bytes().to_vec();
    } else {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

const HTML: tauri::http::HeaderValue = tauri::http::HeaderValue::from_static("text/html; charset=utf-8");
// The page has one style sheet of its own, in the document, and nothing else.
const POLICY: tauri::http::HeaderValue = tauri::http::HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Response<Vec<u8>> {
        let uri = format!("admin://localhost{path}");
        answer(&Request::builder().uri(uri).body(Vec::new()).unwrap())
    }

    #[test]
    fn the_page_is_html_under_a_policy_that_runs_no_script() {
        let page = get("/");
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"));
        assert!(String::from_utf8(page.into_body()).unwrap().contains("<title>Switchyard</title>"));
    }

    #[test]
    fn every_other_path_is_not_found() {
        assert_eq!(get("/api/v1/providers").status(), StatusCode::NOT_FOUND);
    }
}
