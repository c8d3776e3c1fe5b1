//! The request as its provider's dialect says it.

use super::SharedRecall;
use crate::{
    call::{Asked, Call},
    operation::{GeminiAction, GeminiVersion, Operation},
    plan::Candidate,
    relay::Framing,
};
use domain::{Dialect, ModelName, OperationKind, Provider, RequestRecord, UnixMillis};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use wire::convert::{Change, Converted, Host, Memory, Refusal, RequestContext};

/// What of a client's headers a provider of another dialect may see. The rest means something in the client's only.
const FORWARDED: [HeaderName; 1] = [header::USER_AGENT];
/// The version of Anthropic's API whose shapes are written.
const ANTHROPIC_VERSION: &str = "2023-06-01";

/// A converted request.
#[derive(Debug)]
pub(crate) struct Conversion {
    /// It, in the provider's dialect: whatever is done to requests of that dialect can be done to it.
    pub(crate) call: Call,
    /// What the way back needs to know.
    pub(crate) memory: Memory,
    /// What the provider's dialect can't say in the same way.
    pub(crate) changes: Vec<Change>,
    /// The answer, where nothing is to be sent.
    pub(crate) answer: Option<Vec<u8>>,
    /// The client's dialect.
    pub(crate) client: Dialect,
    /// Whether the client gets server-sent events.
    pub(crate) client_gets_events: bool,
}

/// Whether a candidate must be asked in another dialect than the body is written in.
pub(crate) fn is_needed(call: &Call, candidate: &Candidate) -> bool {
    candidate.dialect != call.dialect() || call.asked.is_responses_shaped
}

/// Converts a request.
///
/// # Errors
/// What the provider's dialect can't say without meaning something else.
pub(crate) fn convert(
    call: &Call,
    candidate: &Candidate,
    record: &RequestRecord,
    recall: &SharedRecall,
    now: UnixMillis,
) -> Result<Conversion, Refusal> {
    let (from, to) = (call.dialect(), candidate.dialect);
    let stream = call.asked.stream;
    let request_id = record.id.to_string();
    let operation = operation(to, &candidate.model, stream)?;
    let converted = recall.read(|recall| {
        let context = RequestContext {
            asked_model: &call.asked.model,
            model: &candidate.model,
            stream,
            host: host(&candidate.provider),
            session: record.session_id.as_deref(),
            caching: true,
            provider: &candidate.provider.name,
            gemini_array: call.framing() == Framing::Array,
            recall: Some(recall),
            request_id: &request_id,
            now,
        };
        wire::convert::request(from, to, &call.body, &context)
    })?;
    let Converted { body, changes, memory, answer } = converted;
    let asked = Asked { model: candidate.model.clone(), stream, ..Asked::default() };
    let outgoing = Call {
        peer: call.peer.clone(),
        caller: call.caller.clone(),
        operation,
        query: (to == Dialect::Gemini && stream).then(|| "alt=sse".to_owned()),
        headers: headers(call, to, stream),
        body: body.into(),
        asked,
        owner: None,
    };
    Ok(Conversion {
        call: outgoing,
        memory,
        changes,
        answer,
        client: from,
        client_gets_events: call.is_sse(),
    })
}

/// The answer to a question for the number of tokens that nobody else answers.
pub(crate) fn estimate(call: &Call, model: &str) -> Vec<u8> {
    let tokens = wire::convert::count_tokens(call.dialect(), &call.body, model);
    wire::convert::token_count_body(call.dialect(), tokens)
}

fn operation(dialect: Dialect, model: &str, stream: bool) -> Result<Operation, Refusal> {
    Ok(match dialect {
        Dialect::Anthropic => Operation::Messages,
        Dialect::OpenaiChat => Operation::ChatCompletions,
        Dialect::OpenaiResponses => Operation::Responses,
        Dialect::Gemini => {
            let name = ModelName::try_from(model.to_owned()).map_err(|_| Refusal {
                field: "model".into(),
                code: "invalid_request",
                message: "`model`: 不能作为 Gemini 的模型名 (it can't be the name of a model of Gemini's)"
                    .into(),
            })?;
            let action = if stream { GeminiAction::Stream } else { GeminiAction::Generate };
            Operation::Gemini { version: GeminiVersion::V1Beta, model: name, action }
        }
    })
}

fn headers(call: &Call, to: Dialect, stream: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in FORWARDED {
        if let Some(value) = call.headers.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let accept = if stream { "text/event-stream" } else { "application/json" };
    headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    if to == Dialect::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static(ANTHROPIC_VERSION));
    }
    headers
}

fn host(provider: &Provider) -> Host {
    provider.base_url.as_ref().map_or(Host::Other, |url| Host::of(&url.origin().host))
}

impl Conversion {
    /// The content type of what the client gets.
    pub(crate) fn content_type(&self) -> &'static str {
        let is_answer = self.call.operation.kind() == OperationKind::Generate;
        if is_answer && self.client_gets_events { "text/event-stream" } else { "application/json" }
    }
}
