//! A request that the upstream got.

use crate::{check, http::Request};
use bytes::Bytes;
use tokio::time::Instant;

/// A request as it came, and what became of it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// `POST`, …
    pub method: String,
    /// The path, as it was written.
    pub path: String,
    /// What stood behind the question mark.
    pub query: Option<String>,
    /// The headers in the order and the spelling in which they came.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Bytes,
    /// The credential, in whatever carrier it came.
    pub credential: Option<String>,
    /// Which connection it came on: the first is 0.
    pub connection: usize,
    /// When it had been read.
    pub arrived_at: Instant,
    /// When the client went away before the answer was complete.
    pub client_left_at: Option<Instant>,
    /// The answer went out completely, as far as the script lets it.
    pub answered: bool,
}

impl Recorded {
    pub(crate) fn new(request: &Request, connection: usize) -> Self {
        Self {
            method: request.method.clone(),
            path: request.path().to_owned(),
            query: request.query().map(str::to_owned),
            headers: request.headers.clone(),
            body: Bytes::copy_from_slice(&request.body),
            credential: check::credential_of(request).map(str::to_owned),
            connection,
            arrived_at: Instant::now(),
            client_left_at: None,
            answered: false,
        }
    }

    /// The first header of this name, in any spelling.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `null` when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}
