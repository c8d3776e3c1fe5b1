//! Making a connection: names, addresses, TCP, the proxy, TLS. Which proxy is said by the provider's own
//! configuration alone; what the environment says of proxies is nobody's business here.

use super::{Io, ProxyError, Way, proxy::connect_on, race::race, trust::Trust};
use crate::platform;
use domain::{Proxy, ProxyScheme, is_forbidden_address};
use rustls::pki_types::ServerName;
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{PoisonError, RwLock},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    /// The name doesn't resolve.
    #[error("the name {host} does not resolve: {source}")]
    Name {
        /// The name.
        host: String,
        /// What the resolver said.
        source: io::Error,
    },
    /// No address answered.
    #[error("no connection to {host}:{port}: {source}")]
    Tcp {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// What the last address said.
        source: io::Error,
    },
    /// TLS failed.
    #[error("TLS with {host} failed: {source}")]
    Tls {
        /// The host.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// The certificates to trust can't be read.
    #[error("TLS can't be set up: {0}")]
    TlsSetup(String),
    /// The proxy doesn't connect us on.
    #[error("the proxy {proxy}: {source}")]
    Proxy {
        /// Where it is.
        proxy: String,
        /// Why not.
        source: ProxyError,
    },
    /// The address is never an upstream.
    #[error("{host} leads to {address}, which is never called")]
    Forbidden {
        /// The host.
        host: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// The address is a listener of ours.
    #[error("{host}:{port} is this gateway itself")]
    Own {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// Out of descriptors, and the like: our fault, not the provider's.
    #[error("this machine can't open a connection: {0}")]
    Local(io::Error),
    /// It took too long.
    #[error("the connection took too long (connect_timeout_ms)")]
    TimedOut,
}

/// A connection that was made.
#[derive(Debug)]
pub(crate) struct Connected {
    /// Its bytes.
    pub(crate) io: Io,
    /// Why it goes without its proxy, if it does.
    pub(crate) skipped_proxy: Option<String>,
}

/// Makes connections.
#[derive(Default)]
pub(crate) struct Connector {
    trust: Trust,
    own_ports: RwLock<Vec<u16>>,
    #[cfg(test)]
    pub(super) in_memory: super::memory::InMemory,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

impl Connector {
    /// Never connects to this port of this machine: it is ours.
    pub(crate) fn refuse_port(&self, port: u16) {
        self.own_ports.write().unwrap_or_else(PoisonError::into_inner).push(port);
    }

    /// Connects. Through the proxy and, where that can't be used and may be done without, directly: each
    /// within the limit.
    ///
    /// # Errors
    /// A [`ConnectError`].
    pub(crate) async fn connect(
        &self,
        way: &Way,
        limit: Option<Duration>,
    ) -> Result<Connected, ConnectError> {
        #[cfg(test)]
        if let Some(connecting) = self.in_memory.connect(way.origin()) {
            let io = within(limit, async { Ok(connecting.await) }).await?;
            return Ok(Connected { io, skipped_proxy: None });
        }
        let Some(proxy) = way.proxy() else {
            let io = within(limit, self.directly(way)).await?;
            return Ok(Connected { io, skipped_proxy: None });
        };
        let failed = match within(limit, self.through(proxy, way)).await {
            Ok(io) => return Ok(Connected { io, skipped_proxy: None }),
            // The whole way took too long, and the proxy is part of it.
            Err(ConnectError::TimedOut) => proxy_failed(proxy, ProxyError::TimedOut),
            Err(failed) => failed,
        };
        if !matches!(failed, ConnectError::Proxy { .. }) || !way.may_skip_proxy() {
            return Err(failed);
        }
        tracing::warn!(host = %way.origin().host, "connecting directly: {failed}");
        let io = within(limit, self.directly(way)).await?;
        Ok(Connected { io, skipped_proxy: Some(failed.to_string()) })
    }

    async fn directly(&self, way: &Way) -> Result<Io, ConnectError> {
        let origin = way.origin();
        let addresses = look_up(&origin.host, origin.port).await;
        let addresses =
            addresses.map_err(|source| ConnectError::Name { host: origin.host.clone(), source })?;
        self.check(&origin.host, origin.port, &addresses)?;
        let stream = race(addresses).await.map_err(|source| match platform::is_local_fault(&source) {
            true => ConnectError::Local(source),
            false => ConnectError::Tcp { host: origin.host.clone(), port: origin.port, source },
        })?;
        platform::tune(&stream);
        if !origin.https {
            return Ok(Io::Plain(stream));
        }
        Ok(Io::Tls(Box::new(self.encrypted(stream, way).await?)))
    }

    async fn through(&self, proxy: &Proxy, way: &Way) -> Result<Io, ConnectError> {
        let origin = way.origin();
        // The proxy resolves the name, so that what it leads to isn't seen: what was written is checked.
        if let Ok(address) = origin.host.parse()
            && is_forbidden_address(address)
        {
            return Err(ConnectError::Forbidden { host: origin.host.clone(), address });
        }
        let failed = |source| proxy_failed(proxy, source);
        let mut stream = self.reach(proxy).await?;
        if proxy.url.scheme == ProxyScheme::Https {
            let encrypted = self.encrypt(stream, &proxy.url.host, way).await?;
            let mut stream = encrypted.map_err(|source| failed(ProxyError::Tls(source)))?;
            connect_on(&mut stream, proxy, origin).await.map_err(failed)?;
            return Ok(match origin.https {
                true => Io::TlsInTls(Box::new(self.encrypted(stream, way).await?)),
                false => Io::Tls(Box::new(stream)),
            });
        }
        connect_on(&mut stream, proxy, origin).await.map_err(failed)?;
        Ok(match origin.https {
            true => Io::Tls(Box::new(self.encrypted(stream, way).await?)),
            false => Io::Plain(stream),
        })
    }

    /// The connection to a proxy itself.
    async fn reach(&self, proxy: &Proxy) -> Result<TcpStream, ConnectError> {
        let addresses = look_up(&proxy.url.host, proxy.url.port).await;
        let addresses = addresses.map_err(|source| proxy_failed(proxy, ProxyError::Name(source)))?;
        self.check(&proxy.url.host, proxy.url.port, &addresses)?;
        let stream = race(addresses).await.map_err(|source| match platform::is_local_fault(&source) {
            true => ConnectError::Local(source),
            false => proxy_failed(proxy, ProxyError::Unreachable(source)),
        })?;
        platform::tune(&stream);
        Ok(stream)
    }

    /// TLS with whom a way ends at.
    async fn encrypted<S>(&self, stream: S, way: &Way) -> Result<TlsStream<S>, ConnectError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let host = &way.origin().host;
        let encrypted = self.encrypt(stream, host, way).await?;
        encrypted.map_err(|source| ConnectError::Tls { host: host.clone(), source })
    }

    /// TLS with a host; the inner error is the other side's.
    async fn encrypt<S>(
        &self,
        stream: S,
        host: &str,
        way: &Way,
    ) -> Result<io::Result<TlsStream<S>>, ConnectError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let tls = self.trust.of(way.network()).await;
        let tls = tls.map_err(|error| ConnectError::TlsSetup(error.to_string()))?;
        Ok(match ServerName::try_from(host.to_owned()) {
            Ok(name) => tls.connect(name, stream).await,
            Err(error) => Err(io::Error::new(io::ErrorKind::InvalidInput, error)),
        })
    }

    /// What is never connected to. The check is on the addresses, so that a name can't lead elsewhere after it
    /// was saved.
    fn check(&self, host: &str, port: u16, addresses: &[SocketAddr]) -> Result<(), ConnectError> {
        if let Some(address) =
            addresses.iter().map(SocketAddr::ip).find(|address| is_forbidden_address(*address))
        {
            return Err(ConnectError::Forbidden { host: host.to_owned(), address });
        }
        let own = self.own_ports.read().unwrap_or_else(PoisonError::into_inner).contains(&port);
        if own && addresses.iter().any(|address| address.ip().to_canonical().is_loopback()) {
            return Err(ConnectError::Own { host: host.to_owned(), port });
        }
        Ok(())
    }
}

async fn look_up(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    match host.parse::<IpAddr>() {
        Ok(address) => Ok(vec![SocketAddr::new(address, port)]),
        Err(_) => Ok(tokio::net::lookup_host((host, port)).await?.collect()),
    }
}

async fn within<T>(
    limit: Option<Duration>,
    connecting: impl Future<Output = Result<T, ConnectError>>,
) -> Result<T, ConnectError> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, connecting).await.map_err(|_| ConnectError::TimedOut)?,
        None => connecting.await,
    }
}

fn proxy_failed(proxy: &Proxy, source: ProxyError) -> ConnectError {
    // Who we are to it is nobody's business.
    let shown = domain::ProxyUrl { username: None, ..proxy.url.clone() };
    ConnectError::Proxy { proxy: shown.to_string(), source }
}

#[cfg(test)]
mod tests;
