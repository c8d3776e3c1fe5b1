//! One connection to an upstream, and one request on it: sender and connection in one hand, polled together
//! by whoever waits for the answer.

use super::{Io, OutboundBody};
use http::{Request, Response};
use hyper::{
    body::Incoming,
    client::conn::http1::{Builder, Connection, SendRequest},
};
use hyper_util::rt::TokioIo;
use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, Waker},
};

/// The exchange failed before its answer began.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ExchangeError(#[from] hyper::Error);

impl ExchangeError {
    /// Whether the connection ended, rather than something unreadable coming over it.
    pub fn is_reset(&self) -> bool {
        !self.0.is_parse()
    }
}

/// What hyper may hold of one answer before it is read on.
const MAX_BUFFER_BYTES: usize = 256 << 10;

/// A connection, with its sender.
#[derive(Debug)]
pub struct Exchange {
    sender: SendRequest<OutboundBody>,
    connection: Option<Box<Connection<TokioIo<Io>, OutboundBody>>>,
}

impl Exchange {
    /// Begins HTTP on a fresh connection.
    ///
    /// # Errors
    /// When hyper can't begin.
    pub async fn begin(io: Io) -> Result<Self, ExchangeError> {
        let (sender, connection) = Builder::new()
            .max_buf_size(MAX_BUFFER_BYTES)
            .handshake::<_, OutboundBody>(TokioIo::new(io))
            .await?;
        Ok(Self { sender, connection: Some(Box::new(connection)) })
    }

    /// Whether an idle connection is still good: one poll shows whether the peer has closed it meanwhile.
    pub fn is_alive(&mut self) -> bool {
        self.drive(&mut unwoken());
        self.connection.is_some() && self.sender.is_ready()
    }

    /// Sends a request and waits for the head of its answer.
    ///
    /// # Errors
    /// When the connection ends first, or what comes isn't HTTP.
    pub async fn send(
        &mut self,
        request: Request<OutboundBody>,
    ) -> Result<Response<Incoming>, ExchangeError> {
        let Self { sender, connection } = self;
        poll_fn(|context| poll_beside(connection, context, |context| sender.poll_ready(context))).await?;
        let mut answer = std::pin::pin!(sender.send_request(request));
        let answer =
            poll_fn(|context| poll_beside(connection, context, |context| answer.as_mut().poll(context)));
        Ok(answer.await?)
    }

    /// Moves bytes; `true` while the connection lives.
    pub fn drive(&mut self, context: &mut Context<'_>) -> bool {
        poll_connection(&mut self.connection, context);
        self.connection.is_some()
    }

    /// Whether another request may go over it.
    pub fn is_reusable(&self) -> bool {
        self.connection.is_some() && !self.sender.is_closed()
    }
}

/// A context that wakes nobody. Connection and answer are two halves of one task: each would wake it to find
/// what it has found already. So they are polled with this one first, and, when neither gets on, once more
/// with the task's own.
pub(crate) fn unwoken() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

/// Polls one half, the connection beside it.
fn poll_beside<T>(
    connection: &mut Option<Box<Connection<TokioIo<Io>, OutboundBody>>>,
    context: &mut Context<'_>,
    mut half: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Poll<T> {
    if let Poll::Ready(value) = half(&mut unwoken()) {
        return Poll::Ready(value);
    }
    poll_connection(connection, &mut unwoken());
    if let Poll::Ready(value) = half(context) {
        return Poll::Ready(value);
    }
    poll_connection(connection, context);
    half(context)
}

fn poll_connection(
    connection: &mut Option<Box<Connection<TokioIo<Io>, OutboundBody>>>,
    context: &mut Context<'_>,
) {
    if let Some(alive) = connection
        && Pin::new(alive.as_mut()).poll(context).is_ready()
    {
        *connection = None;
    }
}
