//! Name, connection, proxy, encryption: the steps before anything is asked, over the provider's own network.

use crate::{
    admin::{TestFailure, TestStepKind},
    connectivity::{
        cause::{Blame, cause},
        report::{Notes, Passed, Stumbled},
    },
};
use domain::ProxyUrl;
use gateway::dial::{Begun, ConnectError, Line, ProxyError};
use rustls::CertificateError;
use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    time::Duration,
};
use tokio::net::TcpStream;

/// How long a proxy is waited for that may be skipped.
const PROXY_PATIENCE: Duration = Duration::from_secs(3);

/// Connects, a step at a time: the line that leads there, and a connection that is ready for a request.
pub(super) async fn connect(line: Line, https: bool, notes: &mut Notes) -> Option<(Line, Begun)> {
    let mut line = line;
    if let Some(direct) = line.skipping_proxy()
        && let Some(stumbled) = broken_proxy(&line).await
    {
        notes.pass_over(TestStepKind::Proxy, stumbled, "it can't be used: going on directly").await;
        line = direct;
    }
    let addresses = notes.step(TestStepKind::Dns, resolve(&line)).await?;
    let stream = notes.step(TestStepKind::Tcp, reach(&line, addresses)).await?;
    let begun = match line.proxy() {
        Some(_) => notes.step(TestStepKind::Proxy, pass_proxy(&line, stream)).await?,
        None => line.pass_proxy(stream).await.ok()?,
    };
    let begun = match https {
        true => notes.step(TestStepKind::Tls, encrypt(&line, begun)).await?,
        false => begun,
    };
    Some((line, begun))
}

/// What is wrong with a proxy that may be skipped.
async fn broken_proxy(line: &Line) -> Option<Stumbled> {
    let passed = async {
        let addresses = line.resolve().await?;
        let stream = line.reach(addresses).await?;
        line.pass_proxy(stream).await
    };
    match tokio::time::timeout(PROXY_PATIENCE, passed).await {
        Ok(Err(error @ ConnectError::Proxy { .. })) => Some(stumbled(&error)),
        // What else is wrong, the steps will tell.
        Ok(Err(_) | Ok(_)) => None,
        Err(_) => {
            let host = line.proxy().map(shown);
            let blame = Blame { host: host.as_deref(), ..Blame::default() };
            Some(cause(TestFailure::ProxyUnreachable, &blame).into())
        }
    }
}

/// A proxy's address, without who we are to it.
fn shown(proxy: &ProxyUrl) -> String {
    ProxyUrl { username: None, ..proxy.clone() }.to_string()
}

async fn resolve(line: &Line) -> Result<Passed<Vec<SocketAddr>>, Stumbled> {
    let addresses = line.resolve().await.map_err(|error| stumbled(&error))?;
    let detail = addresses.iter().map(|address| address.ip().to_string()).collect::<Vec<_>>().join(", ");
    let detail = if line.proxy().is_some() { format!("{detail} (the proxy)") } else { detail };
    Ok(Passed::value(addresses, detail))
}

async fn reach(line: &Line, addresses: Vec<SocketAddr>) -> Result<Passed<TcpStream>, Stumbled> {
    let stream = line.reach(addresses).await.map_err(|error| stumbled(&error))?;
    let address = stream.peer_addr().map_or_else(|_| String::new(), |address| address.to_string());
    Ok(Passed::value(stream, address))
}

async fn pass_proxy(line: &Line, stream: TcpStream) -> Result<Passed<Begun>, Stumbled> {
    let begun = line.pass_proxy(stream).await.map_err(|error| stumbled(&error))?;
    Ok(Passed::value(begun, line.proxy().map(shown).unwrap_or_default()))
}

async fn encrypt(line: &Line, begun: Begun) -> Result<Passed<Begun>, Stumbled> {
    let (begun, version) = line.encrypt(begun).await.map_err(|error| stumbled(&error))?;
    Ok(Passed::value(begun, version.unwrap_or_default()))
}

