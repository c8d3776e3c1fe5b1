//! A client that sends exactly what it is told, over one connection a request.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, task::JoinHandle};

/// A request about to be sent.
#[derive(Debug, Clone)]
pub struct Ask {
    method: Method,
    target: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; what came of it, when `broke_off`.
    pub body: Bytes,
    /// Whether the body ended before its end.
    pub broke_off: bool,
}

/// An answer whose head has come. Dropped, the client is gone.
#[derive(Debug)]
pub struct Streaming {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    body: Incoming,
    connection: JoinHandle<()>,
}

impl Ask {
    /// A request without a body.
    pub fn get(target: &str) -> Self {
        Self::new(Method::GET, target, Bytes::new())
    }

    /// A POST of JSON.
    pub fn post(target: &str, body: &Value) -> Self {
        Self::new(Method::POST, target, body.to_string()).header("content-type", "application/json")
    }

    /// Any request.
    pub fn new(method: Method, target: &str, body: impl Into<Bytes>) -> Self {
        Self { method, target: target.to_owned(), headers: Vec::new(), body: body.into() }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With the key as a bearer token.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    /// Sends it to `http://host:port` and waits for the head.
    ///
    /// # Panics
    /// When the server doesn't answer.
    pub async fn stream(self, base: &str) -> Streaming {
        let address = base.strip_prefix("http://").expect("an http address");
        let stream = TcpStream::connect(address).await.expect("the server listens");
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        #[expect(clippy::disallowed_methods, reason = "owned by the answer, which ends it")]
        let connection = tokio::spawn(async move {
            // How a connection ends shows in its answer.
            let _ = connection.await;
        });
        let mut request = Request::builder().method(self.method).uri(self.target);
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request = request.header("host", address);
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let answer =
            sender.send_request(request.body(Full::new(self.body)).unwrap()).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        Streaming { status: parts.status, headers: parts.headers, body, connection }
    }

    /// Sends it and reads the whole answer.
    pub async fn send(self, base: &str) -> Answer {
        self.stream(base).await.whole().await
    }
}

impl Streaming {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the answer breaks off.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, hyper::Error> {
        match self.body.frame().await {
            None => Ok(None),
            Some(frame) => Ok(Some(frame?.into_data().unwrap_or_default())),
        }
    }

    /// The rest of the answer.
    pub async fn whole(mut self) -> Answer {
        let mut body = Vec::new();
        let broke_off = loop {
            match self.piece().await {
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        Answer { status: self.status, headers: self.headers.clone(), body: body.into(), broke_off }
    }
}

impl Drop for Streaming {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it isn't.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}
