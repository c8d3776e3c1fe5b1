//! How a provider is reached: through a proxy or not, and whom to trust for TLS.
//!
//! What is configured, and the rules that make it valid. Connecting is the gateway's business. No proxy ever
//! comes from the environment: a gateway that started at login and one that was started in a terminal would
//! go different ways.

use crate::{Secret, Text, is_forbidden_address};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};
use subtle::ConstantTimeEq;
use url::{Host, Url};

/// A provider's network. The default is the direct way, with the system's certificates.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Where its connections go through.
    pub proxy: Option<Proxy>,
    /// Whether it is called directly when the proxy can't be used.
    pub proxy_fallback_direct: bool,
    /// Certificates trusted beside the system's, as PEM.
    pub extra_ca_pem: Option<Text>,
    /// Whether any certificate is accepted: unsafe, and marked so.
    pub accept_any_certificate: bool,
}

/// A proxy, with the password for it.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Where it is.
    pub url: ProxyUrl,
    /// Its password, only beside a user name.
    pub password: Option<Secret>,
}

/// What is spoken to a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProxyScheme {
    /// HTTP, in the clear to the proxy.
    Http,
    /// HTTP, encrypted to the proxy.
    Https,
    /// SOCKS 5; the proxy resolves names.
    Socks5,
}

/// A proxy's address. It never holds a password, so it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProxyUrl {
    /// What is spoken to it.
    pub scheme: ProxyScheme,
    /// Host name, or an IP address (v6 without brackets).
    pub host: String,
    /// Port, the scheme's own when none was written.
    pub port: u16,
    /// Who we are to it.
    pub username: Option<String>,
}

/// Why a text is not a usable network setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Not an address.
    #[error("not a proxy: write it as http://host:port, https://host:port or socks5://host:port")]
    NotAProxy,
    /// Another scheme.
    #[error("a proxy is http, https or socks5, not `{0}`")]
    Scheme(String),
    /// More than an address.
    #[error("a proxy has no path, `?` or `#` part")]
    MoreThanAnAddress,
    /// A user name or password that can't be sent.
    #[error(
        "a proxy's user name and password have 1 to 255 bytes without control characters, the name no colon"
    )]
    Login,
    /// A password where none may stand.
    #[error("a proxy's password is kept apart from its address")]
    PasswordInUrl,
    /// An address that is never called.
    #[error("`{0}` is a link-local, metadata or unspecified address, which is never called")]
    ForbiddenHost(String),
    /// No certificate in the text.
    #[error("no certificate in it: paste the PEM text that begins with -----BEGIN CERTIFICATE-----")]
    NoCertificate,
    /// A certificate that is not what it says.
    #[error("certificate {0} is damaged: what stands between its BEGIN and END is not base64")]
    DamagedCertificate(usize),
    /// A private key among the certificates.
    #[error("there is a private key in it: give only the certificates")]
    PrivateKey,
    /// More than any certificate authority needs.
    #[error("the certificates are larger than 256 KiB")]
    TooLarge,
}

impl Network {
    /// Whether it is the direct way with the system's certificates.
    pub fn is_default(&self) -> bool {
        self.proxy.is_none() && !self.has_own_trust()
    }

    /// Whether TLS differs from the system's.
    pub fn has_own_trust(&self) -> bool {
        self.extra_ca_pem.is_some() || self.accept_any_certificate
    }

    /// The same trust without the proxy.
    pub fn direct(&self) -> Self {
        Self { proxy: None, proxy_fallback_direct: false, ..self.clone() }
    }
}

/// Two are equal when a connection made under one may serve the other.
impl PartialEq for Network {
    fn eq(&self, other: &Self) -> bool {
        self.proxy == other.proxy
            && self.proxy_fallback_direct == other.proxy_fallback_direct
            && self.accept_any_certificate == other.accept_any_certificate
            && self.extra_ca_pem == other.extra_ca_pem
    }
}

impl Eq for Network {}

impl Hash for Network {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.proxy.as_ref().map(|proxy| &proxy.url).hash(state);
        self.proxy_fallback_direct.hash(state);
        self.accept_any_certificate.hash(state);
        self.extra_ca_pem.as_ref().map(|pem| pem.len()).hash(state);
    }
}

