//! What goes to a provider: the request's line, headers and body for one attempt.
//!
//! Same dialect: the headers that pass, then the provider's own. The body is the bytes that came, edited in
//! place where needed.

mod edits;

use crate::{
    call::Call,
    operation::Operation,
    plan::Candidate,
    repair::Lesson,
    target::{Target, Unsendable},
    upstream::{self, OutboundBody, OutboundRequest},
};
use bytes::Bytes;
use domain::{Credential, Dialect, ModelName, OperationKind, Override, Provider, Switch, Text};
use http::{HeaderName, HeaderValue, Method, header};
use std::{borrow::Cow, sync::Arc};

pub(crate) use edits::{Edited, wants_official};

/// A request that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Outbound {
    /// Over which connections.
    pub way: Arc<upstream::Way>,
    /// What.
    pub request: OutboundRequest,
    /// The overrides that changed something.
    pub overrides: Vec<Override>,
    /// The parameters that were left out.
    pub dropped: Vec<Text>,
}

/// In which way a provider is asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Way {
    /// Whether usage is asked for in the client's name.
    pub include_usage: bool,
    /// What the provider was found not to understand.
    pub lesson: Option<Arc<Lesson>>,
    /// The official instructions, where they take the place of the client's.
    pub instructions: Option<Text>,
    /// The whole body, once it was mended: it is sent as it is.
    pub mended: Option<Bytes>,
}

impl Way {
    /// The body that this way sends.
    pub(crate) fn body(&self, call: &Call, candidate: &Candidate) -> Bytes {
        match &self.mended {
            Some(body) => body.clone(),
            None => Edited::of(call, candidate, self).edits.apply(&call.body),
        }
    }
}

/// Makes the request of one attempt.
///
/// # Errors
/// When it can't be put into a request.
pub(crate) fn prepare(
    call: &Call,
    candidate: &Candidate,
    target: &Target,
    way: &Way,
) -> Result<Outbound, Unsendable> {
    let (body, mut overrides, dropped) = match &way.mended {
        Some(body) => (OutboundBody::whole(body.clone()), Vec::new(), Vec::new()),
        None => {
            let Edited { edits, overrides, dropped } = Edited::of(call, candidate, way);
            (OutboundBody::edited(&call.body, edits), overrides, dropped)
        }
    };
    let betas = long_context(call, candidate, target);
    if betas.is_some() {
        overrides.push(Override::LongContext);
    }
    let method = call.operation.method();
    let uri = target.uri(&path(call, candidate)?, call.query.as_deref())?;
    let fields = call.headers.len() + target.headers().len() + 2;
    let mut request = OutboundRequest::new(&method, &uri, fields);
    let is_made_anew = |name: &HeaderName| betas.is_some() && name.as_str() == BETAS;
    for (name, value) in target.headers().iter().filter(|(name, _)| !is_made_anew(name)) {
        request.field(name, value);
    }
    for (name, value) in &call.headers {
        if !target.sets(name) && !is_made_anew(name) {
            request.field(name, value);
        }
    }
    if let Some(Some(value)) = &betas {
        request.field(&HeaderName::from_static(BETAS), value);
    }
    if target.passes_client_ip() {
        let peer = HeaderValue::from_str(&call.peer.text).map_err(|_| Unsendable::Unwritable)?;
        request.field(&HeaderName::from_static("x-forwarded-for"), &peer);
    }
    if method == Method::POST {
        request.field(&header::CONTENT_LENGTH, &HeaderValue::from(body.length()));
    }
    Ok(Outbound { way: target.way().clone(), request: request.with_body(body), overrides, dropped })
}

/// The path, with the model that the candidate is sent.
fn path(call: &Call, candidate: &Candidate) -> Result<Cow<'static, str>, Unsendable> {
    if let Operation::Gemini { version, action, .. } = &call.operation
        && candidate.model != call.asked.model
    {
        let model = ModelName::try_from(candidate.model.as_str().to_owned());
        let model = model.map_err(|_| Unsendable::Unwritable)?;
        return Ok(Operation::Gemini { version: *version, model, action: *action }.upstream_path());
    }
    Ok(call.operation.upstream_path())
}

/// The header that lists the betas of Anthropic's API that a request takes part in.
const BETAS: &str = "anthropic-beta";
/// The beta of a context of a million tokens.
const LONG_CONTEXT: &str = "context-1m-2025-08-07";

/// The betas with that of the long context, or without it, as the provider's override says: none is left where
/// that is an inner `None`. The outer one: the override changes nothing.
fn long_context(call: &Call, candidate: &Candidate, target: &Target) -> Option<Option<HeaderValue>> {
    let switch = candidate.provider.overrides.anthropic.long_context;
    let has_messages = matches!(call.operation.kind(), OperationKind::Generate | OperationKind::CountTokens);
    if switch == Switch::Inherit || call.dialect() != Dialect::Anthropic || !has_messages {
        return None;
    }
    let of_target = target.headers().iter().filter(|(name, _)| name.as_str() == BETAS);
    let mut lines: Vec<&HeaderValue> = of_target.map(|(_, value)| value).collect();
    if lines.is_empty() {
        lines.extend(call.headers.get_all(BETAS));
    }
    let lines: Vec<&str> = lines.into_iter().filter_map(|line| line.to_str().ok()).collect();
    let betas =
        || lines.iter().flat_map(|line| line.split(',')).map(str::trim).filter(|beta| !beta.is_empty());
    let has = betas().any(|beta| beta == LONG_CONTEXT);
    let wanted: Vec<&str> = match (switch, has) {
        (Switch::On, false) => betas().chain([LONG_CONTEXT]).collect(),
        (Switch::Off, true) => betas().filter(|beta| *beta != LONG_CONTEXT).collect(),
        (Switch::Inherit | Switch::On | Switch::Off, _) => return None,
    };
    // Made of header values and a constant, so that it is one.
    Some(HeaderValue::from_str(&wanted.join(",")).ok().filter(|value| !value.is_empty()))
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
    let uri = target.uri(path, query)?;
    let mut request = OutboundRequest::new(&Method::GET, &uri, target.headers().len() + 1);
    for (name, value) in target.headers() {
        request.field(name, value);
    }
    let version = HeaderName::from_static("anthropic-version");
    if dialect == Dialect::Anthropic && !target.sets(&version) {
        request.field(&version, &HeaderValue::from_static("2023-06-01"));
    }
    Ok(Outbound { way: target.way().clone(), request, overrides: Vec::new(), dropped: Vec::new() })
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
