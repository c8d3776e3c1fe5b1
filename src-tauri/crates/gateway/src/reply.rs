//! What goes back to the client: one body type for everything, so that hyper knows one type.

use crate::relay::RelayBody;
use bytes::Bytes;
use http::Response;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// An answer.
pub(crate) type Reply = Response<ReplyBody>;

/// Why a body broke off: the upstream did, and the client must see that the answer isn't whole.
#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
pub struct BrokeOff;

/// The body of an answer.
#[derive(Debug)]
pub enum ReplyBody {
    /// A text of ours.
    Full(Option<Bytes>),
    /// A text of ours to a client that is still sending: its body is read to its end behind the answer,
    /// because closing a socket with unread bytes resets it, and the client would never see the answer.
    Draining(Box<Draining>),
    /// A provider's answer.
    Relay(Box<RelayBody>),
}

impl ReplyBody {
    /// A text of ours.
    pub fn full(text: impl Into<Bytes>) -> Self {
        Self::Full(Some(text.into()))
    }

    /// The same text, reading the rest of the request behind it.
    pub fn draining(self, rest: Incoming) -> Self {
        match self {
            Self::Full(text) if !rest.is_end_stream() => Self::Draining(Box::new(Draining::new(text, rest))),
            body @ (Self::Full(_) | Self::Draining(_) | Self::Relay(_)) => body,
        }
    }
}

/// A text, then the unread rest of the request.
#[derive(Debug)]
pub struct Draining {
    text: Option<Bytes>,
    rest: Incoming,
    budget: u64,
    until: Pin<Box<Sleep>>,
}

/// How much of a refused body is read away, and for how long.
const DRAIN_BYTES: u64 = 256 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(10);

impl Draining {
    fn new(text: Option<Bytes>, rest: Incoming) -> Self {
        Self {
            text,
            rest,
            budget: DRAIN_BYTES,
            until: Box::pin(tokio::time::sleep_until(Instant::now() + DRAIN_TIME)),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Some(text) = self.text.take() {
            return Poll::Ready(Some(text));
        }
        loop {
            if self.until.as_mut().poll(context).is_ready() {
                return Poll::Ready(None);
            }
            match std::task::ready!(Pin::new(&mut self.rest).poll_frame(context)) {
                Some(Ok(frame)) => {
                    let length = frame.data_ref().map_or(0, |data| data.len() as u64);
                    match self.budget.checked_sub(length) {
                        Some(left) => self.budget = left,
                        None => return Poll::Ready(None),
                    }
                }
                Some(Err(_)) | None => return Poll::Ready(None),
            }
        }
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = BrokeOff;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokeOff>>> {
        match self.get_mut() {
            Self::Full(text) => Poll::Ready(text.take().map(|text| Ok(Frame::data(text)))),
            Self::Draining(body) => body.poll(context).map(|text| text.map(|text| Ok(Frame::data(text)))),
            Self::Relay(body) => body.poll(context).map(|piece| piece.map(|piece| piece.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Full(text) => text.is_none(),
            Self::Draining(_) | Self::Relay(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Full(text) => SizeHint::with_exact(text.as_ref().map_or(0, |text| text.len() as u64)),
            // Unknown on purpose: with a length hyper would stop polling, and so reading, at its end.
            Self::Draining(_) => SizeHint::default(),
            Self::Relay(body) => body.size_hint(),
        }
    }
}
