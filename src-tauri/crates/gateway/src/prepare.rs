//! What goes to a provider: the request's line, headers and body for one attempt.
//!
//! Same dialect: everything passes but what is between two hops, what carries credentials or tells of the
//! network in between, and what is ours. The body is the bytes that came, edited in place where needed.

use crate::{authenticate::CREDENTIAL_HEADERS, call::Call, session::SESSION_HEADER, upstream::OutboundBody};
use domain::{AuthStyle, Credential, Dialect, Origin, Provider, Secret, is_private_address};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use std::net::IpAddr;

/// The header by which a request that came back to us is recognised. Only sent to this machine and its own
/// network: no public upstream learns that we exist.
pub(crate) const HOP_HEADER: &str = "x-switchyard-hop";

/// A request that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Outbound {
    /// Where to.
    pub origin: Origin,
    /// What.
    pub request: Request<OutboundBody>,
}

/// Why no request can be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrepareError {
    /// The provider has no address.
    #[error("the provider has no base URL")]
    NoBaseUrl,
    /// Its credential or a header of its configuration can't stand in a request.
    #[error("the provider's credential or headers can't be sent")]
    Unsendable,
}

/// Makes the request of one attempt.
///
/// # Errors
/// When the provider's configuration can't be put into a request.
pub(crate) fn prepare(
    call: &Call,
    provider: &Provider,
    include_usage: bool,
    instance: &str,
) -> Result<Outbound, PrepareError> {
    let url = provider.base_url.as_ref().ok_or(PrepareError::NoBaseUrl)?;
    let secret = credential(provider);
    let path = url.path_of(&call.operation.upstream_path());
    let uri = target(&path, call.query.as_deref(), provider.auth_style, secret)?;
    let body = match (&call.asked.include_usage, include_usage) {
        (Some(edit), true) => OutboundBody::edited(&call.body, edit),
        (Some(_) | None, _) => OutboundBody::whole(call.body.clone()),
    };
    let mut headers = passed_on(&call.headers, call.was_encoded);
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| PrepareError::Unsendable);
    headers.insert(header::HOST, value(url.authority())?);
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.length()));
    if let Some(secret) = secret {
        authorise(&mut headers, provider.auth_style, secret)?;
    }
    for (name, text) in &provider.custom_headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| PrepareError::Unsendable)?;
        headers.insert(name, value(text)?);
    }
    if provider.pass_client_ip {
        headers.insert("x-forwarded-for", value(&call.peer.to_string())?);
    }
    if is_near(url.origin()) {
        headers.insert(HOP_HEADER, value(instance)?);
    }
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    Ok(Outbound { origin: url.origin().clone(), request })
}

/// A GET without a body, as the list of models wants it.
///
/// # Errors
/// When the provider's configuration can't be put into a request.
pub(crate) fn prepare_models(provider: &Provider, instance: &str) -> Result<Outbound, PrepareError> {
    let url = provider.base_url.as_ref().ok_or(PrepareError::NoBaseUrl)?;
    let secret = credential(provider);
    let (path, query) = match provider.dialect {
        Dialect::Anthropic => ("/v1/models", Some("limit=1000")),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => ("/v1/models", None),
        Dialect::Gemini => ("/v1beta/models", Some("pageSize=1000")),
    };
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| PrepareError::Unsendable);
    let mut request = Request::new(OutboundBody::default());
    *request.uri_mut() = target(&url.path_of(path), query, provider.auth_style, secret)?;
    let headers = request.headers_mut();
    headers.insert(header::HOST, value(url.authority())?);
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if provider.dialect == Dialect::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
    }
    if let Some(secret) = secret {
        authorise(headers, provider.auth_style, secret)?;
    }
    for (name, text) in &provider.custom_headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| PrepareError::Unsendable)?;
        headers.insert(name, value(text)?);
    }
    if is_near(url.origin()) {
        headers.insert(HOP_HEADER, value(instance)?);
    }
    Ok(Outbound { origin: url.origin().clone(), request })
}

/// The first credential that could be opened.
pub(crate) fn credential(provider: &Provider) -> Option<&Secret> {
    provider.credentials.iter().find_map(|Credential { secret, .. }| secret.as_ref())
}