impl Proxy {
    /// Reads what a person typed; a password in it is taken out of the address.
    ///
    /// # Errors
    /// A [`NetworkError`] that says what to write instead.
    pub fn parse(text: &str) -> Result<Self, NetworkError> {
        let text = text.trim();
        // What proxy programs show is often `127.0.0.1:7890` alone.
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let url = Url::parse(&whole).map_err(|_| NetworkError::NotAProxy)?;
        let scheme: ProxyScheme = url.scheme().parse()?;
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(NetworkError::MoreThanAnAddress);
        }
        let host = match url.host().ok_or(NetworkError::NotAProxy)? {
            Host::Domain(name) => valid_host(name)?,
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        if host.parse().is_ok_and(is_forbidden_address) {
            return Err(NetworkError::ForbiddenHost(host));
        }
        let port = url.port().unwrap_or_else(|| scheme.default_port());
        if port == 0 {
            return Err(NetworkError::NotAProxy);
        }
        let username = Some(url.username()).filter(|name| !name.is_empty()).map(valid_login).transpose()?;
        if username.as_ref().is_some_and(|name| name.contains(':')) {
            return Err(NetworkError::Login);
        }
        let password = url.password().map(valid_login).transpose()?.map(Secret::new);
        if password.is_some() && username.is_none() {
            return Err(NetworkError::Login);
        }
        Ok(Self { url: ProxyUrl { scheme, host, port, username }, password })
    }
}

impl PartialEq for Proxy {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Secret, b: &Secret| bool::from(a.expose().as_bytes().ct_eq(b.expose().as_bytes()));
        self.url == other.url
            && match (&self.password, &other.password) {
                (None, None) => true,
                (Some(one), Some(other)) => same(one, other),
                (Some(_), None) | (None, Some(_)) => false,
            }
    }
}

impl Eq for Proxy {}

impl ProxyScheme {
    /// The name in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5 => "socks5",
        }
    }

    const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks5 => 1080,
        }
    }
}

impl FromStr for ProxyScheme {
    type Err = NetworkError;
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        match text {
            "http" => Ok(Self::Http),
            "https" => Ok(Self::Https),
            // What curl calls socks5h is all that is spoken here: the proxy resolves.
            "socks5" | "socks5h" => Ok(Self::Socks5),
            other => Err(NetworkError::Scheme(other.to_owned())),
        }
    }
}

/// What a user name's characters are escaped to stand in an address.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// As it is stored and shown: without a password.
impl fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.scheme.as_str())?;
        if let Some(name) = &self.username {
            write!(f, "{}@", utf8_percent_encode(name, ESCAPED))?;
        }
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

impl FromStr for ProxyUrl {
    type Err = NetworkError;
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let proxy = Proxy::parse(text)?;
        if proxy.password.is_some() {
            return Err(NetworkError::PasswordInUrl);
        }
        Ok(proxy.url)
    }
}

impl Serialize for ProxyUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ProxyUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

const MAX_PEM_BYTES: usize = 256 << 10;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The certificates of a PEM text, each in its own lines, and nothing else of it.
///
/// # Errors
/// When there is none, one is damaged, or a private key stands among them.
pub fn valid_ca_pem(text: &str) -> Result<Text, NetworkError> {
    if text.len() > MAX_PEM_BYTES {
        return Err(NetworkError::TooLarge);
    }
    if text.contains("PRIVATE KEY-----") {
        return Err(NetworkError::PrivateKey);
    }
    let mut certificates = String::new();
    for (index, block) in text.split(BEGIN).skip(1).enumerate() {
        let damaged = NetworkError::DamagedCertificate(index + 1);
        let Some((inside, _)) = block.split_once(END) else { return Err(damaged) };
        let body: String = inside.split_whitespace().collect();
        let Ok(der) = STANDARD.decode(&body) else { return Err(damaged) };
        // A certificate is a DER sequence.
        if der.first() != Some(&0x30) {
            return Err(damaged);
        }
        certificates.push_str(BEGIN);
        for line in body.as_bytes().chunks(64) {
            certificates.push('\n');
            certificates.extend(line.iter().copied().map(char::from));
        }
        certificates.push('\n');
        certificates.push_str(END);
        certificates.push('\n');
    }
    if certificates.is_empty() { Err(NetworkError::NoCertificate) } else { Ok(certificates.into()) }
}

/// A host name: the URL parser lets anything pass behind a scheme it doesn't know.
fn valid_host(name: &str) -> Result<String, NetworkError> {
    match Host::parse(name).map_err(|_| NetworkError::NotAProxy)? {
        Host::Domain(name) => Ok(name.trim_end_matches('.').to_owned()),
        Host::Ipv4(address) => Ok(address.to_string()),
        Host::Ipv6(address) => Ok(address.to_string()),
    }
}

