//! A request as it leaves: its head as bytes, since nobody reads it but the upstream, and its body.

use super::OutboundBody;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Uri};
use std::{collections::VecDeque, fmt};

/// A body up to this is copied behind its head: sending one stretch costs less than sending several.
const COPIED_BYTES: usize = 2 << 10;
/// What a line takes beside its value, roughly.
const LINE_BYTES: usize = 32;

/// A request on one provider's connection.
pub(crate) struct OutboundRequest {
    head: Vec<u8>,
    body: OutboundBody,
}

/// The head holds a credential.
impl fmt::Debug for OutboundRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboundRequest").field("body_bytes", &self.body.length()).finish_non_exhaustive()
    }
}

impl OutboundRequest {
    /// Its first line; about so many fields will follow.
    pub(crate) fn new(method: &Method, target: &Uri, fields: usize) -> Self {
        let target = target.path_and_query().map_or("/", |target| target.as_str());
        let mut head = Vec::with_capacity(target.len() + (fields + 1) * 2 * LINE_BYTES);
        for part in [method.as_str(), " ", target, " HTTP/1.1\r\n"] {
            head.extend_from_slice(part.as_bytes());
        }
        Self { head, body: OutboundBody::default() }
    }

    /// Adds a field.
    pub(crate) fn field(&mut self, name: &HeaderName, value: &HeaderValue) {
        self.head.reserve(name.as_str().len() + value.len() + b": \r\n".len());
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            self.head.extend_from_slice(part);
        }
    }

    /// Gives it a body.
    #[must_use]
    pub(crate) fn with_body(self, body: OutboundBody) -> Self {
        Self { body, ..self }
    }

    /// Head and body, in the order in which they leave.
    pub(super) fn into_pieces(mut self) -> VecDeque<Bytes> {
        self.head.extend_from_slice(b"\r\n");
        let body = self.body.into_pieces();
        let mut pieces = VecDeque::with_capacity(1 + body.len());
        if body.iter().map(Bytes::len).sum::<usize>() <= COPIED_BYTES {
            body.iter().for_each(|piece| self.head.extend_from_slice(piece));
            pieces.push_back(Bytes::from(self.head));
        } else {
            pieces.push_back(Bytes::from(self.head));
            pieces.extend(body);
        }
        pieces
    }
}
