//! One connection to an upstream, and one request at a time on it, polled by whoever waits for the answer.
//!
//! HTTP/1.1 in our own hand (RFC 9112): hyper hands over each chunk alone, and an event of a stream is a chunk.
//! Here what one read brings is one piece. It is a client's half only: no pipelining, no upgrades, and what
//! isn't clearly one answer is none.

mod chunks;
mod framing;
mod head;
mod outgoing;

use super::{Io, OutboundRequest};
use bytes::{Bytes, BytesMut};
use framing::Framing;
use http::{Response, StatusCode};
use outgoing::Outgoing;
use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, Waker, ready},
};
use tokio_util::io::poll_read_buf;

/// The exchange failed before its answer began.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The connection ended.
    #[error("the connection was closed before an answer came")]
    Closed,
    /// The connection broke.
    #[error("the connection broke before an answer came: {0}")]
    Broke(#[from] std::io::Error),
    /// What came is no answer.
    #[error("what came is not HTTP: {0}")]
    Unreadable(#[from] Unreadable),
}

impl ExchangeError {
    /// Whether the connection ended, rather than something unreadable coming over it.
    pub fn is_reset(&self) -> bool {
        match self {
            Self::Closed | Self::Broke(_) => true,
            Self::Unreadable(_) => false,
        }
    }
}

/// What isn't HTTP about it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(&'static str);

/// The answer's body broke off.
#[derive(Debug, thiserror::Error)]
#[error("the connection ended in the middle of the answer")]
pub struct BodyBrokeOff;

/// The longest head.
const HEAD_BYTES: usize = 256 << 10;
/// How much one read may bring: grown while reads fill it, shrunk while they don't.
const READ_BYTES: std::ops::RangeInclusive<usize> = 4 << 10..=64 << 10;
/// The first read of an answer: head and, mostly, all of the rest.
const FIRST_READ_BYTES: usize = 16 << 10;
/// A buffer with less room than this is not worth a read.
const LEAST_ROOM: usize = 1 << 10;

/// A connection.
#[derive(Debug)]
pub struct Exchange {
    io: Io,
    /// What came and wasn't taken yet.
    input: BytesMut,
    read_bytes: usize,
    outgoing: Option<Outgoing>,
    framing: Framing,
    /// Whether the connection may serve again once this answer is over.
    keeps: bool,
}

impl Exchange {
    /// HTTP on a fresh connection.
    pub fn new(io: Io) -> Self {
        Self {
            io,
            input: BytesMut::new(),
            read_bytes: FIRST_READ_BYTES,
            outgoing: None,
            framing: Framing::Nothing,
            keeps: true,
        }
    }

    /// Whether an idle connection is still good: whatever comes over it unasked, its end above all, says no.
    pub fn is_alive(&mut self) -> bool {
        self.is_reusable() && self.poll_fill(&mut Context::from_waker(Waker::noop())).is_pending()
    }

    /// Sends a request and waits for the head of its answer; the body is then had from [`Self::poll_body`].
    ///
    /// # Errors
    /// When the connection ends first, or what comes isn't HTTP.
    pub(crate) async fn send(&mut self, request: OutboundRequest) -> Result<Response<()>, ExchangeError> {
        self.read_bytes = FIRST_READ_BYTES;
        self.outgoing = Some(Outgoing::new(request));
        // Until it is over, nobody else can have it.
        self.keeps = false;
        poll_fn(|context| self.poll_head(context)).await
    }

    /// The next bytes of the answer's body.
    pub fn poll_body(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyBrokeOff>>> {
        self.poll_outgoing(context);
        loop {
            match self.framing.take(&mut self.input) {
                Ok(Some(piece)) => return Poll::Ready(Some(Ok(piece))),
                Ok(None) if self.framing.is_over() => return Poll::Ready(None),
                Ok(None) => {}
                Err(_) => return Poll::Ready(Some(Err(self.break_off()))),
            }
            match ready!(self.poll_fill(context)) {
                Ok(0) if self.framing.ends_with_connection() => {
                    self.framing = Framing::Nothing;
                    return Poll::Ready(None);
                }
                Ok(0) | Err(_) => return Poll::Ready(Some(Err(self.break_off()))),
                Ok(_) => {}
            }
        }
    }

    /// Whether the answer's body has been had to its end.
    pub fn is_over(&self) -> bool {
        self.framing.is_over()
    }

    /// Whether another request may go over it.
    pub fn is_reusable(&self) -> bool {
        self.keeps && self.framing.is_over() && self.outgoing.is_none() && self.input.is_empty()
    }

    /// Keeps no more than the next answer's head needs.
    pub fn rest(&mut self) {
        if self.read_bytes > FIRST_READ_BYTES {
            self.input = BytesMut::new();
        }
    }

    fn poll_head(&mut self, context: &mut Context<'_>) -> Poll<Result<Response<()>, ExchangeError>> {
        self.poll_outgoing(context);
        loop {
            if let Some(head) = head::take(&mut self.input)? {
                match head.response.status() {
                    StatusCode::SWITCHING_PROTOCOLS => {
                        return Poll::Ready(Err(Unreadable("it changes the protocol unasked").into()));
                    }
                    status if status.is_informational() => continue,
                    _ => {}
                }
                self.framing = head.framing;
                self.keeps = head.keeps;
                return Poll::Ready(Ok(head.response));
            }
            if self.input.len() >= HEAD_BYTES {
                return Poll::Ready(Err(Unreadable("its head is too long").into()));
            }
            if ready!(self.poll_fill(context))? == 0 {
                return Poll::Ready(Err(ExchangeError::Closed));
            }
        }
    }

    /// Sends on. Where that fails, the upstream may still have said why: reading tells.
    fn poll_outgoing(&mut self, context: &mut Context<'_>) {
        let Some(outgoing) = &mut self.outgoing else { return };
        match outgoing.poll(Pin::new(&mut self.io), context) {
            Poll::Ready(Ok(())) => self.outgoing = None,
            // Left there, it keeps the connection from serving again.
            Poll::Ready(Err(_)) => outgoing.give_up(),
            Poll::Pending => {}
        }
    }

    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<std::io::Result<usize>> {
        if self.input.capacity() - self.input.len() < LEAST_ROOM {
            self.input.reserve(self.read_bytes);
        }
        let room = self.input.capacity() - self.input.len();
        let read = ready!(poll_read_buf(Pin::new(&mut self.io), context, &mut self.input))?;
        let fitting = if read == room { self.read_bytes * 2 } else { self.read_bytes.min(read * 4) };
        self.read_bytes = fitting.clamp(*READ_BYTES.start(), *READ_BYTES.end());
        Poll::Ready(Ok(read))
    }

    fn break_off(&mut self) -> BodyBrokeOff {
        self.framing = Framing::Nothing;
        self.keeps = false;
        BodyBrokeOff
    }
}
