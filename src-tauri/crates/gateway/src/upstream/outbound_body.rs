//! A request body as slices of what came and what was put in between: nothing is copied to edit it.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

/// The slices, in order.
#[derive(Debug, Clone, Default)]
pub struct OutboundBody(VecDeque<Bytes>);

impl OutboundBody {
    /// The body as it is.
    pub fn whole(body: Bytes) -> Self {
        Self(VecDeque::from([body]))
    }

    /// The body with stretches of it replaced.
    pub fn edited(body: &Bytes, edits: wire::Edits) -> Self {
        if edits.is_empty() {
            return Self::whole(body.clone());
        }
        let mut slices = VecDeque::new();
        edits.slices(body, |slice| slices.push_back(slice));
        Self(slices)
    }

    /// Its length.
    pub fn length(&self) -> u64 {
        self.0.iter().map(|piece| piece.len() as u64).sum()
    }
}

impl Body for OutboundBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let pieces = &mut self.get_mut().0;
        while let Some(piece) = pieces.pop_front() {
            if !piece.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(piece))));
            }
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.0.iter().all(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length())
    }
}
