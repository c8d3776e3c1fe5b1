//! Passing an answer on: the tenth of the eleven steps. Bytes go through as they come, each read flushed at
//! once; usage is read beside the path; what breaks off ends in the dialect's own error event.

mod accounting;
mod deadlines;
mod model_echo;
mod source;
mod transform;
mod usage_filter;

use crate::{
    body::BodyPermit,
    health::Aftermath,
    owners::Learner,
    reply::BrokeOff,
    settle::{InFlight, Settlement},
};
use bytes::Bytes;
use deadlines::Deadlines;
use domain::{AttemptOutcome, Dialect, ErrorCode, Usage};
use http_body::SizeHint;
use std::task::{Context, Poll, ready};
use wire::UsageObserver;

pub(crate) use accounting::{Accounting, is_events};
pub(crate) use deadlines::{Elapsed, Limits};
pub(crate) use model_echo::ModelEcho;
pub(crate) use source::{CannedSource, Source, SourceError, UpstreamSource};
pub(crate) use transform::Transform;
pub(crate) use usage_filter::UsageFilter;

/// How an answer is cut into pieces, which decides how it can end badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One document: when it breaks off, the connection does.
    Whole,
    /// Server-sent events.
    Events,
    /// Gemini's JSON array.
    Array,
}

/// What a relay is made of.
#[derive(Debug)]
pub struct Parts {
    /// Where the bytes come from.
    pub source: Source,
    /// What was read before the answer was committed to.
    pub prefix: Option<Bytes>,
    /// What is done to them.
    pub transform: Transform,
    /// The dialect of the upstream's answer.
    pub dialect: Dialect,
    /// How it is cut.
    pub framing: Framing,
    /// Its length, where it is known and stays.
    pub length: Option<u64>,
    /// How long the source may be silent.
    pub limits: Limits,
    /// The request's length, for estimates.
    pub request_bytes: u64,
    /// Whether the upstream's status is a success: an error's body reports no usage.
    pub success: bool,
    /// What of the answer's usage counts.
    pub accounting: Accounting,
    /// Waits for the answer's id.
    pub learner: Option<Learner>,
    /// What the provider is told if the answer breaks off.
    pub(crate) aftermath: Option<Aftermath>,
    /// The request's account.
    pub settlement: Settlement,
    /// The request's body's share of memory.
    pub body_permit: BodyPermit,
    /// The request's place among those in flight.
    pub in_flight: InFlight,
}

#[derive(Debug)]
enum Phase {
    Running,
    Tail(Bytes),
    Over,
}

/// A provider's answer on its way to the client.
#[derive(Debug)]
pub struct RelayBody {
    source: Source,
    prefix: Option<Bytes>,
    transform: Transform,
    dialect: Dialect,
    framing: Framing,
    length: Option<u64>,
    deadlines: Deadlines,
    observer: Option<UsageObserver>,
    request_bytes: u64,
    success: bool,
    accounting: Accounting,
    sent_any: bool,
    phase: Phase,
    learner: Option<Learner>,
    aftermath: Option<Aftermath>,
    settlement: Settlement,
    _body_permit: BodyPermit,
    _in_flight: InFlight,
}

impl RelayBody {
    /// Takes an answer over.
    pub fn new(parts: Parts) -> Self {
        Self {
            source: parts.source,
            prefix: parts.prefix,
            transform: parts.transform,
            dialect: parts.dialect,
            framing: parts.framing,
            length: parts.length,
            deadlines: Deadlines::new(parts.limits),
            // Where nothing counts, only a stream's end is of interest.
            observer: (parts.accounting != Accounting::Nothing || parts.framing == Framing::Events)
                .then(|| UsageObserver::new(parts.dialect, parts.framing != Framing::Whole)),
            request_bytes: parts.request_bytes,
            success: parts.success,
            accounting: parts.accounting,
            sent_any: false,
            phase: Phase::Running,
            learner: parts.learner,
            aftermath: parts.aftermath,
            settlement: parts.settlement,
            _body_permit: parts.body_permit,
            _in_flight: parts.in_flight,
        }
    }

