//! A provider's connections outside the data plane, for who wants to see each step of one: the connectivity
//! test. The same code makes them, so that what is tested is what requests go over.
//!
//! Nothing here is pooled, retried or counted.

use crate::upstream::{Exchange, Io, OutboundBody, OutboundRequest, Pool, Steps, Way};
use bytes::Bytes;
use domain::{Provider, ProxyUrl};
use http::{Request, Response};
use std::{future::poll_fn, net::SocketAddr, sync::Arc};
use tokio::net::TcpStream;

pub use crate::upstream::{BodyBrokeOff, ConnectError, ExchangeError, ProxyError};

/// Makes connections.
#[derive(Debug, Clone, Default)]
pub struct Dialer(Arc<Pool>);

impl Dialer {
    pub(crate) fn new(pool: Arc<Pool>) -> Self {
        Self(pool)
    }

    /// The line to a provider; it has none without an address.
    pub fn line(&self, provider: &Provider) -> Option<Line> {
        let origin = provider.base_url.as_ref()?.origin().clone();
        Some(Line { way: Way::new(origin, &provider.network), pool: self.0.clone(), skips_proxy: false })
    }
}

/// The line to a provider.
#[derive(Debug, Clone)]
pub struct Line {
    way: Way,
    pool: Arc<Pool>,
    skips_proxy: bool,
}

/// A connection on its way, between two steps.
#[derive(Debug)]
pub struct Begun(Io);

impl Line {
    /// The proxy it goes through.
    pub fn proxy(&self) -> Option<&ProxyUrl> {
        self.steps().proxy().map(|proxy| &proxy.url)
    }

    /// The same without its proxy, where that may be skipped.
    pub fn skipping_proxy(&self) -> Option<Self> {
        let skips = self.proxy().is_some() && self.way.may_skip_proxy();
        skips.then(|| Self { skips_proxy: true, ..self.clone() })
    }

    /// The addresses of whom is called first: the proxy, or the provider itself.
    ///
    /// # Errors
    /// No such name, or an address that is never called.
    pub async fn resolve(&self) -> Result<Vec<SocketAddr>, ConnectError> {
        self.steps().resolve().await
    }

    /// TCP to one of these.
    ///
    /// # Errors
    /// What the last of them said.
    pub async fn reach(&self, addresses: Vec<SocketAddr>) -> Result<TcpStream, ConnectError> {
        self.steps().reach(addresses).await
    }

    /// The proxy connects it on.
    ///
    /// # Errors
    /// Why it doesn't.
    pub async fn pass_proxy(&self, stream: TcpStream) -> Result<Begun, ConnectError> {
        self.steps().pass_proxy(stream).await.map(Begun)
    }

    /// TLS with the provider; its version, if there is any.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn encrypt(&self, begun: Begun) -> Result<(Begun, Option<String>), ConnectError> {
        let io = self.steps().encrypt(begun.0).await?;
        let version = io.tls_version();
        Ok((Begun(io), version))
    }

    /// All steps at once.
    ///
    /// # Errors
    /// Whatever failed.
    pub async fn connect(&self) -> Result<Begun, ConnectError> {
        self.steps().all().await.map(Begun)
    }

    fn steps(&self) -> Steps<'_> {
        let steps = self.pool.connector().steps(&self.way);
        if self.skips_proxy { steps.without_proxy() } else { steps }
    }
}

/// An answer on its connection.
#[derive(Debug)]
pub struct Answering {
    /// Its head.
    pub head: Response<()>,
    exchange: Exchange,
}

impl Begun {
    /// Sends a request over it, with its headers as they are; the rest of the connection is the answer's.
    ///
    /// # Errors
    /// When it ends before an answer begins.
    pub async fn send(self, request: Request<Bytes>) -> Result<Answering, ExchangeError> {
        let (head, body) = request.into_parts();
        let mut outbound = OutboundRequest::new(&head.method, &head.uri, head.headers.len());
        for (name, value) in &head.headers {
            outbound.field(name, value);
        }
        let mut exchange = Exchange::new(self.0);
        let head = exchange.send(outbound.with_body(OutboundBody::whole(body))).await?;
        Ok(Answering { head, exchange })
    }
}

impl Answering {
    /// The next bytes of the body.
    ///
    /// # Errors
    /// When it breaks off.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, BodyBrokeOff> {
        poll_fn(|context| self.exchange.poll_body(context)).await.transpose()
    }
}
