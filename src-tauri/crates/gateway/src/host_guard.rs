//! Which `Host` and `Origin` may come in: what keeps web pages and rebound names out.
//!
//! No CORS header is ever sent; a page of another origin is refused before its key is looked at.

use crate::rejection::Rejection;
use domain::{ErrorCode, Settings};
use http::{HeaderMap, Uri, header};
use std::net::IpAddr;

/// Refuses a request whose `Host` isn't one of ours or whose `Origin` is a web page's.
///
/// # Errors
/// `host_not_allowed` or `origin_not_allowed`, naming the setting that would allow it.
pub(crate) fn check(uri: &Uri, headers: &HeaderMap, settings: &Settings) -> Result<(), Rejection> {
    check_host(uri, headers, settings)?;
    check_origin(headers, settings)
}

/// Whether the request is addressed to this machine by a loopback name: a key in the path needs that.
pub(crate) fn is_loopback_host(headers: &HeaderMap) -> bool {
    single(headers, header::HOST.as_str()).is_some_and(|host| {
        let name = host_name(host);
        name.eq_ignore_ascii_case("localhost") || parse_ip(name).is_some_and(|address| address.is_loopback())
    })
}

fn check_host(uri: &Uri, headers: &HeaderMap, settings: &Settings) -> Result<(), Rejection> {
    let Some(host) = single(headers, header::HOST.as_str()) else {
        return Err(host_not_allowed("<none or several>"));
    };
    // An absolute request target overrules `Host` in HTTP/1.1; two different names are a trick.
    if uri.authority().is_some_and(|authority| !authority.as_str().eq_ignore_ascii_case(host)) {
        return Err(host_not_allowed(host));
    }
    if is_own_name(host_name(host), settings) { Ok(()) } else { Err(host_not_allowed(host)) }
}

fn is_own_name(name: &str, settings: &Settings) -> bool {
    if let Some(address) = parse_ip(name) {
        return address.is_loopback();
    }
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let public = settings.public_url.as_deref().and_then(|url| url.split("://").nth(1)).map(host_name);
    name == "localhost"
        || name == "host.docker.internal"
        || name.ends_with(".local") && name.len() > ".local".len()
        || public.is_some_and(|public| public.split('/').next() == Some(name.as_str()))
        || settings.allowed_hosts.iter().any(|allowed| host_name(allowed) == name)
}

fn check_origin(headers: &HeaderMap, settings: &Settings) -> Result<(), Rejection> {
    for origin in headers.get_all(header::ORIGIN) {
        let origin = origin.to_str().unwrap_or("<unreadable>").trim_end_matches('/').to_ascii_lowercase();
        let is_page = origin.starts_with("http:")
            || origin.starts_with("https:")
            || origin == "null"
            || origin == "<unreadable>";
        if is_page && !settings.allowed_origins.contains(&origin) {
            let shown: String = origin.chars().take(120).collect();
            return Err(Rejection::new(
                ErrorCode::OriginNotAllowed,
                format!("来源 {shown} 未被允许，请在设置 allowed_origins 中添加"),
                format!(
                    "the web origin {shown} may not call the gateway: add it to the setting allowed_origins"
                ),
            ));
        }
    }
    Ok(())
}

fn host_not_allowed(host: &str) -> Rejection {
    let shown: String = host.chars().filter(char::is_ascii_graphic).take(120).collect();
    Rejection::new(
        ErrorCode::HostNotAllowed,
        format!("主机名 {shown} 未被允许，请在设置 allowed_hosts 中添加"),
        format!("the Host {shown} is not an address of this gateway: add it to the setting allowed_hosts"),
    )
}

/// The header's value if it is there exactly once and readable.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    if values.next().is_some() { None } else { first.to_str().ok() }
}

/// The host without its port; the brackets of a v6 address stay.
fn host_name(host: &str) -> &str {
    match host.rfind(']') {
        Some(end) => &host[..=end],
        None => host.split(':').next().unwrap_or(host),
    }
}

fn parse_ip(name: &str) -> Option<IpAddr> {
    name.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(host: &[&str], origin: Option<&str>, settings: &Settings) -> Result<(), ErrorCode> {
        let mut headers = HeaderMap::new();
        for host in host {
            headers.append("host", host.parse().unwrap());
        }
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        check(&Uri::from_static("/v1/messages"), &headers, settings).map_err(|rejection| rejection.code)
    }

    #[test]
    fn only_names_of_this_machine_are_hosts() {
        let settings = Settings {
            allowed_hosts: vec!["box.example".into()],
            public_url: Some("https://switch.example:8443/x".into()),
            ..Settings::default()
        };
        for good in [
            "127.0.0.1:23000",
            "127.8.9.1",
            "localhost",
            "LOCALHOST:1",
            "localhost.",
            "[::1]:23000",
            "[::1]",
            "studio.local:1",
            "host.docker.internal",
            "box.example:9",
            "switch.example",
        ] {
            assert_eq!(verdict(&[good], None, &settings), Ok(()), "{good}");
        }
        for bad in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "0.0.0.0",
            "0.0.0.0:23000",
            "[::]",
            "8.8.8.8",
            "192.168.1.5",
            ".local",
            "",
            "[::ffff:8.8.8.8]",
            "169.254.169.254",
            "box.example.evil",
            "2130706433",
        ] {
            assert_eq!(verdict(&[bad], None, &settings), Err(ErrorCode::HostNotAllowed), "{bad}");
        }
        assert_eq!(verdict(&[], None, &settings), Err(ErrorCode::HostNotAllowed));
        assert_eq!(verdict(&["localhost", "localhost"], None, &settings), Err(ErrorCode::HostNotAllowed));
    }

    #[test]
    fn a_target_with_another_authority_is_refused() {
        let mut headers = HeaderMap::new();
        headers.insert("host", "localhost:23000".parse().unwrap());
        let other = Uri::from_static("http://evil.example/v1/messages");
        assert_eq!(
            check(&other, &headers, &Settings::default()).unwrap_err().code,
            ErrorCode::HostNotAllowed
        );
    }

    #[test]
    fn web_pages_stay_out_and_editors_come_in() {
        let settings =
            Settings { allowed_origins: vec!["https://tool.example".into()], ..Settings::default() };
        for good in [
            "vscode-webview://abc",
            "file://",
            "app://obsidian.md",
            "tauri://localhost",
            "https://tool.example",
            "https://Tool.example/",
        ] {
            assert_eq!(verdict(&["localhost"], Some(good), &settings), Ok(()), "{good}");
        }
        for bad in ["https://evil.example", "http://localhost:3000", "null", "https://tool.example.evil"] {
            assert_eq!(
                verdict(&["localhost"], Some(bad), &settings),
                Err(ErrorCode::OriginNotAllowed),
                "{bad}"
            );
        }
    }
}
