//! The answer's way out: the head that the client gets, and the relay that passes the rest on.

use crate::{
    attempts::Committed,
    body::ReadBody,
    call::Call,
    headers,
    owners::Learner,
    relay::{Accounting, Framing, Parts, RelayBody, Source, is_events},
    reply::{Reply, ReplyBody},
    session::SESSION_HEADER,
    settle::{InFlight, Settlement},
};
use domain::{OperationKind, RequestRecord};
use http::{HeaderMap, HeaderValue, Response, header};

/// Marks a count of tokens that no provider made.
const ESTIMATE_HEADER: &str = "x-switchyard-estimate";

/// The answer that was committed to, on its way.
pub(super) fn relay(
    call: &Call,
    committed: Box<Committed>,
    mut settlement: Settlement,
    body: ReadBody,
    in_flight: InFlight,
    learner: Option<Learner>,
) -> Reply {
    settlement.answering(committed.status.as_u16());
    let success = committed.status.is_success();
    let keep_length = committed.transform.is_identity();
    let committed = *committed;
    let mut headers = committed.headers;
    headers::keep_returned(&mut headers, keep_length);
    if let Ok(id) = HeaderValue::from_str(&settlement.record().id.to_string()) {
        headers.entry("x-request-id").or_insert_with(|| id.clone());
        headers.insert("x-switchyard-request-id", id);
    }
    name_session(&mut headers, settlement.record());
    let operation = call.operation.kind();
    if operation == OperationKind::CountTokens && matches!(committed.rest, Source::Canned(_)) {
        headers.insert(ESTIMATE_HEADER, HeaderValue::from_static("true"));
    }
    let upstream = committed.transform.conversion.as_ref().map(|conversion| conversion.upstream());
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // Nobody knows all the ways in which what is no model's answer can be asked to stream.
    let framing = if !success {
        Framing::Whole
    } else if operation == OperationKind::Generate {
        call.framing()
    } else if content_type.is_some_and(is_events) {
        Framing::Events
    } else {
        Framing::Whole
    };
    let accounting = Accounting::of(operation, content_type);
    let mut reply = Response::new(ReplyBody::Relay(Box::new(RelayBody::new(Parts {
        source: committed.rest,
        prefix: committed.prefix,
        transform: committed.transform,
        dialect: upstream.unwrap_or(call.dialect()),
        framing,
        length,
        limits: committed.limits,
        learner,
        aftermath: committed.aftermath,
        request_bytes: body.received_bytes,
        success,
        accounting,
        settlement,
        body_permit: body.permit,
        in_flight,
    }))));
    *reply.status_mut() = committed.status;
    *reply.headers_mut() = headers;
    reply
}

/// Tells the client how its conversation is called.
pub(super) fn name_session(headers: &mut HeaderMap, record: &RequestRecord) {
    let session = record.session_id.as_deref().map(HeaderValue::from_str);
    if let Some(Ok(value)) = session {
        headers.insert(SESSION_HEADER, value);
    }
}
