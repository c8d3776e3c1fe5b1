//! Where a request to the web door was meant to go, and which page sent it.

use crate::{
    admin::{Problem, ProblemCode},
    doors::host::{named_host, single},
};
use domain::Settings;
use http::{HeaderMap, HeaderName, Uri, header::ORIGIN, uri::Authority};
use std::net::{IpAddr, SocketAddr};

/// What a host stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Host {
    /// An address of this machine.
    Own,
    /// A name that the person allowed; a proxy with TLS may stand before us.
    Named,
}

/// Checks Host, then Origin, then what a browser says of the page that asks.
///
/// # Errors
/// When the request was meant for another server, or another site's page sent it.
pub(super) fn admit(
    headers: &HeaderMap,
    uri: &Uri,
    local: SocketAddr,
    settings: &Settings,
) -> Result<(), Problem> {
    let host = named_host(headers, uri).and_then(|host| Some((host, stands_for(host, local, settings)?)));
    let Some((host, kind)) = host else {
        return Err(Problem::new(
            ProblemCode::HostNotAllowed,
            "use the address the web door was opened on, or add the name to the setting allowed_hosts",
        ));
    };
    let fetch_site = single(headers, &HeaderName::from_static("sec-fetch-site"));
    let fetch_site_ok = matches!(fetch_site, Ok(None | Some("same-origin" | "none")));
    let origin_ok = match single(headers, &ORIGIN) {
        Ok(None) => true,
        Ok(Some(origin)) => is_origin_of(origin, host, kind),
        Err(_) => false,
    };
    if fetch_site_ok && origin_ok {
        Ok(())
    } else {
        Err(Problem::new(ProblemCode::OriginNotAllowed, "only the web door's own pages may call it"))
    }
}

fn is_origin_of(origin: &str, host: &str, kind: Host) -> bool {
    let same = |scheme: &str| {
        origin.strip_prefix(scheme).is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    };
    same("http://") || (kind == Host::Named && same("https://"))
}

fn stands_for(host: &str, local: SocketAddr, settings: &Settings) -> Option<Host> {
    let authority: Authority = host.parse().ok()?;
    if authority.as_str().contains('@') {
        return None;
    }
    let name = authority.host().to_ascii_lowercase();
    let port = authority.port_u16().unwrap_or(80);
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    let loopback = local.ip().to_canonical().is_loopback();
    let own = match address {
        Some(address) if address.is_unspecified() => return None,
        Some(address) => address == local.ip().to_canonical() || (loopback && address.is_loopback()),
        None => loopback && name == "localhost",
    };
    if own && port == local.port() {
        return Some(Host::Own);
    }
    let public = settings.public_url.as_deref().and_then(|url| Some(url.split_once("://")?.1));
    let public = public.map(|rest| rest.split('/').next().unwrap_or(rest));
    let allowed = settings.allowed_hosts.iter().map(String::as_str).chain(public);
    let full = host.to_ascii_lowercase();
    let mut allowed = allowed.map(str::to_ascii_lowercase);
    allowed.any(|allowed| allowed == full || allowed == name).then_some(Host::Named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&str, &str)], local: &str, settings: &Settings) -> Option<ProblemCode> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        admit(&map, &"/".parse().unwrap(), local.parse().unwrap(), settings).err().map(|problem| problem.code)
    }

    #[test]
    fn only_our_own_addresses_and_allowed_names_are_hosts() {
        let settings = Settings {
            allowed_hosts: vec!["nas.local".into()],
            public_url: Some("https://switch.example/x".into()),
            ..Settings::default()
        };
        let wrong = Some(ProblemCode::HostNotAllowed);
        for (host, local, refused) in [
            ("127.0.0.1:23001", "127.0.0.1:23001", None),
            ("localhost:23001", "127.0.0.1:23001", None),
            ("LOCALHOST:23001", "127.0.0.1:23001", None),
            ("[::1]:23001", "[::1]:23001", None),
            ("nas.local:8443", "127.0.0.1:23001", None),
            ("switch.example", "127.0.0.1:23001", None),
            ("192.168.1.9:23001", "192.168.1.9:23001", None),
            ("192.168.1.9:23001", "[::ffff:192.168.1.9]:23001", None),
            ("localhost", "127.0.0.1:23001", wrong),
            ("127.0.0.1:23000", "127.0.0.1:23001", wrong),
            ("0.0.0.0:23001", "127.0.0.1:23001", wrong),
            ("[::]:23001", "[::1]:23001", wrong),
            ("evil.example:23001", "127.0.0.1:23001", wrong),
            ("localhost.evil.example:23001", "127.0.0.1:23001", wrong),
            ("127.0.0.1.nip.io:23001", "127.0.0.1:23001", wrong),
            ("u@127.0.0.1:23001", "127.0.0.1:23001", wrong),
            ("localhost:23001", "192.168.1.9:23001", wrong),
            ("127.0.0.1:23001", "192.168.1.9:23001", wrong),
            ("2130706433:23001", "127.0.0.1:23001", wrong),
        ] {
            assert_eq!(check(&[("host", host)], local, &settings), refused, "{host} on {local}");
        }
        assert_eq!(check(&[], "127.0.0.1:23001", &settings), wrong);
        let twice = [("host", "127.0.0.1:23001"), ("host", "127.0.0.1:23001")];
        assert_eq!(check(&twice, "127.0.0.1:23001", &settings), wrong);
    }

    #[test]
    fn only_our_own_pages_may_ask() {
        let settings = Settings { allowed_hosts: vec!["nas.local".into()], ..Settings::default() };
        let wrong = Some(ProblemCode::OriginNotAllowed);
        for (host, name, value, refused) in [
            ("127.0.0.1:23001", "origin", "http://127.0.0.1:23001", None),
            ("nas.local", "origin", "https://nas.local", None),
            ("127.0.0.1:23001", "sec-fetch-site", "same-origin", None),
            ("127.0.0.1:23001", "sec-fetch-site", "none", None),
            ("127.0.0.1:23001", "origin", "null", wrong),
            ("127.0.0.1:23001", "origin", "", wrong),
            ("127.0.0.1:23001", "origin", "https://127.0.0.1:23001", wrong),
            ("127.0.0.1:23001", "origin", "http://127.0.0.1:23000", wrong),
            ("127.0.0.1:23001", "origin", "http://localhost:23001", wrong),
            ("127.0.0.1:23001", "origin", "https://evil.example", wrong),
            ("127.0.0.1:23001", "sec-fetch-site", "cross-site", wrong),
            ("127.0.0.1:23001", "sec-fetch-site", "same-site", wrong),
            ("127.0.0.1:23001", "sec-fetch-site", "whatever", wrong),
        ] {
            let headers = [("host", host), (name, value)];
            assert_eq!(check(&headers, "127.0.0.1:23001", &settings), refused, "{name}: {value}");
        }
    }
}
