//! What the tests of this crate share.

use domain::{
    Dialect, OperationKind, RequestId, RequestRecord, RequestState, SystemRandom, UnixMillis, Usage,
};

/// A request's record.
pub(crate) fn record(millis: u64, state: RequestState) -> RequestRecord {
    let started_at = UnixMillis(i64::try_from(millis).unwrap());
    RequestRecord {
        id: RequestId::new(started_at, &SystemRandom),
        started_at,
        state,
        dialect: Dialect::Anthropic,
        operation: OperationKind::Generate,
        stream: false,
        user_id: None,
        user_name: None,
        key_id: None,
        key_name: None,
        client: None,
        peer: "127.0.0.1".into(),
        session_id: None,
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