fn valid_login(written: &str) -> Result<String, NetworkError> {
    let text = percent_decode_str(written).decode_utf8().map_err(|_| NetworkError::Login)?;
    // A length byte each is what SOCKS 5 has.
    if text.is_empty() || text.len() > 255 || text.chars().any(char::is_control) {
        return Err(NetworkError::Login);
    }
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written_everywhere_and_shown_without_the_password() {
        for (typed, shown, password) in [
            ("http://127.0.0.1:7890", "http://127.0.0.1:7890", None),
            ("127.0.0.1:7890", "http://127.0.0.1:7890", None),
            ("localhost:7890", "http://localhost:7890", None),
            (" socks5://proxy.lan/ ", "socks5://proxy.lan:1080", None),
            ("socks5h://Proxy.Lan:1", "socks5://proxy.lan:1", None),
            ("https://me:s%40cret@proxy.example", "https://me@proxy.example:443", Some("s@cret")),
            ("me:secret@proxy.example:3128", "http://me@proxy.example:3128", Some("secret")),
            ("socks5://a%40b:pass@[::1]:9", "socks5://a%40b@[::1]:9", Some("pass")),
            ("http://me@proxy.example:3128", "http://me@proxy.example:3128", None),
        ] {
            let proxy = Proxy::parse(typed).unwrap();
            assert_eq!(proxy.url.to_string(), shown, "{typed}");
            assert_eq!(proxy.password.as_ref().map(Secret::expose), password, "{typed}");
            assert_eq!(shown.parse(), Ok(proxy.url.clone()), "{typed}");
            assert!(!format!("{proxy:?}").contains("cret"), "{typed}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        for typed in [
            "",
            "http://",
            "ftp://h:1",
            "http://h:1/path",
            "http://h:1?x",
            "http://h:1#x",
            "http://:secret@h:1",
            "http://h:0",
            "http://h:70000",
            "socks5://a b:1",
            "http://a%0ab:c@h:1",
            "http://a%3ab:c@h:1",
            "http://169.254.169.254:80",
            "socks5://169.254.169.254:80",
            "socks5://0.0.0.0:80",
            "socks5://[fe80::1]:80",
        ] {
            assert!(Proxy::parse(typed).is_err(), "{typed}");
        }
        assert_eq!("http://me:pass@h:1".parse::<ProxyUrl>(), Err(NetworkError::PasswordInUrl));
    }

    #[test]
    fn networks_with_different_passwords_differ() {
        let network = |text: &str| Network { proxy: Proxy::parse(text).ok(), ..Network::default() };
        assert_eq!(network("http://a:b@h:1"), network("http://a:b@h:1"));
        assert_ne!(network("http://a:b@h:1"), network("http://a:c@h:1"));
        assert_ne!(network("http://a:b@h:1"), network("http://a@h:1"));
        assert!(Network::default().is_default());
        assert!(!network("http://h:1").is_default());
    }

    #[test]
    fn only_certificates_are_kept_of_a_pem_text() {
        let body = STANDARD.encode([0x30; 90]);
        let pasted =
            format!("subject=CN=x\r\n{BEGIN}\r\n  {body}  \r\n{END}\nrubbish\n{BEGIN}\n{body}\n{END}");
        let kept = valid_ca_pem(&pasted).unwrap();
        assert_eq!(kept.matches(BEGIN).count(), 2);
        assert!(
            !kept.contains("rubbish")
                && !kept.contains("subject")
                && kept.lines().all(|line| line.len() <= 64)
        );
        assert_eq!(valid_ca_pem(&kept), Ok(kept.clone()));
        for (text, error) in [
            (String::new(), NetworkError::NoCertificate),
            ("hello".to_owned(), NetworkError::NoCertificate),
            (format!("{BEGIN}\n!!\n{END}"), NetworkError::DamagedCertificate(1)),
            (format!("{BEGIN}\n{body}"), NetworkError::DamagedCertificate(1)),
            (format!("{BEGIN}\n{}\n{END}", STANDARD.encode("text")), NetworkError::DamagedCertificate(1)),
            (format!("{BEGIN}\n{body}\n{END}\n-----BEGIN RSA PRIVATE KEY-----"), NetworkError::PrivateKey),
            ("x".repeat(MAX_PEM_BYTES + 1), NetworkError::TooLarge),
        ] {
            assert_eq!(valid_ca_pem(&text), Err(error));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Proxy::parse(&text);
            let _ = valid_ca_pem(&text);
        }
    }
}
