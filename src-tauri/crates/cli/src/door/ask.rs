//! What is asked of the admin API.

use axum::body::Body;
use http::{
    Method, Request,
    header::{ACCEPT, CONTENT_TYPE},
};
use serde_json::Value;

/// A request to the admin API.
pub(crate) struct Ask {
    method: Method,
    path: String,
    accept: &'static str,
    body: Option<Value>,
}

impl Ask {
    /// Asks for what is below `/api/v1`.
    pub(crate) fn get(path: impl AsRef<str>) -> Self {
        Self::with(Method::GET, path.as_ref())
    }

    /// Adds something or makes something happen.
    pub(crate) fn post(path: impl AsRef<str>) -> Self {
        Self::with(Method::POST, path.as_ref())
    }

    /// Changes something.
    pub(crate) fn patch(path: impl AsRef<str>) -> Self {
        Self::with(Method::PATCH, path.as_ref())
    }

    /// Puts something in its place.
    pub(crate) fn put(path: impl AsRef<str>) -> Self {
        Self::with(Method::PUT, path.as_ref())
    }

    /// Removes something.
    pub(crate) fn delete(path: impl AsRef<str>) -> Self {
        Self::with(Method::DELETE, path.as_ref())
    }

    /// With a body.
    pub(crate) fn json(mut self, body: impl Into<Value>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// With a query: the pairs that have a value.
    pub(crate) fn query(mut self, pairs: &[(&str, Option<String>)]) -> Self {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        if !query.is_empty() {
            self.path = format!("{}?{query}", self.path);
        }
        self
    }

    /// For an answer that comes line by line.
    pub(crate) fn accept(mut self, kind: &'static str) -> Self {
        self.accept = kind;
        self
    }

    pub(super) fn into_request(self) -> anyhow::Result<Request<Body>> {
        let request = Request::builder().method(self.method).uri(self.path).header(ACCEPT, self.accept);
        Ok(match self.body {
            Some(body) => request
                .header(CONTENT_TYPE, "application/json")
                .body(Body::from(serde_json::to_vec(&body)?))?,
            None => request.body(Body::empty())?,
        })
    }

    fn with(method: Method, path: &str) -> Self {
        Self { method, path: format!("/api/v1/{path}"), accept: "application/json", body: None }
    }
}

/// A name or id as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    text.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_segment() {
        assert_eq!(segment("relay-b"), "relay-b");
        assert_eq!(segment("../a b?c#d%"), "%2E%2E%2Fa%20b%3Fc%23d%25");
        assert_eq!(segment("甲"), "%E7%94%B2");
    }

    #[test]
    fn a_query_has_what_was_said() {
        let pairs = [("model", Some("a&b".to_owned())), ("user", None), ("limit", Some("5".to_owned()))];
        let request = Ask::get("requests").query(&pairs).into_request().unwrap();
        assert_eq!(request.uri(), "/api/v1/requests?model=a%26b&limit=5");
        let request = Ask::get("requests").query(&[("user", None)]).into_request().unwrap();
        assert_eq!(request.uri(), "/api/v1/requests");
    }
}
