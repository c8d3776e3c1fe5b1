//! Reading a request: bodies, queries and paths whose errors are problems, too.

use crate::admin::{Problem, ProblemCode};
use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
};
use http::{HeaderMap, header::CONTENT_TYPE, request::Parts};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The largest body of an administrator.
const MAX_BODY: usize = 1 << 20;
/// The longest an administrator's body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// A JSON body. It must say that it is JSON: a page of another origin can't say so without being asked first.
pub(crate) struct Json<T>(pub(crate) T);

/// A JSON body that may be missing.
pub(crate) struct OptionalJson<T>(pub(crate) T);

/// The query.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let body = read(body).await?;
        parse(&parts.headers, &body).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let body = read(body).await?;
        if body.is_empty() { Ok(Self(T::default())) } else { parse(&parts.headers, &body).map(Self) }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|error| Problem::new(ProblemCode::InvalidRequest, error.body_text()))
    }
}

async fn read(body: axum::body::Body) -> Result<bytes::Bytes, Problem> {
    match tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(Problem::new(ProblemCode::BodyTooLarge, "a body has at most 1 MiB")),
        Err(_) => Err(Problem::new(ProblemCode::InvalidRequest, "the body did not arrive in time")),
    }
}

fn parse<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(ProblemCode::UnsupportedMediaType, "the body must be application/json"));
    }
    serde_json::from_slice(body).map_err(|error| problem(&error))
}

/// The forms put the field's name before the message.
fn problem(error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    // Where in the body helps nobody who filled in a form.
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    match text.split_once(": ") {
        Some((field, message)) if error.is_data() && is_name(field) => Problem::field(field, message),
        Some(_) | None => Problem::new(ProblemCode::InvalidRequest, text),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::ProviderChange;

    fn read_form(body: &str) -> Problem {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().unwrap())]);
        parse::<ProviderChange>(&headers, body.as_bytes()).map(|_| ()).unwrap_err()
    }

    #[test]
    fn a_wrong_field_is_named() {
        for (body, field) in [
            (r#"{"revision": 1, "weight": 101}"#, Some("weight")),
            (r#"{"revision": 1, "colour": "red"}"#, Some("colour")),
            (r#"{"revision": "x"}"#, Some("revision")),
            (r#"{"name": "A"}"#, Some("revision")),
            (r"[]", None),
            (r"{", None),
        ] {
            assert_eq!(read_form(body).field.as_deref(), field, "{body}");
        }
    }

    #[test]
    fn what_stands_in_a_credentials_place_is_not_repeated() {
        let problem = read_form(r#"{"revision": 1, "credential": ["sk-canary"]}"#);
        assert_eq!(problem.field.as_deref(), Some("credential"));
        assert!(!problem.detail.contains("canary"));
    }

    #[test]
    fn a_body_that_does_not_say_it_is_json_is_refused() {
        for kind in ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
            let problem = parse::<serde_json::Value>(&headers, b"{}").unwrap_err();
            assert_eq!(problem.code, ProblemCode::UnsupportedMediaType, "{kind}");
        }
    }
}
