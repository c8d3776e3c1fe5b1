//! One request as the steps behind the listener see it: independent of hyper's types.

use crate::operation::Operation;
use bytes::Bytes;
use domain::{Caller, Dialect, Text};
use http::HeaderMap;
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
}

/// What the steps need of the body, read in one pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The model.
    pub model: Text,
    /// Whether the answer shall be a stream.
    pub stream: bool,
    /// Where `stream_options.include_usage` would be added; `None` where it needn't or mustn't be.
    pub include_usage: Option<wire::Edit>,
}

impl Call {
    /// The wire format of the request.
    pub(crate) fn dialect(&self) -> Dialect {
        self.operation.dialect()
    }

    /// Whether a Gemini stream goes out as server-sent events rather than as one JSON array.
    pub(crate) fn is_sse(&self) -> bool {
        self.asked.stream
            && (self.dialect() != Dialect::Gemini
                || self.query.as_deref().is_some_and(|query| query.split('&').any(|pair| pair == "alt=sse")))
    }
}
