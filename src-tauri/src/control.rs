//! The running instance's control door, as the tray and the window process use it: loopback, one connection a
//! request, the token in a header. The page never sees any of it.

use anyhow::Context;
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::Value;
use server::Instance;
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpStream, task::JoinSet, time::timeout};

/// How long an answer of the admin API may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The way to an instance. Clones are the same way.
#[derive(Debug, Clone)]
pub(crate) struct Control(Arc<Instance>);

/// An answer whose head has come. Dropped, the connection is gone.
pub(crate) struct Answer {
    response: Response<Incoming>,
    _connection: JoinSet<()>,
}

impl Control {
    pub(crate) fn of(instance: Instance) -> Self {
        Self(Arc::new(instance))
    }

    /// Sends a request and waits for the answer's head. Of `headers` the door's own are replaced.
    pub(crate) async fn send(
        &self,
        method: Method,
        target: &str,
        headers: HeaderMap,
        body: impl Into<Bytes>,
    ) -> anyhow::Result<Answer> {
        let instance = &self.0;
        let mut request = Request::builder().method(method).uri(target).body(Full::new(body.into()))?;
        *request.headers_mut() = headers;
        let mut token = HeaderValue::try_from(format!("Bearer {}", instance.token.expose()))?;
        token.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, token);
        request.headers_mut().insert(HOST, HeaderValue::try_from(instance.address.to_string())?);
        let gone = || format!("process {} does not answer", instance.pid);
        let stream = TcpStream::connect(instance.address).await.with_context(gone)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.with_context(gone)?;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            // Whoever reads the answer hears of the error, too.
            let _ = connection.await;
        });
        let response = sender.send_request(request).await.with_context(gone)?;
        Ok(Answer { response, _connection: tasks })
    }

    /// Reads what is below `/api/v1`.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        self.ask(Method::GET, path, None).await
    }

    /// Makes something happen.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// Puts something in its place.
    pub(crate) async fn put(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.ask(Method::PUT, path, Some(body)).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<T> {
        let target = format!("/api/v1/{path}");
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = body.map(ToString::to_string).unwrap_or_default();
        let asked = async {
            let (parts, body) = self.send(method, &target, headers, body).await?.whole().await?.into_parts();
            let problem =
                || format!("{target} answered {}: {}", parts.status, String::from_utf8_lossy(&body));
            anyhow::ensure!(parts.status.is_success(), problem());
            serde_json::from_slice(&body).with_context(|| format!("{target} answered something else"))
        };
        timeout(PATIENCE, asked).await.with_context(|| format!("{target} did not answer"))?
    }
}

impl Answer {
    /// Whether it was a success.
    pub(crate) fn is_success(&self) -> bool {
        self.response.status().is_success()
    }

    /// All of it.
    pub(crate) async fn whole(self) -> anyhow::Result<Response<Bytes>> {
        let Self { response, _connection } = self;
        let (parts, body) = response.into_parts();
        Ok(Response::from_parts(parts, body.collect().await?.to_bytes()))
    }

    /// Its next piece; `None` at its end.
    pub(crate) async fn piece(&mut self) -> anyhow::Result<Option<Bytes>> {
        Ok(match self.response.body_mut().frame().await {
            None => None,
            Some(frame) => Some(frame?.into_data().unwrap_or_default()),
        })
    }
}
