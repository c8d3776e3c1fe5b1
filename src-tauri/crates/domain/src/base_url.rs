//! A provider's base URL: forgiving to read, strict in what it may point at.
//!
//! `https://h`, `https://h/v1`, `https://h/api/v1/` and a full operation URL all mean the part before the
//! version; operations are appended to that from a typed table, a client's path never is. A version that is
//! not the dialects' own (`https://h/api/paas/v4`) is its vendor's, and stays in the place of theirs.

use serde::{Deserialize, Serialize};
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};
use url::{Host, Url};

/// Why a text is not a usable base URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Not an absolute URL.
    #[error("not a URL: write it as https://host or https://host/path")]
    NotAUrl,
    /// Not http or https.
    #[error("only http and https are possible, not `{0}`")]
    Scheme(String),
    /// User name or password in the URL.
    #[error("a user name or password in the URL is not possible: use the provider's credential")]
    UserInfo,
    /// A query or fragment.
    #[error("a base URL has no `?` or `#` part")]
    QueryOrFragment,
    /// Something in the path that a server could resolve elsewhere.
    #[error("the path may not contain `..`, `\\`, `;` or escaped slashes and dots")]
    Path,
    /// An address that is never an upstream: link-local, metadata, unspecified, multicast.
    #[error("`{0}` is a link-local, metadata or unspecified address, which is never called")]
    ForbiddenHost(String),
}

/// Scheme, host and port: what a credential is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Whether the connection is encrypted.
    pub https: bool,
    /// Host name, or an IP address (v6 without brackets).
    pub host: String,
    /// Port, the scheme's own when none was written.
    pub port: u16,
}

/// The part of a provider's address before the version, and a version of the vendor's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    origin: Origin,
    authority: String,
    prefix: String,
    version: Option<String>,
}

impl BaseUrl {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// A [`BaseUrlError`] that says what to write instead.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        // The URL parser resolves `..` silently, so look at what was written.
        let lower = text.to_ascii_lowercase();
        if ["..", "\\", ";", "%2e", "%2f", "%5c"].iter().any(|bad| lower.contains(bad)) {
            return Err(BaseUrlError::Path);
        }
        let url = Url::parse(text).map_err(|_| BaseUrlError::NotAUrl)?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            other => return Err(BaseUrlError::Scheme(other.to_owned())),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::QueryOrFragment);
        }
        let host = match url.host().ok_or(BaseUrlError::NotAUrl)? {
            Host::Domain(name) => name.trim_end_matches('.').to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let forbidden = host.parse().map_or_else(|_| is_metadata_name(&host), is_forbidden_address);
        if forbidden {
            return Err(BaseUrlError::ForbiddenHost(host));
        }
        let port = url.port_or_known_default().ok_or(BaseUrlError::NotAUrl)?;
        let bracketed = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        let authority = match url.port() {
            Some(port) => format!("{bracketed}:{port}"),
            None => bracketed,
        };
        let (prefix, version) = split(url.path());
        Ok(Self { origin: Origin { https, host, port }, authority, prefix, version })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The value of the `Host` header.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The path of an operation, which begins with its dialect's version: `/api` + `/v1/messages`.
    pub fn path_of(&self, operation_path: &str) -> String {
        let after_version = operation_path.get(1..).and_then(|path| path.split_once('/'));
        match (&self.version, after_version) {
            (Some(version), Some((_, operation))) => format!("{}/{version}/{operation}", self.prefix),
            (Some(_) | None, _) => format!("{}{operation_path}", self.prefix),
        }
    }

    /// Whether calling it would send prompts and credentials over a network in clear text: plain http to
    /// something that is neither this machine nor a private address or local name.
    pub fn is_public_plain_http(&self) -> bool {
        if self.origin.https {
            return false;
        }
        match self.origin.host.parse::<IpAddr>() {
            Ok(address) => !is_private_address(address),
            Err(_) => !is_local_name(&self.origin.host),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.origin.https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.prefix)?;
        self.version.iter().try_for_each(|version| write!(f, "/{version}"))
    }
}

impl Serialize for BaseUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// An address that is never an upstream, whatever name led to it: unspecified, link-local (cloud metadata
/// lives there), multicast, broadcast, and the metadata addresses outside the link-local ranges.
pub fn is_forbidden_address(address: IpAddr) -> bool {
    match unmapped(address) {
        IpAddr::V4(v4) => {
            v4.is_unspecified()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || v4 == Ipv4Addr::new(100, 100, 100, 200)
        }
        IpAddr::V6(v6) => {
            v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unicast_link_local()
                || v6 == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)
        }
    }
}