    /// Its length, where known.
    pub fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }

    /// The next piece.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BrokeOff>>> {
        loop {
            match std::mem::replace(&mut self.phase, Phase::Over) {
                Phase::Over => return Poll::Ready(None),
                Phase::Tail(tail) => return Poll::Ready(Some(Ok(self.counted(tail)))),
                Phase::Running => self.phase = Phase::Running,
            }
            let polled = self.poll_source(context);
            if polled.is_pending()
                && let Some(conversion) = &mut self.transform.conversion
                && let Poll::Ready(sign) = conversion.poll_keep_alive(context)
            {
                return Poll::Ready(Some(Ok(self.counted(sign))));
            }
            match ready!(polled) {
                Some(Ok(piece)) => match self.pass(&piece) {
                    Ok(piece) if piece.is_empty() => {}
                    Ok(piece) => return Poll::Ready(Some(Ok(self.counted(piece)))),
                    Err(broken) => return Poll::Ready(Some(Err(broken))),
                },
                Some(Err(error)) => {
                    if let Some(broken) = self.break_off(&error) {
                        return Poll::Ready(Some(Err(broken)));
                    }
                }
                None => match self.end() {
                    Ok(rest) if rest.is_empty() => {}
                    Ok(rest) => return Poll::Ready(Some(Ok(self.counted(rest)))),
                    Err(broken) => return Poll::Ready(Some(Err(broken))),
                },
            }
        }
    }

    fn poll_source(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, SourceError>>> {
        if let Some(prefix) = self.prefix.take() {
            return Poll::Ready(Some(Ok(prefix)));
        }
        match self.source.poll(context) {
            // The client has its answer: how the rest of the upstream's ends is nobody's concern.
            Poll::Ready(Some(Err(_))) | Poll::Pending if self.transform.is_over() => Poll::Ready(None),
            Poll::Ready(polled) => {
                if let Some(Ok(piece)) = &polled {
                    self.deadlines.received(|| !wire::is_keep_alive(piece));
                }
                Poll::Ready(polled)
            }
            Poll::Pending => {
                self.deadlines.poll(context).map(|elapsed| Some(Err(SourceError::TimedOut(elapsed))))
            }
        }
    }

    /// Decodes, observes and filters a piece.
    fn pass(&mut self, piece: &Bytes) -> Result<Bytes, BrokeOff> {
        let passed = self.transform.decode(piece).map(|decoded| {
            if let Some(observer) = &mut self.observer {
                observer.feed(&decoded);
                if let Some(id) = observer.response_id()
                    && let Some(learner) = self.learner.take()
                {
                    learner.learn(id);
                }
            }
            self.transform.filter(decoded)
        });
        passed.or_else(|_| match self.break_off(&SourceError::Coding) {
            Some(broken) => Err(broken),
            None => Ok(Bytes::new()),
        })
    }

    fn counted(&mut self, piece: Bytes) -> Bytes {
        self.settlement.first_byte();
        self.settlement.sent(piece.len());
        self.sent_any = true;
        // hyper asks for nothing behind the length that it was told, so this piece is the end. A length is
        // known only where the bytes aren't changed, so there is no rest.
        if self.length.is_some_and(|length| self.settlement.record().response_bytes >= length) {
            let _ = self.end();
        }
        piece
    }

    /// The source has given all it had.
    fn end(&mut self) -> Result<Bytes, BrokeOff> {
        let Ok(rest) = self.transform.finish(self.observer.as_mut()) else {
            return match self.break_off(&SourceError::Coding) {
                Some(broken) => Err(broken),
                None => Ok(Bytes::new()),
            };
        };
        self.phase = Phase::Over;
        let must_end_itself = matches!(self.dialect, Dialect::Anthropic | Dialect::OpenaiResponses);
        let ended = self.observe();
        if !self.success {
            self.settlement.end_attempt(AttemptOutcome::Status, None);
            self.settlement.failed(None, "the provider answered with an error about the request");
        } else if let Some(error) = self.transform.conversion.as_ref().and_then(|one| one.error()) {
            self.settlement.end_attempt(AttemptOutcome::BrokeOff, Some(error.message.clone()));
            self.settlement.failed(None, error.message);
            self.tell_provider();
        } else if self.framing == Framing::Events && must_end_itself && !ended {
            self.settlement
                .end_attempt(AttemptOutcome::BrokeOff, Some("the stream ended without its end event".into()));
            self.settlement.failed(None, "the stream ended without its end event");
            self.tell_provider();
        } else {
            self.settlement.end_attempt(AttemptOutcome::Answered, None);
            self.settlement.done();
        }
        Ok(rest)
    }

    /// The answer broke off: `None` when the dialect's own error event says so, else the break itself.
    fn break_off(&mut self, error: &SourceError) -> Option<BrokeOff> {
        self.phase = Phase::Over;
        self.observe();
        self.settlement.end_attempt(error.outcome(), Some(error.to_string()));
        self.tell_provider();
        let code = match error {
            SourceError::TimedOut(_) => ErrorCode::UpstreamTimeout,
            SourceError::BrokeOff | SourceError::Coding => ErrorCode::UpstreamFailed,
        };
        let provider = self.settlement.record().provider_name.clone().unwrap_or_default();
        let message = format!("供应商 {provider} 的回答中断 (the answer of {provider} broke off: {error})");
        self.settlement.failed(Some(code), message.as_str());
        let id = self.settlement.record().id;
        let message = format!("{message} [{}]", id.short());
        let id = id.to_string();
        let body = wire::ErrorBody {
            status: code.status(),
            code: code.as_str(),
            message: &message,
            param: None,
            request_id: &id,
            retry_after_s: None,
        };
        let tail = match (self.framing, &mut self.transform.conversion) {
            (Framing::Whole, _) => return Some(BrokeOff),
            (Framing::Events | Framing::Array, Some(conversion)) => conversion.fail(code.status(), &message),
            (Framing::Events, None) => wire::error_event(self.dialect, &body).into(),
            (Framing::Array, None) => wire::gemini::array_error_tail(&body, !self.sent_any).into(),
        };
        self.phase = Phase::Tail(tail);
        None
    }

    fn tell_provider(&mut self) {
        if let Some(aftermath) = self.aftermath.take() {
            aftermath.broke_off();
        }
    }

    /// Takes what was learnt into the account; whether the dialect's proper end was seen.
    fn observe(&mut self) -> bool {
        let Some(observer) = self.observer.take() else { return false };
        if !self.success {
            return true;
        }
        let mut observed = observer.finish(self.request_bytes);
        let ended = observed.ended;
        if let (Some(id), Some(learner)) = (&observed.response_id, self.learner.take()) {
            learner.learn(id);
        }
        match self.accounting {
            Accounting::Nothing => return ended,
            Accounting::Told if observed.usage.estimated => observed.usage = Usage::default(),
            Accounting::Told | Accounting::Full => {}
        }
        self.settlement.observed(observed);
        ended
    }
}

impl Drop for RelayBody {
    /// The client went away before the end. If the model had ended by then, nothing was lost.
    fn drop(&mut self) {
        if matches!(self.phase, Phase::Running) {
            let ended = self.observer.as_ref().is_some_and(UsageObserver::has_ended);
            self.observe();
            if ended && self.success {
                self.settlement.end_attempt(AttemptOutcome::Answered, None);
                self.settlement.done();
            }
        }
    }
}

impl SourceError {
    fn outcome(&self) -> AttemptOutcome {
        match self {
            Self::BrokeOff | Self::Coding => AttemptOutcome::BrokeOff,
            Self::TimedOut(_) => AttemptOutcome::Timeout,
        }
    }
}
