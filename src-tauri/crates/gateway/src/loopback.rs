//! The loopback provider: Switchyard itself answers, in every dialect, with a text that says what it is.

use crate::{call::Call, relay::Framing};
use domain::{OperationKind, RequestRecord};

const TEXT: &str = "Switchyard works: this answer comes from the built-in loopback provider. \
    Add a provider of your own to talk to a real model. 这是 Switchyard 内置的演示回答，请添加供应商以使用真实模型。";

/// Bytes of a request per token, for the demonstration's figures.
const BYTES_PER_TOKEN: u64 = 4;

/// The content type and the pieces of the answer.
pub(crate) fn answer(call: &Call, record: &RequestRecord) -> (&'static str, Vec<Vec<u8>>) {
    let dialect = call.dialect();
    let input_tokens = (call.body.len() as u64 / BYTES_PER_TOKEN).max(1);
    let id = record.id.as_uuid().simple().to_string();
    let canned = wire::canned::Canned {
        id: &id,
        model: &call.asked.model,
        text: TEXT,
        created_at: record.started_at,
        input_tokens,
        include_usage: call.asked.stream && call.asked.include_usage.is_none(),
    };
    if call.operation.kind() == OperationKind::CountTokens {
        return ("application/json", vec![wire::canned::token_count(dialect, input_tokens)]);
    }
    // What is neither this nor an answer of a model is never asked of it.
    match call.framing() {
        Framing::Whole => ("application/json", vec![canned.body(dialect)]),
        Framing::Array => ("application/json", canned.gemini_array()),
        Framing::Events => ("text/event-stream", canned.events(dialect)),
    }
}
