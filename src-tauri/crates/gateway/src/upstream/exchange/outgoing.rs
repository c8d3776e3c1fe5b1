//! A request on its way out: its head and the slices of its body, in as few writes as they fit into.

use crate::upstream::OutboundRequest;
use bytes::{Buf, Bytes};
use std::{
    collections::VecDeque,
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::AsyncWrite;

/// How many slices one write takes.
const SLICES: usize = 16;

/// What is still to be sent.
#[derive(Debug)]
pub(super) struct Outgoing {
    pieces: VecDeque<Bytes>,
    gave_up: bool,
}

impl Outgoing {
    pub(super) fn new(request: OutboundRequest) -> Self {
        Self { pieces: request.into_pieces(), gave_up: false }
    }

    /// Sends on; ready when all of it is out.
    pub(super) fn poll<Io: AsyncWrite>(
        &mut self,
        mut io: Pin<&mut Io>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if self.gave_up {
            return Poll::Pending;
        }
        while !self.pieces.is_empty() {
            let written = ready!(self.write(io.as_mut(), context))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.advance(written);
        }
        io.poll_flush(context)
    }

    fn write<Io: AsyncWrite>(&self, io: Pin<&mut Io>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if let (1, Some(only)) = (self.pieces.len(), self.pieces.front()) {
            return io.poll_write(context, only);
        }
        let mut slices = [IoSlice::new(&[]); SLICES];
        for (slice, piece) in slices.iter_mut().zip(&self.pieces) {
            *slice = IoSlice::new(piece);
        }
        io.poll_write_vectored(context, &slices[..self.pieces.len().min(SLICES)])
    }

    /// Nothing more is sent.
    pub(super) fn give_up(&mut self) {
        self.gave_up = true;
        self.pieces.clear();
    }

    fn advance(&mut self, mut written: usize) {
        while let Some(first) = self.pieces.front_mut() {
            if written < first.len() {
                first.advance(written);
                return;
            }
            written -= first.len();
            self.pieces.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::OutboundBody;
    use http::{HeaderValue, Method, Uri, header};
    use std::{future::poll_fn, pin::pin};
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn a_request_leaves_as_it_is_however_little_is_taken_at_a_time() {
        let body = Bytes::from("x".repeat(100));
        let target = Uri::from_static("/v1/messages?beta=true");
        let mut request = OutboundRequest::new(&Method::POST, &target, 2);
        for value in ["a", "b"] {
            request.field(&header::ACCEPT, &HeaderValue::from_static(value));
        }
        let request = request.with_body(OutboundBody::whole(body.clone()));
        let (near, mut far) = tokio::io::duplex(7);
        let mut near = pin!(near);
        let mut outgoing = Outgoing::new(request);
        let sending = async { poll_fn(|context| outgoing.poll(near.as_mut(), context)).await.unwrap() };
        let head = "POST /v1/messages?beta=true HTTP/1.1\r\naccept: a\r\naccept: b\r\n\r\n";
        let mut received = vec![0; head.len() + body.len()];
        let receiving = async { far.read_exact(&mut received).await.unwrap() };
        tokio::join!(sending, receiving);
        assert_eq!(received, [head.as_bytes(), &body].concat());
    }
}
