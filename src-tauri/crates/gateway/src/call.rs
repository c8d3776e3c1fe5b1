//! One request as the steps behind the listener see it: independent of hyper's types.

use crate::{failure::is_about_request, operation::Operation, owners::Owner, relay::Framing};
use bytes::Bytes;
use domain::{Caller, Dialect, Text};
use http::{HeaderMap, StatusCode};
use std::net::IpAddr;

/// Who is at the other end of a client's connection.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// The same, in words: records of all its requests share them.
    pub text: Text,
}

/// A request whose body has been read.
#[derive(Debug)]
pub(crate) struct Call {
    /// The client.
    pub peer: Peer,
    /// Who calls.
    pub caller: Caller,
    /// What is asked for.
    pub operation: Operation,
    /// The query, without a key.
    pub query: Option<String>,
    /// The request's headers that go to a provider.
    pub headers: HeaderMap,
    /// The body, decoded.
    pub body: Bytes,
    /// What was read out of the body.
    pub asked: Asked,
    /// Who made the answer that is asked about: nobody else can tell. Boxed: few requests have one.
    pub owner: Option<Box<Owner>>,
}

/// What the steps need of the body, read in one pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The model.
    pub model: Text,
    /// Whether the answer shall be a stream.
    pub stream: bool,
    /// The answer that a conversation goes on from: its provider alone knows it.
    pub previous_response: Option<Text>,
    /// The body is a Responses request on the path of Chat Completions: so asks Cursor.
    pub is_responses_shaped: bool,
    /// Where `stream_options.include_usage` would be added; `None` where it needn't or mustn't be.
    pub include_usage: Option<wire::Edit>,
}

impl Call {
    /// The wire format of the request.
    pub(crate) fn dialect(&self) -> Dialect {
        self.operation.dialect()
    }

    /// Whether an error of this status is about the request, and for the client as it is. Of an answer that one
    /// provider keeps nobody else can tell more.
    pub(crate) fn passes_error(&self, status: StatusCode) -> bool {
        is_about_request(status) || (self.owner.is_some() && matches!(status.as_u16(), 404 | 405 | 409 | 410))
    }

    /// How a model's answer to it is cut.
    pub(crate) fn framing(&self) -> Framing {
        match (self.asked.stream, self.is_sse()) {
            (false, _) => Framing::Whole,
            (true, true) => Framing::Events,
            (true, false) => Framing::Array,
        }
    }

    /// Whether a Gemini stream goes out as server-sent events rather than as one JSON array.
    pub(crate) fn is_sse(&self) -> bool {
        self.asked.stream
            && (self.dialect() != Dialect::Gemini
                || self.query.as_deref().is_some_and(|query| query.split('&').any(|pair| pair == "alt=sse")))
    }
}