/// Loopback, private or unique-local: this machine or its own network.
pub fn is_private_address(address: IpAddr) -> bool {
    match unmapped(address) {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_metadata_name(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "metadata" || host == "metadata.google.internal"
}

fn is_local_name(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost"
        || [".localhost", ".local", ".lan", ".internal", ".home.arpa"].iter().any(|end| host.ends_with(end))
        || !host.contains('.')
}

/// The path without its version and whatever stands behind it.
fn split(path: &str) -> (String, Option<String>) {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let end = segments.iter().rposition(|segment| is_version(segment)).unwrap_or_else(|| {
        // A full operation URL without a version is cut back, too.
        let operation = segments.len().saturating_sub(2);
        match segments[operation..] {
            ["chat", "completions"] => operation,
            [.., "messages" | "responses" | "models"] => segments.len() - 1,
            _ => segments.len(),
        }
    });
    let prefix = segments[..end].iter().map(|segment| format!("/{segment}")).collect();
    let version =
        segments.get(end).filter(|segment| is_version(segment) && !DIALECT_VERSIONS.contains(segment));
    (prefix, version.map(|version| (*version).to_owned()))
}

/// The versions that the dialects' own paths begin with.
const DIALECT_VERSIONS: [&str; 3] = ["v1", "v1beta", "v1alpha"];

fn is_version(segment: &str) -> bool {
    let Some(number) = segment.strip_prefix('v') else { return false };
    let digits = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(&number[digits.len()..], "" | "beta" | "alpha")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_it_means_the_part_before_the_version() {
        for (written, read) in [
            ("https://h", "https://h"),
            ("https://h/", "https://h"),
            ("https://h/v1", "https://h"),
            ("https://h/v1/", "https://h"),
            ("https://h/api/v1/", "https://h/api"),
            ("https://h/v1beta", "https://h"),
            ("https://h/v1/chat/completions", "https://h"),
            ("https://h/v1/messages", "https://h"),
            ("https://h/proxy/messages", "https://h/proxy"),
            ("https://h/chat/completions", "https://h"),
            ("https://h/v1beta/models/gemini-2.5-pro:generateContent", "https://h"),
            ("http://127.0.0.1:8080/claude", "http://127.0.0.1:8080/claude"),
            ("https://h/team/v2", "https://h/team/v2"),
            ("https://h/api/paas/v4/chat/completions", "https://h/api/paas/v4"),
            ("https://h/vertex", "https://h/vertex"),
            ("http://[::1]:11434/v1", "http://[::1]:11434"),
            ("  https://H.example/v1 ", "https://h.example"),
        ] {
            assert_eq!(BaseUrl::parse(written).map(|url| url.to_string()), Ok(read.to_owned()), "{written}");
        }
    }

    #[test]
    fn what_is_never_an_upstream_is_refused() {
        for written in [
            "http://169.254.169.254/latest",
            "http://0.0.0.0:80",
            "http://0/",
            "http://[fe80::1]",
            "http://[::ffff:169.254.169.254]",
            "http://[fd00:ec2::254]",
            "http://100.100.100.200",
            "http://2852039166",
            "http://0xa9fea9fe",
            "http://metadata.google.internal",
            "ftp://h",
            "file:///etc/passwd",
            "https://user:pass@h",
            "https://h?x=1",
            "https://h#x",
            "https://h/a/../b",
            "https://h/%2e%2e/b",
            "https://h/a%2fb",
            "https://h\\evil",
            "h",
            "",
            "https://",
        ] {
            assert!(BaseUrl::parse(written).is_err(), "{written}");
        }
    }

    #[test]
    fn plain_http_is_public_only_outside_this_network() {
        for (written, public) in [
            ("http://api.example.com", true),
            ("https://api.example.com", false),
            ("http://127.0.0.1:1", false),
            ("http://localhost:1", false),
            ("http://nas:1", false),
            ("http://nas.local", false),
            ("http://192.168.1.5", false),
            ("http://8.8.8.8", true),
        ] {
            assert_eq!(BaseUrl::parse(written).unwrap().is_public_plain_http(), public, "{written}");
        }
    }

    #[test]
    fn operations_are_appended_to_the_prefix() {
        let url = BaseUrl::parse("https://h:8443/api/v1").unwrap();
        assert_eq!(url.path_of("/v1/messages"), "/api/v1/messages");
        let vendors = BaseUrl::parse("https://h/api/paas/v4/").unwrap();
        assert_eq!(vendors.path_of("/v1/chat/completions"), "/api/paas/v4/chat/completions");
        assert_eq!(url.authority(), "h:8443");
        assert_eq!(url.origin(), &Origin { https: true, host: "h".into(), port: 8443 });
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = BaseUrl::parse(&text);
        }
    }
}
