use super::*;
use domain::{Network, Origin};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

fn origin(https: bool, host: &str, port: u16) -> Origin {
    Origin { https, host: host.into(), port }
}

fn way(origin: Origin, network: &Network) -> Way {
    Way::new(origin, network)
}

fn through(proxy: &str, fallback: bool) -> Network {
    let proxy = Some(Proxy::parse(proxy).unwrap());
    Network { proxy, proxy_fallback_direct: fallback, ..Network::default() }
}

async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// A port where nobody listens.
async fn closed_port() -> u16 {
    listener().await.1
}

#[tokio::test]
async fn a_name_that_leads_to_ourselves_is_refused() {
    let (_listener, port) = listener().await;
    let connector = Connector::default();
    let to = |host| way(origin(false, host, port), &Network::default());
    assert!(connector.connect(&to("localhost"), None).await.is_ok());
    connector.refuse_port(port);
    for host in ["localhost", "127.0.0.1"] {
        let refused = connector.connect(&to(host), None).await;
        assert!(matches!(refused, Err(ConnectError::Own { .. })), "{host}");
    }
    // A proxy that is ourselves would answer each request with itself.
    let proxied = way(origin(true, "api.example", 443), &through(&format!("http://127.0.0.1:{port}"), true));
    assert!(matches!(connector.connect(&proxied, None).await, Err(ConnectError::Own { .. })));
}

#[tokio::test]
async fn metadata_addresses_are_refused_at_the_connection_and_behind_a_proxy() {
    let (_listener, port) = listener().await;
    for network in [Network::default(), through(&format!("socks5://127.0.0.1:{port}"), true)] {
        let refused =
            Connector::default().connect(&way(origin(false, "169.254.169.254", 80), &network), None).await;
        assert!(matches!(refused, Err(ConnectError::Forbidden { .. })), "{network:?}");
    }
}

#[tokio::test]
async fn a_dead_proxy_is_gone_without_only_where_that_is_allowed() {
    let proxy = format!("http://127.0.0.1:{}", closed_port().await);
    let (_listener, port) = listener().await;
    for (fallback, connects) in [(true, true), (false, false)] {
        let connected = Connector::default()
            .connect(&Way::proxied(origin(false, "localhost", port), through(&proxy, fallback)), None)
            .await;
        match connected {
            Ok(connected) => {
                assert!(connects);
                assert!(connected.skipped_proxy.unwrap().starts_with(&format!("the proxy {proxy}: ")));
            }
            Err(error) => {
                assert!(!connects);
                assert!(matches!(error, ConnectError::Proxy { source: ProxyError::Unreachable(_), .. }));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_proxy_and_the_direct_way_have_the_limit_each() {
    let (_silent, port) = listener().await;
    let (_listener, upstream) = listener().await;
    let network = through(&format!("socks5://127.0.0.1:{port}"), true);
    let began = tokio::time::Instant::now();
    let limit = Some(Duration::from_secs(10));
    let connected = Connector::default()
        .connect(&Way::proxied(origin(false, "localhost", upstream), network.clone()), limit)
        .await;
    assert!(connected.unwrap().skipped_proxy.unwrap().contains("took too long"));
    assert_eq!(began.elapsed().as_secs(), 10);

    let network = Network { proxy_fallback_direct: false, ..network };
    let refused = Connector::default()
        .connect(&Way::proxied(origin(false, "localhost", upstream), network.clone()), limit)
        .await;
    assert!(matches!(refused, Err(ConnectError::Proxy { source: ProxyError::TimedOut, .. })));
}

/// An authority, and a server's certificate of its.
struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Certificates {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { authority }
    }

    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let certificate =
            CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.authority).unwrap();
        acceptor(certificate.der().clone(), &key)
    }

    fn pem(&self) -> domain::Text {
        domain::valid_ca_pem(&self.authority.pem()).unwrap()
    }
}

fn acceptor(certificate: rustls::pki_types::CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.serialize_der().try_into().unwrap())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Takes connections and says hello over TLS.
async fn greet(listener: TcpListener, tls: TlsAcceptor) {
    while let Ok((stream, _)) = listener.accept().await {
        if let Ok(mut stream) = tls.accept(stream).await {
            let _ = stream.write_all(b"hello").await;
            let _ = stream.shutdown().await;
        }
    }
}

/// The greeting, or why there is none.
async fn greeting(port: u16, network: &Network) -> Result<String, String> {
    let to = way(origin(true, "localhost", port), network);
    let connected = Connector::default().connect(&to, None).await.map_err(|error| error.to_string())?;
    let (mut io, mut text) = (connected.io, String::new());
    io.read_to_string(&mut text).await.map_err(|error| error.to_string())?;
    Ok(text)
}

#[tokio::test]
async fn a_certificate_of_an_authority_of_the_persons_is_believed_and_no_other() {
    let certificates = Certificates::new();
    let (listening, port) = listener().await;
    let (other, other_port) = listener().await;
    let trusting = Network { extra_ca_pem: Some(certificates.pem()), ..Network::default() };
    let stranger = Network { extra_ca_pem: Some(Certificates::new().pem()), ..Network::default() };
    let anybody = Network { accept_any_certificate: true, ..Network::default() };
    tokio::select! {
        () = greet(listening, certificates.acceptor("localhost")) => unreachable!(),
        () = greet(other, certificates.acceptor("elsewhere.example")) => unreachable!(),
        () = async {
            assert_eq!(greeting(port, &trusting).await.as_deref(), Ok("hello"));
            assert_eq!(greeting(port, &anybody).await.as_deref(), Ok("hello"));
            for network in [Network::default(), stranger] {
                assert!(greeting(port, &network).await.unwrap_err().contains("invalid peer certificate"));
            }
            assert!(greeting(other_port, &trusting).await.unwrap_err().contains("not valid for"));
            assert_eq!(greeting(other_port, &anybody).await.as_deref(), Ok("hello"));
        } => {}
    }
}

#[tokio::test]
async fn a_certificate_that_signs_itself_is_believed_when_it_was_given() {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    // As `openssl req -x509` makes them.
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let pem = domain::valid_ca_pem(&certificate.pem()).unwrap();
    let (listening, port) = listener().await;
    tokio::select! {
        () = greet(listening, acceptor(certificate.der().clone(), &key)) => unreachable!(),
        () = async {
            let given = Network { extra_ca_pem: Some(pem), ..Network::default() };
            assert_eq!(greeting(port, &given).await.as_deref(), Ok("hello"));
            assert!(greeting(port, &Network::default()).await.is_err());
        } => {}
    }
}

/// Who takes a connection and says nothing more, is as bad as who takes none.
#[tokio::test(start_paused = true)]
async fn a_handshake_that_stalls_ends_with_the_time_for_the_connection() {
    let (_silent, port) = listener().await;
    let began = tokio::time::Instant::now();
    let limit = Some(Duration::from_secs(10));
    let anybody = Network { accept_any_certificate: true, ..Network::default() };
    let refused = Connector::default().connect(&way(origin(true, "127.0.0.1", port), &anybody), limit).await;
    assert!(matches!(refused, Err(ConnectError::TimedOut)), "{refused:?}");
    assert_eq!(began.elapsed().as_secs(), 10);
}