/// Why there is no connection.
pub(super) fn stumbled(error: &ConnectError) -> Stumbled {
    let (failure, host, said) = match error {
        ConnectError::Name { host, .. } => (without_name(has_network()), host.clone(), None),
        ConnectError::Tcp { host, port, source } => {
            (unreached(source, has_network()), with_port(host, *port), Some(source.to_string()))
        }
        ConnectError::Tls { host, source } => (tls_failure(source), host.clone(), Some(source.to_string())),
        ConnectError::TlsSetup(said) => (TestFailure::UnreadableAuthority, String::new(), Some(said.clone())),
        ConnectError::Proxy { proxy, source } => {
            (proxy_failure(source), proxy.clone(), Some(source.to_string()))
        }
        ConnectError::Forbidden { host, .. } => (TestFailure::ForbiddenAddress, host.clone(), None),
        ConnectError::Own { host, port } => (TestFailure::OwnAddress, with_port(host, *port), None),
        ConnectError::Local(source) => (TestFailure::Unreachable, String::new(), Some(source.to_string())),
        ConnectError::TimedOut => (TestFailure::Timeout, String::new(), None),
    };
    let host = Some(host.as_str()).filter(|host| !host.is_empty());
    cause(failure, &Blame { host, said: said.as_deref(), ..Blame::default() }).into()
}

fn with_port(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

fn without_name(has_network: bool) -> TestFailure {
    if has_network { TestFailure::UnknownName } else { TestFailure::Offline }
}

fn unreached(error: &io::Error, has_network: bool) -> TestFailure {
    let kinds = [
        (io::ErrorKind::ConnectionRefused, TestFailure::Refused),
        (io::ErrorKind::TimedOut, TestFailure::Timeout),
        (io::ErrorKind::ConnectionReset, TestFailure::Reset),
    ];
    match kinds.into_iter().find(|(kind, _)| *kind == error.kind()) {
        Some((_, failure)) => failure,
        None if has_network => TestFailure::Unreachable,
        None => TestFailure::Offline,
    }
}

fn proxy_failure(error: &ProxyError) -> TestFailure {
    match error {
        ProxyError::Name(_) | ProxyError::Unreachable(_) | ProxyError::TimedOut | ProxyError::Reset(_) => {
            TestFailure::ProxyUnreachable
        }
        ProxyError::Tls(error) => tls_failure(error),
        ProxyError::Login => TestFailure::ProxyLogin,
        ProxyError::Refused(_) => TestFailure::ProxyRefused,
        ProxyError::CannotReach(_) => TestFailure::ProxyCannotReach,
        ProxyError::NotAProxy(_) => TestFailure::NotAProxy,
    }
}

fn tls_failure(error: &io::Error) -> TestFailure {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match tls {
        Some(rustls::Error::InvalidCertificate(certificate)) => certificate_failure(certificate),
        Some(_) => TestFailure::NotTls,
        None => TestFailure::Reset,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "rustls may come to know more errors at any time")]
fn certificate_failure(error: &CertificateError) -> TestFailure {
    match error {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => TestFailure::CertificateExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TestFailure::CertificateName
        }
        // What signed itself is called an authority that is used as a server.
        CertificateError::UnknownIssuer | CertificateError::Other(_) => TestFailure::UnknownIssuer,
        _ => TestFailure::Certificate,
    }
}

/// Whether there is a way out of this machine. Nothing is sent: the system only looks for the way.
fn has_network() -> bool {
    let looks: [(SocketAddr, SocketAddr); 2] = [
        ((Ipv4Addr::UNSPECIFIED, 0).into(), (Ipv4Addr::new(192, 0, 2, 1), 9).into()),
        ((Ipv6Addr::UNSPECIFIED, 0).into(), (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), 9).into()),
    ];
    looks.iter().any(|(from, to)| UdpSocket::bind(from).is_ok_and(|socket| socket.connect(to).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_network_nothing_else_is_to_blame() {
        assert_eq!(without_name(false), TestFailure::Offline);
        assert_eq!(without_name(true), TestFailure::UnknownName);
        for (kind, has_network, failure) in [
            (io::ErrorKind::NetworkUnreachable, false, TestFailure::Offline),
            (io::ErrorKind::NetworkUnreachable, true, TestFailure::Unreachable),
            (io::ErrorKind::HostUnreachable, true, TestFailure::Unreachable),
            (io::ErrorKind::ConnectionRefused, false, TestFailure::Refused),
            (io::ErrorKind::TimedOut, true, TestFailure::Timeout),
        ] {
            assert_eq!(unreached(&io::Error::from(kind), has_network), failure, "{kind}");
        }
    }
}
