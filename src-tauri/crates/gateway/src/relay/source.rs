//! Where an answer's bytes come from: an upstream's connection, or the loopback provider.

use super::Elapsed;
use crate::upstream::{Lease, unwoken};
use bytes::{Bytes, BytesMut};
use http_body::Body;
use hyper::body::Incoming;
use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// Why no more bytes come.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The connection ended in the middle.
    #[error("its connection ended in the middle of the answer")]
    BrokeOff,
    /// The compression is broken.
    #[error("its answer is not what its content-encoding says")]
    Coding,
    /// It took too long.
    #[error("{0}")]
    TimedOut(Elapsed),
}

/// Where bytes come from.
#[derive(Debug)]
pub enum Source {
    /// An upstream.
    Upstream(UpstreamSource),
    /// The loopback provider.
    Canned(CannedSource),
}

impl Source {
    /// The next bytes.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, SourceError>>> {
        match self {
            Self::Upstream(source) => source.poll(context),
            Self::Canned(source) => source.poll(context).map(|piece| piece.map(Ok)),
        }
    }
}

/// What one read brings leaves as one piece, up to this.
const MERGE_BYTES: usize = 64 << 10;

/// An upstream's answer and the connection it comes over.
#[derive(Debug)]
pub struct UpstreamSource {
    incoming: Incoming,
    lease: Option<Lease>,
    broken: bool,
    over: bool,
}

impl UpstreamSource {
    /// An answer whose head has come.
    pub fn new(incoming: Incoming, lease: Lease) -> Self {
        let mut source = Self { incoming, lease: Some(lease), broken: false, over: false };
        if source.incoming.is_end_stream() {
            source.finish();
        }
        source
    }

    /// The next bytes: everything that is there already, merged.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, SourceError>>> {
        if self.broken {
            self.over = true;
            self.lease = None;
            self.broken = false;
            return Poll::Ready(Some(Err(SourceError::BrokeOff)));
        }
        if self.over {
            return Poll::Ready(None);
        }
        let mut merged = Merged::default();
        // First what is there already, waking nobody; only when that is nothing, the task waits.
        loop {
            while !self.has_enough(&merged) && self.advance(&mut unwoken(), &mut merged) {}
            if merged.length() > 0 || self.ended() || !self.advance(context, &mut merged) {
                break;
            }
        }
        match merged.take() {
            Some(piece) => Poll::Ready(Some(Ok(piece))),
            None if self.broken => self.poll(context),
            None if self.over => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    fn ended(&self) -> bool {
        self.over || self.broken
    }

    fn has_enough(&self, merged: &Merged) -> bool {
        self.ended() || merged.length() >= MERGE_BYTES
    }

    /// Takes the next frame, moving bytes on the connection if that is needed.
    fn advance(&mut self, context: &mut Context<'_>, merged: &mut Merged) -> bool {
        if self.take_frame(context, merged) {
            return true;
        }
        if let Some(lease) = &mut self.lease {
            lease.exchange.drive(context);
        }
        self.take_frame(context, merged)
    }

    /// Takes the next frame, if there is one; the end is one.
    fn take_frame(&mut self, context: &mut Context<'_>, merged: &mut Merged) -> bool {
        match Pin::new(&mut self.incoming).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                if let Ok(piece) = frame.into_data() {
                    merged.push(piece);
                }
                if self.incoming.is_end_stream() {
                    self.finish();
                }
                true
            }
            Poll::Ready(Some(Err(_))) => {
                self.broken = true;
                true
            }
            Poll::Ready(None) => {
                self.finish();
                true
            }
            Poll::Pending => false,
        }
    }

    fn finish(&mut self) {
        self.over = true;
        if let Some(lease) = self.lease.take() {
            lease.give_back();
        }
    }
}

/// Pieces that came together; a single one is passed on without a copy.
#[derive(Debug, Default)]
struct Merged {
    first: Option<Bytes>,
    all: Option<BytesMut>,
}

impl Merged {
    fn push(&mut self, piece: Bytes) {
        match (&mut self.first, &mut self.all) {
            (_, Some(all)) => all.extend_from_slice(&piece),
            (None, None) => self.first = Some(piece),
            (Some(first), None) => {
                let mut all = BytesMut::with_capacity((first.len() + piece.len()).max(8 << 10));
                all.extend_from_slice(first);
                all.extend_from_slice(&piece);
                self.all = Some(all);
            }
        }
    }

    fn length(&self) -> usize {
        self.all.as_ref().map_or_else(|| self.first.as_ref().map_or(0, Bytes::len), BytesMut::len)
    }

    fn take(self) -> Option<Bytes> {
        self.all.map(BytesMut::freeze).or(self.first).filter(|piece| !piece.is_empty())
    }
}

/// How fast the loopback provider speaks.
const CANNED_PACE: Duration = Duration::from_millis(20);

/// The loopback provider's answer, a piece at a time.
#[derive(Debug)]
pub struct CannedSource {
    pieces: VecDeque<Bytes>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl CannedSource {
    /// An answer in pieces; the first comes at once.
    pub fn new(pieces: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self { pieces: pieces.into_iter().map(Bytes::from).collect(), timer: None }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Some(timer) = &mut self.timer {
            std::task::ready!(timer.as_mut().poll(context));
        }
        let next = Instant::now() + CANNED_PACE;
        match &mut self.timer {
            Some(timer) => timer.as_mut().reset(next),
            None => self.timer = Some(Box::pin(tokio::time::sleep_until(next))),
        }
        Poll::Ready(self.pieces.pop_front())
    }
}
