//! Which headers pass, to a provider and back to the client. What is written anew is `prepare`'s.
//!
//! Everything passes but what is between two hops, what carries credentials or tells of the network in between,
//! and what is ours.

use crate::{authenticate::CREDENTIAL_HEADERS, session::SESSION_HEADER};
use http::{HeaderMap, HeaderName, header};

/// Between two hops, whichever way (RFC 9110, 7.6.1), or framing that is made anew.
const HOP_BY_HOP: &[&str] = &[
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Tells of the client or of the network between it and us, or is written anew.
const NOT_FORWARDED: &[&str] = &[
    "host",
    "content-length",
    "expect",
    "accept-encoding",
    "cookie",
    "forwarded",
    "via",
    "x-real-ip",
    "true-client-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-forwarded-for",
    "fastly-client-ip",
    "fly-client-ip",
    "cdn-loop",
    "x-amzn-trace-id",
    "x-request-id",
    "x-request-start",
    "x-envoy-external-address",
    "x-cloud-trace-context",
    "traceparent",
    "tracestate",
    SESSION_HEADER,
];

/// What an upstream's answer may not say to our client: about its own connection, cookies, or the browser's
/// behaviour towards our address.
const NOT_RETURNED: &[&str] = &[
    "set-cookie",
    "strict-transport-security",
    "alt-svc",
    "content-security-policy",
    "content-security-policy-report-only",
    "link",
    "refresh",
    "location",
    "clear-site-data",
    "report-to",
    "nel",
    SESSION_HEADER,
];

/// Leaves what goes to a provider.
pub(crate) fn keep_forwarded(headers: &mut HeaderMap, was_encoded: bool) {
    strip(headers, |name| {
        HOP_BY_HOP.contains(&name)
            || NOT_FORWARDED.contains(&name)
            || CREDENTIAL_HEADERS.contains(&name)
            || name.starts_with("x-forwarded-")
            || name.starts_with("cf-")
            || name.starts_with("x-switchyard-")
            || (was_encoded && name == "content-encoding")
    });
}

/// Leaves what goes to the client. `keep_length` when the body isn't changed.
pub(crate) fn keep_returned(headers: &mut HeaderMap, keep_length: bool) {
    strip(headers, |name| {
        HOP_BY_HOP.contains(&name)
            || NOT_RETURNED.contains(&name)
            || name.starts_with("access-control-")
            || name.starts_with("x-switchyard-")
            || (!keep_length && matches!(name, "content-length" | "content-encoding"))
    });
}

/// Removes these, and what `connection` names.
fn strip(headers: &mut HeaderMap, is_dropped: impl Fn(&str) -> bool) {
    let named =
        if headers.contains_key(header::CONNECTION) { named_by_connection(headers) } else { Vec::new() };
    let dropped: Vec<HeaderName> = headers
        .keys()
        .filter(|name| is_dropped(name.as_str()) || named.iter().any(|named| named == name.as_str()))
        .cloned()
        .collect();
    for name in dropped {
        headers.remove(name);
    }
}

fn named_by_connection(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(names: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for name in names {
            headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_static("v"));
        }
        headers
    }

    #[test]
    fn what_a_genuine_client_sends_passes() {
        let names = [
            "user-agent",
            "x-app",
            "x-stainless-retry-count",
            "anthropic-version",
            "anthropic-beta",
            "openai-organization",
            "x-future-header",
            "accept",
            "content-type",
            "x-claude-code-session-id",
            "session-id",
            "x-goog-api-client",
        ];
        let mut passed = headers(&names);
        keep_forwarded(&mut passed, false);
        for name in names {
            assert!(passed.contains_key(name), "{name}");
        }
    }

    #[test]
    fn credentials_hops_and_traces_stay_here() {
        let mut asked = headers(&[
            "authorization",
            "x-api-key",
            "x-goog-api-key",
            "cookie",
            "proxy-authorization",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length",
            "expect",
            "accept-encoding",
            "forwarded",
            "via",
            "x-forwarded-for",
            "x-forwarded-whatever",
            "x-real-ip",
            "cf-connecting-ip",
            "x-session-id",
            "x-switchyard-hop",
            "x-named",
        ]);
        asked.insert("connection", HeaderValue::from_static("close, X-Named"));
        keep_forwarded(&mut asked, false);
        assert!(asked.is_empty(), "{asked:?}");
    }

    #[test]
    fn an_upstream_cannot_speak_to_the_browser() {
        let mut returned = headers(&[
            "set-cookie",
            "strict-transport-security",
            "access-control-allow-origin",
            "content-security-policy",
            "location",
            "alt-svc",
            "request-id",
            "anthropic-ratelimit-requests-remaining",
            "content-type",
            "retry-after",
        ]);
        keep_returned(&mut returned, true);
        let mut names: Vec<_> = returned.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            ["anthropic-ratelimit-requests-remaining", "content-type", "request-id", "retry-after"]
        );
    }
}
