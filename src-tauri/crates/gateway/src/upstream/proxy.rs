//! Being connected on by a proxy: HTTP `CONNECT`, or SOCKS 5. The proxy resolves the name.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Origin, Proxy, ProxyScheme, Secret};
use memchr::memmem;
use std::{io, net::IpAddr};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Why a proxy doesn't connect us on.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// Its own name doesn't resolve.
    #[error("its name does not resolve: {0}")]
    Name(io::Error),
    /// It can't be reached itself.
    #[error("it can't be reached: {0}")]
    Unreachable(io::Error),
    /// TLS with it failed.
    #[error("TLS with it failed: {0}")]
    Tls(io::Error),
    /// It took too long.
    #[error("it took too long (connect_timeout_ms)")]
    TimedOut,
    /// It ended the connection instead of answering.
    #[error("it ended the connection: {0}")]
    Reset(io::Error),
    /// It wants to know who we are, or doesn't believe it.
    #[error("it wants another user name and password")]
    Login,
    /// It won't connect us there.
    #[error("it refuses the connection: {0}")]
    Refused(String),
    /// It would, but can't.
    #[error("it can't connect further: {0}")]
    CannotReach(String),
    /// What answers there is no such proxy.
    #[error("what answers there is no {0} proxy")]
    NotAProxy(&'static str),
}

impl From<io::Error> for ProxyError {
    fn from(error: io::Error) -> Self {
        Self::Reset(error)
    }
}

/// Asks the proxy at the other end of a stream to connect it on.
///
/// # Errors
/// A [`ProxyError`]; the caller sets the time limit.
pub(super) async fn connect_on(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    proxy: &Proxy,
    origin: &Origin,
) -> Result<(), ProxyError> {
    match proxy.url.scheme {
        ProxyScheme::Http | ProxyScheme::Https => by_http(stream, proxy, origin).await,
        ProxyScheme::Socks5 => by_socks(stream, proxy, origin).await,
    }
}

/// The longest head of a proxy's answer.
const HEAD_BYTES: usize = 8 << 10;

async fn by_http(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    proxy: &Proxy,
    origin: &Origin,
) -> Result<(), ProxyError> {
    let host = if origin.host.contains(':') { format!("[{}]", origin.host) } else { origin.host.clone() };
    let to = format!("{host}:{}", origin.port);
    let mut request = format!("CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n");
    if let Some(name) = &proxy.url.username {
        let password = proxy.password.as_ref().map_or("", Secret::expose);
        let login = STANDARD.encode(format!("{name}:{password}"));
        request.push_str(&format!("Proxy-Authorization: Basic {login}\r\n"));
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let mut head = Vec::new();
    let end = loop {
        if let Some(end) = memmem::find(&head, b"\r\n\r\n") {
            break end + 4;
        }
        if head.len() >= HEAD_BYTES {
            return Err(ProxyError::NotAProxy("HTTP"));
        }
        if stream.read_buf(&mut head).await? == 0 {
            return Err(match head.is_empty() {
                true => ProxyError::Reset(io::ErrorKind::UnexpectedEof.into()),
                false => ProxyError::NotAProxy("HTTP"),
            });
        }
    };
    let line = String::from_utf8_lossy(&head[..end]);
    let line = line.lines().next().unwrap_or_default();
    let mut words = line.splitn(3, ' ');
    let is_http = words.next().is_some_and(|version| version.starts_with("HTTP/1."));
    let status = words.next().and_then(|status| status.parse::<u16>().ok()).filter(|_| is_http);
    let Some(status) = status else { return Err(ProxyError::NotAProxy("HTTP")) };
    let said = shown(&format!("{status} {}", words.next().unwrap_or_default()));
    match status {
        // Whoever is called waits for us to begin: what came already is none of its bytes.
        200..=299 if head.len() == end => Ok(()),
        200..=299 => Err(ProxyError::NotAProxy("HTTP")),
        401 | 407 => Err(ProxyError::Login),
        // Web servers answer so, who never heard of CONNECT.
        400 | 404 | 405 | 501 => Err(ProxyError::NotAProxy("HTTP")),
        500.. => Err(ProxyError::CannotReach(said)),
        _ => Err(ProxyError::Refused(said)),
    }
}

/// What a proxy said, for people.
fn shown(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(200).collect()
}

const SOCKS: u8 = 5;
const NO_LOGIN: u8 = 0;
const LOGIN: u8 = 2;

/// RFC 1928, and RFC 1929 for the login.
async fn by_socks(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    proxy: &Proxy,
    origin: &Origin,
) -> Result<(), ProxyError> {
    const NOT_SOCKS: ProxyError = ProxyError::NotAProxy("SOCKS 5");
    let login = proxy.url.username.as_deref().map(|name| {
        let password = proxy.password.as_ref().map_or("", Secret::expose);
        [&[1][..], &counted(name.as_bytes()), &counted(password.as_bytes())].concat()
    });
    let offered: &[u8] = if login.is_some() { &[SOCKS, 2, NO_LOGIN, LOGIN] } else { &[SOCKS, 1, NO_LOGIN] };
    stream.write_all(offered).await?;
    let mut chosen = [0; 2];
    stream.read_exact(&mut chosen).await?;
    match (chosen, login) {
        ([SOCKS, NO_LOGIN], _) => {}
        ([SOCKS, LOGIN], Some(login)) => {
            stream.write_all(&login).await?;
            let mut verdict = [0; 2];
            stream.read_exact(&mut verdict).await?;
            if verdict[1] != 0 {
                return Err(ProxyError::Login);
            }
        }
        ([SOCKS, _], _) => return Err(ProxyError::Login),
        _ => return Err(NOT_SOCKS),
    }
    if origin.host.len() > usize::from(u8::MAX) {
        return Err(ProxyError::CannotReach("the name is too long for SOCKS".into()));
    }
    let address = match origin.host.parse() {
        Ok(IpAddr::V4(address)) => [&[1][..], &address.octets()].concat(),
        Ok(IpAddr::V6(address)) => [&[4][..], &address.octets()].concat(),
        Err(_) => [&[3][..], &counted(origin.host.as_bytes())].concat(),
    };
    let request = [&[SOCKS, 1, 0][..], &address, &origin.port.to_be_bytes()].concat();
    stream.write_all(&request).await?;
    let mut reply = [0; 4];
    stream.read_exact(&mut reply).await?;
    if reply[0] != SOCKS {
        return Err(NOT_SOCKS);
    }
    match reply[1] {
        0 => {}
        2 => return Err(ProxyError::Refused("its rules forbid it".into())),
        code => return Err(ProxyError::CannotReach(socks_reply(code).into())),
    }
    let bound = match reply[3] {
        1 => 4,
        4 => 16,
        3 => usize::from(stream.read_u8().await?),
        _ => return Err(NOT_SOCKS),
    };
    let mut ignored = vec![0; bound + 2];
    stream.read_exact(&mut ignored).await?;
    Ok(())
}

/// A text behind a byte that says how long it is.
fn counted(text: &[u8]) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    [&[length], &text[..usize::from(length)]].concat()
}

fn socks_reply(code: u8) -> &'static str {
    match code {
        1 => "general failure",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "it took too long",
        7 => "it does not connect",
        8 => "it does not know this kind of address",
        _ => "unknown reply",
    }
}

#[cfg(test)]
mod tests;
