//! The gate: nothing of a success reaches the client before its first content. Until then head and events are
//! held, and whatever goes wrong is as if it had never been.

use super::{Committed, Until, held::Held, watch::Watch};
use crate::{
    call::Call,
    coding::Decoder,
    failure::{Failure, Said, Secrets},
    relay::{ModelEcho, SourceError, Transform, UsageFilter},
};
use bytes::{Bytes, BytesMut};
use domain::{Dialect, OperationKind, Provider, UnixMillis};
use std::{future::poll_fn, pin::pin, sync::Arc, time::Duration};
use tokio::time::Instant;
use wire::Sign;

/// So long after it began, an answer is passed on without content: models think in silence for minutes.
const PATIENCE: Duration = Duration::from_secs(10);
/// No more than this is held back: the first event of an answer may repeat the whole request.
const HELD_BYTES: usize = 1 << 20;

/// What is known of an answer's provider and of how it was asked.
pub(super) struct Behind<'a> {
    /// The request.
    pub(super) call: &'a Call,
    /// Who answers.
    pub(super) provider: &'a Arc<Provider>,
    /// What it must not repeat.
    pub(super) secrets: Secrets<'a>,
    /// Whether usage was asked for in the client's name.
    pub(super) include_usage: bool,
    /// Whether its answer is turned around.
    pub(super) is_converted: bool,
    /// By when it must have begun.
    pub(super) until: Until,
    /// Now.
    pub(super) now: UnixMillis,
}

/// What was read so far: passed on as it came, or thrown away.
#[derive(Default)]
struct Prefix {
    first: Option<Bytes>,
    all: BytesMut,
}

impl Held {
    /// Waits until a success has begun in earnest.
    pub(super) async fn success(mut self, behind: &Behind<'_>) -> Result<Committed, Failure> {
        let is_html = self.content_type().is_some_and(|kind| kind.starts_with("text/html"));
        if is_html {
            return Err(html());
        }
        let call = behind.call;
        let mut gate = Watch::of(call, self.content_type());
        // Seldom needed, so its room is not every request's.
        let mut decoder = self.decoder()?.map(Box::new);
        let mut prefix = Prefix::default();
        let mut begun: Option<Instant> = None;
        loop {
            let piece = {
                let next = pin!(poll_fn(|context| self.source.poll(context)));
                match begun {
                    None => behind.until.wait(next).await?,
                    Some(begun) => match tokio::time::timeout_at(begun + PATIENCE, next).await {
                        Ok(piece) => piece,
                        Err(_) => break,
                    },
                }
            };
            let sign = match piece {
                Some(Ok(piece)) => {
                    let sign = gate.feed(&decoded(&mut decoder, &piece)?);
                    prefix.push(piece);
                    sign
                }
                Some(Err(error)) => return Err(broke_off(&error)),
                None => {
                    let sign = gate.finish();
                    return self.end(sign, prefix, behind);
                }
            };
            match sign {
                Sign::Content => break,
                Sign::Nothing => {}
                Sign::Begun => {
                    begun.get_or_insert_with(Instant::now);
                }
                Sign::Error(_) | Sign::Empty | Sign::Unreadable => return self.end(sign, prefix, behind),
            }
            if prefix.length() >= HELD_BYTES {
                break;
            }
        }
        self.pass_on(prefix, behind)
    }

    /// The answer is over, or as good as that.
    fn end(self, sign: Sign, prefix: Prefix, behind: &Behind<'_>) -> Result<Committed, Failure> {
        match sign {
            Sign::Content => self.pass_on(prefix, behind),
            Sign::Error(text) => {
                Err(Failure::Status(Said::of(None, &self.parts.headers, &text, behind.now, behind.secrets)))
            }
            Sign::Nothing | Sign::Begun | Sign::Empty => {
                Err(Failure::NotAnAnswer("its answer ended without any content"))
            }
            Sign::Unreadable => Err(if prefix.begins_with(b'<') {
                html()
            } else {
                Failure::NotAnAnswer("its answer can't be read")
            }),
        }
    }

    fn pass_on(mut self, prefix: Prefix, behind: &Behind<'_>) -> Result<Committed, Failure> {
        self.prefix = prefix.into_bytes();
        let filters = behind.include_usage && behind.call.dialect() == Dialect::OpenaiChat;
        let usage_filter = filters.then(UsageFilter::default);
        let transform = Transform { usage_filter, model_echo: behind.model_echo(), ..Transform::default() };
        self.commit(behind.provider, transform, behind.until.limits(behind.provider))
    }
}

impl Behind<'_> {
    /// What gives the answer the name that was asked for, where the person wants that.
    fn model_echo(&self) -> Option<Box<ModelEcho>> {
        let call = self.call;
        // A converted answer carries it already.
        if self.is_converted
            || !self.provider.echo_requested_model
            || call.operation.kind() != OperationKind::Generate
        {
            return None;
        }
        Some(Box::new(ModelEcho::new(call.dialect(), call.framing(), call.asked.model.clone())))
    }
}

impl Prefix {
    fn push(&mut self, piece: Bytes) {
        if self.first.is_none() && self.all.is_empty() {
            self.first = Some(piece);
            return;
        }
        if let Some(first) = self.first.take() {
            self.all.extend_from_slice(&first);
        }
        self.all.extend_from_slice(&piece);
    }

    fn length(&self) -> usize {
        self.first.as_ref().map_or(self.all.len(), Bytes::len)
    }

    fn begins_with(&self, byte: u8) -> bool {
        let bytes = self.first.as_deref().unwrap_or(&self.all);
        bytes.trim_ascii_start().first() == Some(&byte)
    }

    fn into_bytes(self) -> Option<Bytes> {
        self.first.or_else(|| (!self.all.is_empty()).then(|| self.all.freeze()))
    }
}

pub(super) fn decoded(decoder: &mut Option<Box<Decoder>>, piece: &Bytes) -> Result<Bytes, Failure> {
    match decoder {
        None => Ok(piece.clone()),
        Some(decoder) => decoder
            .push(piece)
            .map_err(|_| Failure::NotAnAnswer("its answer is not what its content-encoding says")),
    }
}

fn html() -> Failure {
    Failure::NotAnAnswer("its answer is an HTML page: a login or error page of something in between")
}

pub(super) fn broke_off(error: &SourceError) -> Failure {
    Failure::BrokeOff(error.to_string())
}
