//! Reading the `Host` header: a page of another name can reach a loopback port, but can't hide its name.

use http::{HeaderMap, Uri, header::HOST};

/// The one host a request names: `None` when it names none, two, or another in its target.
pub(crate) fn named_host<'a>(headers: &'a HeaderMap, uri: &Uri) -> Option<&'a str> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    let single = hosts.next().is_none();
    let agrees = uri.authority().is_none_or(|authority| authority.as_str().eq_ignore_ascii_case(host));
    (single && agrees && !host.is_empty()).then_some(host)
}

/// A header that may stand there once at most: `Err` when it stands there twice or isn't text.
pub(crate) fn single<'a>(
    headers: &'a HeaderMap,
    name: &http::HeaderName,
) -> Result<Option<&'a str>, NotSingle> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(NotSingle);
    }
    value.to_str().map(Some).map_err(|_| NotSingle)
}

/// The header stands there twice or isn't text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotSingle;

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(hosts: &[&str]) -> HeaderMap {
        hosts.iter().map(|host| (HOST, host.parse().unwrap())).collect()
    }

    #[test]
    fn one_host_that_agrees_with_the_target() {
        for (hosts, uri, named) in [
            (&["127.0.0.1:1"][..], "/", Some("127.0.0.1:1")),
            (&["a:1"], "http://A:1/x", Some("a:1")),
            (&["a:1"], "http://b:1/x", None),
            (&[], "/", None),
            (&[""], "/", None),
        ] {
            assert_eq!(named_host(&headers(hosts), &uri.parse().unwrap()), named, "{hosts:?} {uri}");
        }
        let mut two = headers(&["a:1"]);
        two.append(HOST, "a:1".parse().unwrap());
        assert_eq!(named_host(&two, &"/".parse().unwrap()), None);
    }
}
