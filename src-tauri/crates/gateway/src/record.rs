//! The ledger's record of a request, as it fills up before the request is admitted.

use crate::{
    call::{Asked, Peer},
    operation::Operation,
    rejection::Rejection,
    session,
};
use domain::{Caller, RequestId, RequestRecord, RequestState, Text, UnixMillis, Usage};
use http::{HeaderMap, header};

/// How much of a `User-Agent` is kept.
const CLIENT_BYTES: usize = 256;

/// What is known once the caller is.
pub(crate) fn opened(
    id: &RequestId,
    now: UnixMillis,
    peer: &Peer,
    caller: &Caller,
    operation: &Operation,
    headers: &HeaderMap,
    project: Option<Text>,
) -> RequestRecord {
    let client = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    RequestRecord {
        id: *id,
        started_at: now,
        state: RequestState::Open,
        dialect: operation.dialect(),
        operation: operation.kind(),
        stream: false,
        user_id: Some(caller.user.id),
        user_name: Some(caller.user.name.clone()),
        key_id: Some(caller.key.id),
        key_name: Some(caller.key.name.clone()),
        // Header values that read as text are ASCII, so any byte is a boundary.
        client: client.map(|client| Text::from(&client[..client.len().min(CLIENT_BYTES)])),
        peer: peer.text.clone(),
        session_id: None,
        agent_id: session::agent(headers),
        project,
        asked_model: None,
        sent_model: None,
        provider_id: None,
        provider_name: None,
        converted: false,
        status: None,
        error_code: None,
        error: None,
        usage: Usage::default(),
        cost_nano_usd: None,
        request_bytes: 0,
        response_bytes: 0,
        first_byte_ms: None,
        duration_ms: None,
        chain: Vec::new(),
        changes: Vec::new(),
        attempts: Vec::new(),
    }
}

/// What the body said.
pub(crate) fn asked(record: &mut RequestRecord, asked: &Asked) {
    let model = model(&asked.model);
    record.stream = asked.stream;
    record.sent_model = model.clone();
    record.asked_model = model;
}

/// A model's name as it is kept: shared, unless it is longer than any. Not every operation names one.
pub(crate) fn model(model: &Text) -> Option<Text> {
    match model.char_indices().nth(CLIENT_BYTES) {
        None => Some(model.clone()).filter(|model| !model.is_empty()),
        Some((end, _)) => Some(Text::from(&model[..end])),
    }
}

/// The request was refused.
pub(crate) fn refused(record: &mut RequestRecord, rejection: &Rejection) {
    record.state = RequestState::Refused;
    record.status = Some(rejection.status.as_u16());
    record.error_code = Some(rejection.code);
    record.error = Some(rejection.message.clone());
}
