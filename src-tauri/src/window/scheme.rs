//! `admin://`: the page from the binary itself, and `/api/*`, nothing else, through the control door.

use super::LABEL;
use crate::control::Control;
use anyhow::Context;
use axum::response::IntoResponse;
use http::{
    HeaderMap, HeaderName, Method, Request, Response, StatusCode,
    header::{ACCEPT, CONNECTION, CONTENT_TYPE, TRANSFER_ENCODING},
};
use http_body_util::BodyExt;
use std::time::Duration;
use tauri::{UriSchemeContext, UriSchemeResponder, Url, Wry};
use tokio::{runtime::Handle, time::timeout};

/// The scheme.
pub(super) const SCHEME: &str = "admin";
/// The page. Windows sees it as `http://admin.localhost/`.
pub(super) const PAGE: &str = "admin://localhost/";

/// Longer than any test of a provider takes.
const PATIENCE: Duration = Duration::from_secs(300);
/// What of a request goes on. Neither the page's origin nor anything else of the browser's.
const PASSED: [HeaderName; 2] = [ACCEPT, CONTENT_TYPE];

/// Whether the page is there.
pub(super) fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        SCHEME => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("admin.localhost"),
        _ => false,
    }
}

/// The scheme's handler.
pub(super) fn answering(
    control: Control,
    runtime: Handle,
) -> impl Fn(UriSchemeContext<'_, Wry>, Request<Vec<u8>>, UriSchemeResponder) + Send + Sync + 'static {
    move |context, request, responder| {
        if context.webview_label() != LABEL {
            return responder.respond(failed(StatusCode::FORBIDDEN));
        }
        let (control, runtime_of_work) = (control.clone(), runtime.clone());
        // Owned by the runtime, which ends with the process; a broken task must still be answered for.
        runtime.spawn(async move {
            let work = runtime_of_work.spawn(async move { answer(&control, request).await });
            let answered = match work.await {
                Ok(Ok(answered)) => answered,
                Ok(Err(error)) => {
                    tracing::warn!("the page was not answered: {error:#}");
                    failed(StatusCode::BAD_GATEWAY)
                }
                Err(_) => failed(StatusCode::INTERNAL_SERVER_ERROR),
            };
            responder.respond(answered);
        });
    }
}

async fn answer(control: &Control, request: Request<Vec<u8>>) -> anyhow::Result<Response<Vec<u8>>> {
    let path = request.uri().path();
    if path != "/api" && !path.starts_with("/api/") {
        let (parts, body) = server::window_page(request.method(), path).into_response().into_parts();
        return Ok(Response::from_parts(parts, body.collect().await?.to_bytes().to_vec()));
    }
    if is_stream(request.method(), path, request.headers()) {
        // An answer arrives whole here, an endless one never: events come over the channel.
        return Ok(failed(StatusCode::NOT_ACCEPTABLE));
    }
    let target = request.uri().path_and_query().map_or_else(|| path.to_owned(), ToString::to_string);
    let mut headers = HeaderMap::new();
    for name in PASSED {
        if let Some(value) = request.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    let method = request.method().clone();
    let asked = async { control.send(method, &target, headers, request.into_body()).await?.whole().await };
    let (mut parts, body) = timeout(PATIENCE, asked).await.context("no answer came")??.into_parts();
    // The body has come whole.
    parts.headers.remove(CONNECTION);
    parts.headers.remove(TRANSFER_ENCODING);
    Ok(Response::from_parts(parts, body.to_vec()))
}

fn is_stream(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let wants = |kind: &str| {
        headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(kind))
    };
    path == "/api/v1/events" || (method == Method::GET && wants("text/event-stream"))
}

fn failed(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody() -> Control {
        let token = domain::Secret::new("t".to_owned());
        Control::of(server::Instance {
            pid: 1,
            version: "0".into(),
            address: ([127, 0, 0, 1], 1).into(),
            token,
        })
    }

    async fn get(path: &str) -> Response<Vec<u8>> {
        let request = Request::get(format!("admin://localhost{path}")).body(Vec::new()).unwrap();
        answer(&nobody(), request).await.unwrap_or_else(|_| failed(StatusCode::BAD_GATEWAY))
    }

    #[tokio::test]
    async fn pages_come_from_the_binary_and_the_api_from_the_instance() {
        for path in ["/", "/providers", "/apiary"] {
            let page = get(path).await;
            assert_eq!(page.status(), StatusCode::OK, "{path}");
            assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        }
        for path in ["/api", "/api/v1/status", "/api/docs/"] {
            assert_eq!(get(path).await.status(), StatusCode::BAD_GATEWAY, "{path}");
        }
    }

    #[tokio::test]
    async fn an_endless_answer_is_never_waited_for() {
        assert_eq!(get("/api/v1/events?after=3").await.status(), StatusCode::NOT_ACCEPTABLE);
    }

    #[test]
    fn only_our_own_page_is_ours() {
        for (url, ours) in [
            ("admin://localhost/providers", true),
            ("http://admin.localhost/", true),
            ("https://admin.localhost/", true),
            ("admin://evil.example/", false),
            ("https://example.com/", false),
            ("http://localhost/", false),
            ("file:///etc/passwd", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_ours(&Url::parse(url).unwrap()), ours, "{url}");
        }
    }
}
