//! Making a connection: names, addresses, TCP, TLS. Loopback never goes through a proxy, because none is used.

use crate::{platform, upstream::Io};
use domain::{Origin, is_forbidden_address};
use rustls_platform_verifier::BuilderVerifierExt;
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio::{net::TcpStream, sync::OnceCell, task::JoinSet};
use tokio_rustls::TlsConnector;

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
    /// The system's certificates can't be read.
    #[error("TLS can't be set up: {0}")]
    TlsSetup(String),
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
}

/// How long one address may be silent before the next is tried beside it (RFC 8305).
const NEXT_ADDRESS_AFTER: Duration = Duration::from_millis(250);

/// Makes connections.
#[derive(Default)]
pub(crate) struct Connector {
    tls: OnceCell<TlsConnector>,
    own_ports: RwLock<Vec<u16>>,
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

    /// Connects.
    ///
    /// # Errors
    /// A [`ConnectError`]; the caller sets the time limit.
    pub(crate) async fn connect(&self, origin: &Origin) -> Result<Io, ConnectError> {
        let addresses = self.resolve(origin).await?;
        let stream = race(addresses).await.map_err(|source| match platform::is_local_fault(&source) {
            true => ConnectError::Local(source),
            false => ConnectError::Tcp { host: origin.host.clone(), port: origin.port, source },
        })?;
        platform::tune(&stream);
        if !origin.https {
            return Ok(Io::Plain(stream));
        }
        let tls = self.tls.get_or_try_init(load_tls).await?;
        let failed = |source| ConnectError::Tls { host: origin.host.clone(), source };
        let name = rustls::pki_types::ServerName::try_from(origin.host.clone())
            .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidInput, error)))?;
        let stream = tls.connect(name, stream).await.map_err(failed)?;
        Ok(Io::Tls(Box::new(stream)))
    }

    async fn resolve(&self, origin: &Origin) -> Result<Vec<SocketAddr>, ConnectError> {
        let host = &origin.host;
        let addresses: Vec<SocketAddr> = match host.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, origin.port)],
            Err(_) => tokio::net::lookup_host((host.as_str(), origin.port))
                .await
                .map_err(|source| ConnectError::Name { host: host.clone(), source })?
                .collect(),
        };
        // The check is on what is connected to, so that a name can't lead elsewhere after it was saved.
        if let Some(address) =
            addresses.iter().map(SocketAddr::ip).find(|address| is_forbidden_address(*address))
        {
            return Err(ConnectError::Forbidden { host: host.clone(), address });
        }
        let own = self.own_ports.read().unwrap_or_else(PoisonError::into_inner).contains(&origin.port);
        if own && addresses.iter().any(|address| address.ip().is_loopback()) {
            return Err(ConnectError::Own { host: host.clone(), port: origin.port });
        }
        Ok(addresses)
    }
}

/// The first address that answers; each gets a head start before the next.
async fn race(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    if let [address] = addresses.as_slice() {
        return TcpStream::connect(address).await;
    }
    let mut tries = JoinSet::new();
    let mut waiting = addresses.into_iter();
    let mut last = io::Error::new(io::ErrorKind::NotFound, "no address");
    loop {
        match waiting.next() {
            Some(address) => {
                tries.spawn(TcpStream::connect(address));
            }
            None if tries.is_empty() => return Err(last),
            None => {}
        }
        let patience = if waiting.len() == 0 { Duration::MAX } else { NEXT_ADDRESS_AFTER };
        match tokio::time::timeout(patience, tries.join_next()).await {
            Ok(Some(Ok(Ok(stream)))) => return Ok(stream),
            Ok(Some(Ok(Err(error)))) => last = error,
            Ok(Some(Err(_)) | None) | Err(_) => {}
        }
    }
}

/// Reads the system's certificates at the first TLS connection: it takes milliseconds and memory that a
/// gateway to local models never needs.
async fn load_tls() -> Result<TlsConnector, ConnectError> {
    let setup = |error: &dyn std::fmt::Display| ConnectError::TlsSetup(error.to_string());
    let config = tokio::task::spawn_blocking(|| {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder =
            rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let mut config = builder.with_platform_verifier()?.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok::<_, rustls::Error>(config)
    })
    .await
    .map_err(|error| setup(&error))?
    .map_err(|error| setup(&error))?;
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(host: &str, port: u16) -> Origin {
        Origin { https: false, host: host.into(), port }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_ourselves_is_refused() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connector = Connector::default();
        assert!(connector.connect(&origin("localhost", port)).await.is_ok());
        connector.refuse_port(port);
        for host in ["localhost", "127.0.0.1"] {
            let refused = connector.connect(&origin(host, port)).await;
            assert!(matches!(refused, Err(ConnectError::Own { .. })), "{host}");
        }
    }

    #[tokio::test]
    async fn metadata_addresses_are_refused_at_the_connection() {
        let refused = Connector::default().connect(&origin("169.254.169.254", 80)).await;
        assert!(matches!(refused, Err(ConnectError::Forbidden { .. })));
    }

    #[tokio::test]
    async fn a_dead_first_address_does_not_hide_a_living_second() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let living = listener.local_addr().unwrap();
        let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        assert_eq!(race(vec![closed, living]).await.unwrap().peer_addr().unwrap(), living);
    }
}
