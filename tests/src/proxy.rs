//! A proxy that leads every name to one address: `provider.test` needs no name server. And encryption before
//! anything that has none.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What a proxy speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// HTTP `CONNECT`.
    Http,
    /// SOCKS 5.
    Socks5,
}

/// Whom a proxy lets in: `me`, with the password `secret`.
const LOGIN: (&str, &str) = ("me", "secret");
/// The same as a header has it.
const BASIC: &str = "Proxy-Authorization: Basic bWU6c2VjcmV0";

/// A running proxy. Dropped, it is gone.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    _closing: tokio_util::sync::DropGuard,
}

impl Proxy {
    /// Starts one that leads to this address, for everybody or only for `me:secret`.
    ///
    /// # Panics
    /// When there is no port to be had.
    pub async fn start(speaks: Speaks, to: SocketAddr, wants_login: bool) -> Self {
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let notes = asked.clone();
        let (address, closing) = listen(move |stream| {
            let notes = notes.clone();
            async move {
                let mut stream = BufStream::new(stream);
                let wanted = match speaks {
                    Speaks::Http => by_http(&mut stream, wants_login).await?,
                    Speaks::Socks5 => by_socks(&mut stream, wants_login).await?,
                };
                let Some(wanted) = wanted else { return Ok(()) };
                notes.lock().unwrap().push(wanted);
                let mut upstream = TcpStream::connect(to).await?;
                copy_bidirectional(&mut stream, &mut upstream).await.map(drop)
            }
        })
        .await;
        Self { address, asked, _closing: closing }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it was asked to lead, each time.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// `None`: it was told who asks, and sends them away.
async fn by_http(stream: &mut BufStream<TcpStream>, wants_login: bool) -> io::Result<Option<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if line.trim_end().is_empty() {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    if wants_login && !lines.iter().any(|line| line == BASIC) {
        stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await?;
        stream.flush().await?;
        return Ok(None);
    }
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    stream.flush().await?;
    let target = lines.first().and_then(|line| line.strip_prefix("CONNECT ")?.split(' ').next());
    Ok(target.map(str::to_owned))
}

async fn by_socks(stream: &mut BufStream<TcpStream>, wants_login: bool) -> io::Result<Option<String>> {
    let _version = stream.read_u8().await?;
    let methods = counted(stream).await?;
    let method = if wants_login { 2 } else { 0 };
    let chosen = if methods.contains(&method) { method } else { 255 };
    stream.write_all(&[5, chosen]).await?;
    stream.flush().await?;
    if chosen == 255 {
        return Ok(None);
    }
    if wants_login {
        let _version = stream.read_u8().await?;
        let (name, password) = (counted(stream).await?, counted(stream).await?);
        let welcome = name == LOGIN.0.as_bytes() && password == LOGIN.1.as_bytes();
        stream.write_all(&[1, u8::from(!welcome)]).await?;
        stream.flush().await?;
        if !welcome {
            return Ok(None);
        }
    }
    let mut head = [0; 4];
    stream.read_exact(&mut head).await?;
    assert_eq!(head, [5, 1, 0, 3], "connect to a name, which the proxy resolves");
    let name = String::from_utf8(counted(stream).await?).unwrap();
    let port = stream.read_u16().await?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    stream.flush().await?;
    Ok(Some(format!("{name}:{port}")))
}

async fn counted(stream: &mut BufStream<TcpStream>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::from(stream.read_u8().await?)];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// TLS before something that has none, with a certificate of an authority that nobody knows.
#[derive(Debug)]
pub struct Encrypted {
    address: SocketAddr,
    /// The authority's certificate.
    pub authority: String,
    _closing: tokio_util::sync::DropGuard,
}

impl Encrypted {
    /// Encrypts what leads to this address, under these names.
    ///
    /// # Panics
    /// When there is no port to be had.
    pub async fn before(to: SocketAddr, names: &[&str]) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
        let config =
            rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![certificate.der().clone()], key.serialize_der().try_into().unwrap())
                .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let (address, closing) = listen(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                let mut stream = acceptor.accept(stream).await?;
                let mut beneath = TcpStream::connect(to).await?;
                copy_bidirectional(&mut stream, &mut beneath).await.map(drop)
            }
        })
        .await;
        Self { address, authority: authority.pem(), _closing: closing }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Serves each connection until the guard is dropped.
async fn listen<Serving>(
    serve: impl Fn(TcpStream) -> Serving + Send + 'static,
) -> (SocketAddr, tokio_util::sync::DropGuard)
where
    Serving: Future<Output = io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let closing = CancellationToken::new();
    let (ended, tasks) = (closing.clone(), TaskTracker::new());
    tasks.clone().spawn(async move {
        while let Some(Ok((stream, _))) = ended.run_until_cancelled(listener.accept()).await {
            // How a connection ends shows at its other end.
            let serving = serve(stream);
            tasks.spawn(ended.clone().run_until_cancelled_owned(async move { drop(serving.await) }));
        }
    });
    (address, closing.drop_guard())
}
