//! What goes to a provider: the request's line, headers and body for one attempt.
//!
//! Same dialect: the headers that pass, then the provider's own. The body is the bytes that came, edited in
//! place where needed.

use crate::{
    call::Call,
    target::{Target, Unsendable},
    upstream::{OutboundBody, Way},
};
use domain::{Credential, Dialect, Provider};
use http::{HeaderMap, HeaderValue, Method, Request, header};
use std::sync::Arc;

/// A request that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Outbound {
    /// Which way.
    pub way: Arc<Way>,
    /// What.
    pub request: Request<OutboundBody>,
}

/// Makes the request of one attempt.
///
/// # Errors
/// When it can't be put into a request.
pub(crate) fn prepare(call: &Call, target: &Target, include_usage: bool) -> Result<Outbound, Unsendable> {
    let mut edits = wire::Edits::default();
    if let Some(edit) = call.asked.include_usage.as_ref().filter(|_| include_usage) {
        edits.push(edit.clone());
    }
    let body = OutboundBody::edited(&call.body, edits);
    let mut headers = HeaderMap::with_capacity(call.headers.len() + target.headers().len() + 2);
    headers.extend(call.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    for (name, value) in target.headers() {
        headers.insert(name, value.clone());
    }
    let method = call.operation.method();
    if method == Method::POST {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.length()));
    }
    if target.passes_client_ip() {
        let peer = HeaderValue::from_str(&call.peer.text).map_err(|_| Unsendable::Unwritable)?;
        headers.insert("x-forwarded-for", peer);
    }
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = target.uri(&call.operation.upstream_path(), call.query.as_deref())?;
    *request.headers_mut() = headers;
    Ok(Outbound { way: target.way().clone(), request })
}

/// A GET without a body, as the list of models wants it.
///
/// # Errors
/// When it can't be put into a request.
pub(crate) fn prepare_models(target: &Target, dialect: Dialect) -> Result<Outbound, Unsendable> {
    let (path, query) = match dialect {
        Dialect::Anthropic => ("/v1/models", Some("limit=1000")),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => ("/v1/models", None),
        Dialect::Gemini => ("/v1beta/models", Some("pageSize=1000")),
    };
    let mut request = Request::new(OutboundBody::default());
    *request.uri_mut() = target.uri(path, query)?;
    let headers = request.headers_mut();
    if dialect == Dialect::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
    }
    for (name, value) in target.headers() {
        headers.insert(name, value.clone());
    }
    Ok(Outbound { way: target.way().clone(), request })
}

/// The first credential that could be opened.
pub(crate) fn credential(provider: &Provider) -> Option<&Credential> {
    provider.credentials.iter().find(|credential| credential.secret.is_some())
}

/// The query without a key.
pub(crate) fn without_key(query: &str) -> Option<String> {
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.starts_with("key=") && !pair.is_empty()).collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_loses_its_key_and_nothing_else() {
        assert_eq!(without_key("alt=sse&key=sk-sy-x&beta=true").as_deref(), Some("alt=sse&beta=true"));
        assert_eq!(without_key("key=sk-sy-x"), None);
    }
}
