//! Name, connection, encryption.

use crate::{
    admin::TestFailure,
    connectivity::{
        cause::{Blame, cause},
        report::{Passed, Stumbled},
    },
};
use domain::{BaseUrl, is_forbidden_address};
use rustls::{CertificateError, ClientConfig, RootCertStore, pki_types::ServerName};
use rustls_platform_verifier::BuilderVerifierExt;
use std::{io, net::SocketAddr, sync::Arc};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// The addresses behind the name, without those that are never called.
pub(super) async fn resolve(base_url: &BaseUrl) -> Result<Passed<Vec<SocketAddr>>, Stumbled> {
    let origin = base_url.origin();
    let blame = Blame { host: Some(&origin.host), ..Blame::default() };
    let found = tokio::net::lookup_host((origin.host.as_str(), origin.port)).await;
    let found: Vec<SocketAddr> = found.map(Iterator::collect).unwrap_or_default();
    if found.is_empty() {
        return Err(cause(TestFailure::UnknownName, &blame).into());
    }
    let fine: Vec<_> = found.into_iter().filter(|address| !is_forbidden_address(address.ip())).collect();
    if fine.is_empty() {
        return Err(cause(TestFailure::ForbiddenAddress, &blame).into());
    }
    let detail = fine.iter().map(|address| address.ip().to_string()).collect::<Vec<_>>().join(", ");
    Ok(Passed::value(fine, detail))
}

/// A connection to the first address that takes one.
pub(super) async fn connect(
    base_url: &BaseUrl,
    addresses: &[SocketAddr],
) -> Result<Passed<TcpStream>, Stumbled> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(Passed::value(stream, address.to_string())),
            Err(error) => last = error,
        }
    }
    let kinds = [
        (io::ErrorKind::ConnectionRefused, TestFailure::Refused),
        (io::ErrorKind::TimedOut, TestFailure::Timeout),
        (io::ErrorKind::ConnectionReset, TestFailure::Reset),
    ];
    let failure = kinds.into_iter().find(|(kind, _)| *kind == last.kind());
    let failure = failure.map_or(TestFailure::Unreachable, |(_, failure)| failure);
    let said = last.to_string();
    let blame = Blame { host: Some(base_url.authority()), said: Some(&said), ..Blame::default() };
    Err(cause(failure, &blame).into())
}

/// What this machine trusts.
pub(super) fn tls_config() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_platform_verifier()?.with_no_client_auth())
}

/// For a machine that trusts nobody, or can't say whom: plain http works all the same.
pub(super) fn trusting_nobody() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// The encryption of a connection.
pub(super) async fn encrypt(
    base_url: &BaseUrl,
    connection: TcpStream,
    config: Option<&ClientConfig>,
) -> Result<Passed<()>, Stumbled> {
    let host = &base_url.origin().host;
    let blame = Blame { host: Some(host), ..Blame::default() };
    let (Some(config), Ok(name)) = (config, ServerName::try_from(host.clone())) else {
        return Err(cause(TestFailure::Certificate, &blame).into());
    };
    let connector = TlsConnector::from(Arc::new(config.clone()));
    match connector.connect(name, connection).await {
        Ok(stream) => {
            let version = stream.get_ref().1.protocol_version();
            Ok(Passed::with(version.map_or_else(String::new, |version| format!("{version:?}"))))
        }
        Err(error) => {
            let said = error.to_string();
            Err(cause(tls_failure(&error), &Blame { said: Some(&said), ..blame }).into())
        }
    }
}

fn tls_failure(error: &io::Error) -> TestFailure {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match tls {
        Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
            TestFailure::UnknownIssuer
        }
        Some(rustls::Error::InvalidCertificate(_)) => TestFailure::Certificate,
        Some(_) => TestFailure::NotTls,
        None => TestFailure::Reset,
    }
}
