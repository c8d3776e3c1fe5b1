//! Where an answer's bytes come from: an upstream's connection, or the loopback provider.

use super::Elapsed;
use crate::upstream::Lease;
use bytes::Bytes;
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

/// An upstream's answer, over the connection that it comes by.
#[derive(Debug)]
pub struct UpstreamSource {
    lease: Option<Lease>,
}

impl UpstreamSource {
    /// An answer whose head has come.
    pub fn new(lease: Lease) -> Self {
        let mut source = Self { lease: Some(lease) };
        source.give_back_if_over();
        source
    }

    /// The next bytes: what one read brings.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, SourceError>>> {
        let Some(lease) = &mut self.lease else { return Poll::Ready(None) };
        let polled = std::task::ready!(lease.exchange.poll_body(context));
        self.give_back_if_over();
        Poll::Ready(polled.map(|piece| piece.map_err(|_| SourceError::BrokeOff)))
    }

    /// At the last byte at once, not when the client has it: the next request may come over it.
    fn give_back_if_over(&mut self) {
        if let Some(lease) = self.lease.take_if(|lease| lease.exchange.is_over()) {
            lease.give_back();
        }
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
