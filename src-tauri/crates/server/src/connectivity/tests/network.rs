//! The test over a provider's own network: proxies that do and don't, certificates that are and aren't believed.

use super::*;
use domain::{Network, Proxy};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;

/// What a scripted proxy reads at a time, and says to it; after the last of it, it is the provider itself.
type Script = &'static [(usize, &'static [u8])];

/// A proxy that follows a script.
async fn proxy(script: Script, then: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tasks = TaskTracker::new();
    tasks.clone().spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tasks.spawn(async move {
                for (length, answer) in script {
                    let mut piece = vec![0; *length];
                    if *length == 0 {
                        read_head(&mut stream).await;
                    } else if stream.read_exact(&mut piece).await.is_err() {
                        return;
                    }
                    let _ = stream.write_all(answer).await;
                }
                if !then.is_empty() {
                    read_head(&mut stream).await;
                    let _ = stream.write_all(then).await;
                    let _ = stream.shutdown().await;
                    // Closed with something unread, it would be reset.
                    let _ = stream.read_to_end(&mut Vec::new()).await;
                }
            });
        }
    });
    address.to_string()
}

async fn read_head(stream: &mut tokio::net::TcpStream) {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n")
        && stream.read_buf(&mut head).await.is_ok_and(|read| read > 0)
    {}
}

/// The report on a provider behind this proxy.
async fn through(proxy: &str, fallback: bool, base_url: &str) -> TestReport {
    let network = Network {
        proxy: Some(Proxy::parse(proxy).unwrap()),
        proxy_fallback_direct: fallback,
        ..Network::default()
    };
    // `.lan` is nobody's: plain http to it is allowed, and only the proxy knows it.
    report(Provider { network, ..provider(base_url, Dialect::Anthropic) }).await
}

const GENERATION: &str = "HTTP/1.1 200 x\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n\
     {\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}";

#[tokio::test]
async fn a_proxys_failure_is_told_by_its_cause() {
    use TestFailure as F;
    let cases: [(&str, Script, F); 8] = [
        ("http", &[(0, b"HTTP/1.1 407 x\r\n\r\n")], F::ProxyLogin),
        ("http", &[(0, b"HTTP/1.1 403 x\r\n\r\n")], F::ProxyRefused),
        ("http", &[(0, b"HTTP/1.1 502 x\r\n\r\n")], F::ProxyCannotReach),
        ("http", &[(0, b"HTTP/1.1 405 x\r\n\r\n")], F::NotAProxy),
        ("socks5", &[(3, b"HTTP/1.1 400")], F::NotAProxy),
        ("socks5", &[(3, &[5, 255])], F::ProxyLogin),
        ("socks5", &[(3, &[5, 0]), (19, &[5, 2, 0, 1])], F::ProxyRefused),
        ("socks5", &[(3, &[5, 0]), (19, &[5, 5, 0, 1])], F::ProxyCannotReach),
    ];
    for (scheme, script, failure) in cases {
        let url = format!("{scheme}://{}", proxy(script, b"").await);
        let report = through(&url, false, "http://provider.lan").await;
        assert_eq!(failed(&report), Some((TestStepKind::Proxy, failure)), "{url} {script:?}");
        let cause = report.steps.iter().find_map(|step| step.cause.clone()).unwrap();
        assert!(cause.en.contains(&url) && cause.zh.contains(&url), "{cause:?}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let report = through(&format!("http://{closed}"), false, "http://provider.lan").await;
    assert_eq!(failed(&report), Some((TestStepKind::Tcp, F::ProxyUnreachable)));
}

#[tokio::test]
async fn a_proxy_that_connects_is_a_step_of_its_own() {
    const CONNECTED: &[u8] = b"HTTP/1.1 200 x\r\n\r\n";
    let url = format!("http://{}", proxy(&[(0, CONNECTED)], GENERATION.as_bytes()).await);
    let report = through(&url, false, "http://provider.lan").await;
    let proxy = report.steps.iter().find(|step| step.step == TestStepKind::Proxy).unwrap();
    assert_eq!((proxy.outcome, proxy.detail.as_deref()), (TestOutcome::Passed, Some(url.as_str())));
    assert!(report.passed, "{report:?}");
}

#[tokio::test]
async fn a_dead_proxy_that_may_be_skipped_is_skipped_and_said_to_be() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    // Too long to be a name: the direct way ends there, without a name server being asked.
    let report = through(&format!("http://{closed}"), true, &format!("http://{}.lan", "a".repeat(64))).await;
    let proxy = report.steps.iter().find(|step| step.step == TestStepKind::Proxy).unwrap();
    assert_eq!(proxy.outcome, TestOutcome::Skipped);
    assert_eq!(proxy.cause.as_ref().map(|cause| cause.failure), Some(TestFailure::ProxyUnreachable));
    let (step, failure) = failed(&report).unwrap();
    assert_eq!(step, TestStepKind::Dns);
    assert!(matches!(failure, TestFailure::UnknownName | TestFailure::Offline), "{failure:?}");
}

/// What a server shows.
struct Shown {
    certificate: CertificateParams,
    /// Whether it signed it itself.
    itself: bool,
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "an authority of nobody's");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A provider with TLS, and the certificate to trust.
async fn encrypted(shown: Shown) -> (String, String) {
    let (key, authority) = (KeyPair::generate().unwrap(), authority());
    let certificate = match shown.itself {
        true => shown.certificate.self_signed(&key).unwrap(),
        false => shown.certificate.signed_by(&key, &authority).unwrap(),
    };
    let trusted = if shown.itself { certificate.pem() } else { authority.pem() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key.serialize_der().try_into().unwrap())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    TaskTracker::new().spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut head = vec![0; 4_096];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(GENERATION.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (format!("https://localhost:{port}"), trusted)
}

fn named(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

#[tokio::test]
async fn a_certificate_that_is_not_believed_says_why() {
    use TestFailure as F;
    let expired = || {
        let mut params = named("localhost");
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
        params
    };
    let own_authority = || {
        let mut params = named("localhost");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    };
    // Without trust, and with it.
    for (certificate, itself, stranger, trusted) in [
        (named("localhost"), false, Some(F::UnknownIssuer), None),
        (named("localhost"), true, Some(F::UnknownIssuer), None),
        (own_authority(), true, Some(F::UnknownIssuer), None),
        (expired(), false, Some(F::CertificateExpired), Some(F::CertificateExpired)),
        (named("other.example"), false, Some(F::UnknownIssuer), Some(F::CertificateName)),
    ] {
        let (url, pem) = encrypted(Shown { certificate, itself }).await;
        let trusting = Network { extra_ca_pem: domain::valid_ca_pem(&pem).ok(), ..Network::default() };
        let anybody = Network { accept_any_certificate: true, ..Network::default() };
        for (network, expected) in [(Network::default(), stranger), (trusting, trusted), (anybody, None)] {
            let report = report(Provider { network, ..provider(&url, Dialect::Anthropic) }).await;
            assert_eq!(failed(&report), expected.map(|failure| (TestStepKind::Tls, failure)), "{report:?}");
        }
    }
}