/// Whether an upstream is this machine or on its own network, as far as its name tells.
fn is_near(origin: &Origin) -> bool {
    match origin.host.parse::<IpAddr>() {
        Ok(address) => is_private_address(address),
        Err(_) => origin.host == "localhost" || origin.host.ends_with(".local") || !origin.host.contains('.'),
    }
}

fn target(
    path: &str,
    query: Option<&str>,
    style: AuthStyle,
    secret: Option<&Secret>,
) -> Result<Uri, PrepareError> {
    let mut target = String::with_capacity(path.len() + query.map_or(0, str::len) + 1);
    target.push_str(path);
    let mut separator = '?';
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        target.push(separator);
        target.push_str(query);
        separator = '&';
    }
    if let (AuthStyle::Query, Some(secret)) = (style, secret) {
        target.push(separator);
        target.push_str("key=");
        target.extend(url::form_urlencoded::byte_serialize(secret.expose().as_bytes()));
    }
    target.parse().map_err(|_| PrepareError::Unsendable)
}

fn authorise(headers: &mut HeaderMap, style: AuthStyle, secret: &Secret) -> Result<(), PrepareError> {
    let sensitive = |text: &str| {
        let mut value = HeaderValue::from_str(text).map_err(|_| PrepareError::Unsendable)?;
        value.set_sensitive(true);
        Ok::<_, PrepareError>(value)
    };
    if matches!(style, AuthStyle::Bearer | AuthStyle::Both) {
        headers.insert(header::AUTHORIZATION, sensitive(&format!("Bearer {}", secret.expose()))?);
    }
    if matches!(style, AuthStyle::XApiKey | AuthStyle::Both) {
        headers.insert("x-api-key", sensitive(secret.expose())?);
    }
    if style == AuthStyle::XGoogApiKey {
        headers.insert("x-goog-api-key", sensitive(secret.expose())?);
    }
    Ok(())
}

/// The query without a key.
pub(crate) fn without_key(query: &str) -> Option<String> {
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.starts_with("key=") && !pair.is_empty()).collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

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

fn passed_on(headers: &HeaderMap, was_encoded: bool) -> HeaderMap {
    let named: Vec<String> = named_by_connection(headers);
    let mut passed = HeaderMap::with_capacity(headers.len() + 6);
    for (name, value) in headers {
        let text = name.as_str();
        let dropped = HOP_BY_HOP.contains(&text)
            || NOT_FORWARDED.contains(&text)
            || CREDENTIAL_HEADERS.contains(&text)
            || text.starts_with("x-forwarded-")
            || text.starts_with("cf-")
            || text.starts_with("x-switchyard-")
            || (was_encoded && text == "content-encoding")
            || named.iter().any(|named| named == text);
        if !dropped {
            passed.append(name, value.clone());
        }
    }
    passed
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

/// The headers of an upstream's answer that go to the client. `keep_length` when the body isn't changed.
pub(crate) fn returned(headers: &HeaderMap, keep_length: bool) -> HeaderMap {
    let named = named_by_connection(headers);
    let mut returned = HeaderMap::with_capacity(headers.len() + 3);
    for (name, value) in headers {
        let text = name.as_str();
        let dropped = HOP_BY_HOP.contains(&text)
            || NOT_RETURNED.contains(&text)
            || text.starts_with("access-control-")
            || text.starts_with("x-switchyard-")
            || (!keep_length && matches!(text, "content-length" | "content-encoding"))
            || named.iter().any(|named| named == text);
        if !dropped {
            returned.append(name, value.clone());
        }
    }
    returned
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let passed = passed_on(&headers(&names), false);
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
        assert!(passed_on(&asked, false).is_empty(), "{:?}", passed_on(&asked, false));
    }

    #[test]
    fn an_upstream_cannot_speak_to_the_browser() {
        let answer = headers(&[
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
        let returned = returned(&answer, true);
        let mut names: Vec<_> = returned.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            ["anthropic-ratelimit-requests-remaining", "content-type", "request-id", "retry-after"]
        );
    }

    #[test]
    fn the_query_loses_its_key_and_nothing_else() {
        assert_eq!(without_key("alt=sse&key=sk-sy-x&beta=true").as_deref(), Some("alt=sse&beta=true"));
        assert_eq!(without_key("key=sk-sy-x"), None);
    }
}
