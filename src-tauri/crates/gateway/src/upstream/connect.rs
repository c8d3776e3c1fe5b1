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
use tokio::net::TcpStream;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
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
    in_memory: super::memory::InMemory,
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

    /// Who is reached within this process.
    #[cfg(test)]
    pub(crate) fn in_memory(&self) -> &super::memory::InMemory {
        &self.in_memory
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
        let failed = match (within(limit, self.steps(way).all()).await, way.proxy()) {
            (Ok(io), _) => return Ok(Connected { io, skipped_proxy: None }),
            // The whole way took too long, and the proxy is part of it.
            (Err(ConnectError::TimedOut), Some(proxy)) => proxy_failed(proxy, ProxyError::TimedOut),
            (Err(failed), _) => failed,
        };
        if !matches!(failed, ConnectError::Proxy { .. }) || !way.may_skip_proxy() {
            return Err(failed);
        }
        tracing::warn!(host = %way.origin().host, "connecting directly: {failed}");
        let io = within(limit, self.steps(way).without_proxy().all()).await?;
        Ok(Connected { io, skipped_proxy: Some(failed.to_string()) })
    }

    /// The steps of a connection.
    pub(crate) fn steps<'a>(&'a self, way: &'a Way) -> Steps<'a> {
        Steps { connector: self, way, proxy: way.proxy() }
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

/// One connection, a step at a time.
#[derive(Clone, Copy)]
pub(crate) struct Steps<'a> {
    connector: &'a Connector,
    way: &'a Way,
    proxy: Option<&'a Proxy>,
}

impl<'a> Steps<'a> {
    /// The same, going without a proxy.
    pub(crate) fn without_proxy(self) -> Self {
        Self { proxy: None, ..self }
    }

    /// What it goes through.
    pub(crate) fn proxy(&self) -> Option<&'a Proxy> {
        self.proxy
    }

    /// One after the other.
    pub(crate) async fn all(self) -> Result<Io, ConnectError> {
        let addresses = self.resolve().await?;
        let stream = self.reach(addresses).await?;
        let io = self.pass_proxy(stream).await?;
        self.encrypt(io).await
    }

    /// The addresses of whom is called first: the proxy, or the upstream itself.
    pub(crate) async fn resolve(self) -> Result<Vec<SocketAddr>, ConnectError> {
        let origin = self.way.origin();
        let Some(proxy) = self.proxy else {
            let addresses = look_up(&origin.host, origin.port).await;
            let addresses =
                addresses.map_err(|source| ConnectError::Name { host: origin.host.clone(), source })?;
            self.connector.check(&origin.host, origin.port, &addresses)?;
            return Ok(addresses);
        };
        // The proxy resolves the upstream's name, so that what it leads to isn't seen: what was written is
        // checked.
        if let Ok(address) = origin.host.parse()
            && is_forbidden_address(address)
        {
            return Err(ConnectError::Forbidden { host: origin.host.clone(), address });
        }
        let (host, port) = (&proxy.url.host, proxy.url.port);
        let addresses = look_up(host, port).await;
        let addresses = addresses.map_err(|source| proxy_failed(proxy, ProxyError::Name(source)))?;
        self.connector.check(host, port, &addresses)?;
        Ok(addresses)
    }

    /// TCP to one of them.
    pub(crate) async fn reach(self, addresses: Vec<SocketAddr>) -> Result<TcpStream, ConnectError> {
        let stream = race(addresses).await.map_err(|source| {
            match (platform::is_local_fault(&source), self.proxy) {
                (true, _) => ConnectError::Local(source),
                (false, Some(proxy)) => proxy_failed(proxy, ProxyError::Unreachable(source)),
                (false, None) => {
                    let origin = self.way.origin();
                    ConnectError::Tcp { host: origin.host.clone(), port: origin.port, source }
                }
            }
        })?;
        platform::tune(&stream);
        Ok(stream)
    }

    /// The proxy connects it on, if there is one.
    pub(crate) async fn pass_proxy(self, stream: TcpStream) -> Result<Io, ConnectError> {
        let mut io = Io::Plain(stream);
        let Some(proxy) = self.proxy else { return Ok(io) };
        if proxy.url.scheme == ProxyScheme::Https {
            let encrypted = self.encrypt_for(io, &proxy.url.host).await?;
            io = encrypted.map_err(|source| proxy_failed(proxy, ProxyError::Tls(source)))?;
        }
        let origin = self.way.origin();
        connect_on(&mut io, proxy, origin).await.map_err(|source| proxy_failed(proxy, source))?;
        Ok(io)
    }

    /// TLS with the upstream, if it wants that.
    pub(crate) async fn encrypt(self, io: Io) -> Result<Io, ConnectError> {
        let origin = self.way.origin();
        if !origin.https {
            return Ok(io);
        }
        let encrypted = self.encrypt_for(io, &origin.host).await?;
        encrypted.map_err(|source| ConnectError::Tls { host: origin.host.clone(), source })
    }

    /// TLS with a host; the inner error is the other side's.
    async fn encrypt_for(self, io: Io, host: &str) -> Result<io::Result<Io>, ConnectError> {
        let tls = self.connector.trust.of(self.way.network()).await;
        let tls = tls.map_err(|error| ConnectError::TlsSetup(error.to_string()))?;
        Ok(match ServerName::try_from(host.to_owned()) {
            Ok(name) => io.encrypt(&tls, name).await,
            Err(error) => Err(io::Error::new(io::ErrorKind::InvalidInput, error)),
        })
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
