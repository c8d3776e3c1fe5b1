//! A request body as slices of what came and what was put in between: nothing is copied to edit it.

use bytes::Bytes;
use std::collections::VecDeque;

/// The slices, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct OutboundBody(VecDeque<Bytes>);

impl OutboundBody {
    /// The body as it is.
    pub(crate) fn whole(body: Bytes) -> Self {
        Self(VecDeque::from([body]))
    }

    /// The body with stretches of it replaced.
    pub(crate) fn edited(body: &Bytes, edits: wire::Edits) -> Self {
        if edits.is_empty() {
            return Self::whole(body.clone());
        }
        let mut slices = VecDeque::new();
        edits.slices(body, |slice| slices.push_back(slice));
        Self(slices)
    }

    /// Its length.
    pub(crate) fn length(&self) -> u64 {
        self.0.iter().map(|piece| piece.len() as u64).sum()
    }

    /// The slices that hold anything.
    pub(super) fn into_pieces(mut self) -> VecDeque<Bytes> {
        self.0.retain(|piece| !piece.is_empty());
        self.0
    }
}
