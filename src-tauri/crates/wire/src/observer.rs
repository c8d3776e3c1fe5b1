//! Reads usage and the end of an answer beside the relay, from the same chunks that the client gets.
//!
//! Cheap where nothing is to be learnt: an event is only parsed when a marker of the dialect is in it. Bounded:
//! an event above 1 MiB is skipped, a body above 8 MiB is known by its tail. It never fails and never edits.

mod body;
mod events;
mod markers;

use crate::usage::Seen;
pub use crate::usage::StreamError;
use crate::{anthropic, gemini, openai_chat, openai_responses};
use body::Body;
use domain::{Dialect, TokenCount, Usage};
use events::Events;

/// Bytes of JSON text per token, for estimates.
const BYTES_PER_TOKEN: u64 = 4;

/// What was learnt of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// What it used; `estimated` when the upstream didn't say.
    pub usage: Usage,
    /// Why the model stopped, in the dialect's own word.
    pub stop_reason: Option<String>,
    /// The model that answered.
    pub model: Option<String>,
    /// The id under which the provider keeps the answer.
    pub response_id: Option<String>,
    /// The dialect's proper end was seen.
    pub ended: bool,
    /// An error event, or an error body.
    pub error: Option<StreamError>,
    /// Events with data (elements, in an array; 1 for a plain body).
    pub events: u64,
}

/// Watches one answer.
#[derive(Debug)]
pub struct UsageObserver {
    dialect: Dialect,
    stream: bool,
    framing: Framing,
    bytes: u64,
    seen: Seen,
}

/// What the answer turned out to be, by its first byte: not every upstream does as it was asked.
#[derive(Debug)]
enum Framing {
    Unknown,
    Events(Events),
    Body(Body),
}

impl UsageObserver {
    /// An observer of an answer in this dialect; `stream` is what was asked for.
    pub fn new(dialect: Dialect, stream: bool) -> Self {
        Self { dialect, stream, framing: Framing::Unknown, bytes: 0, seen: Seen::default() }
    }

    /// Takes the next bytes of the answer.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        if matches!(self.framing, Framing::Unknown) {
            let Some(first) = chunk.iter().find(|byte| !byte.is_ascii_whitespace()) else { return };
            self.framing = match first {
                b'{' | b'[' => Framing::Body(Body::default()),
                _ => Framing::Events(Events::default()),
            };
        }
        match &mut self.framing {
            Framing::Unknown => (),
            Framing::Events(events) => {
                let (dialect, seen) = (self.dialect, &mut self.seen);
                events.feed(chunk, |event| event.read(dialect, seen));
            }
            Framing::Body(body) => body.feed(chunk),
        }
    }

    /// The id under which the provider keeps the answer, once that has been seen: of a stream at its first event,
    /// of a plain body at its end, by [`Self::finish`].
    pub fn response_id(&self) -> Option<&str> {
        self.seen.response_id.as_deref()
    }

    /// Whether the bytes so far end inside an event, so that another one can't simply follow.
    pub fn is_inside_event(&self) -> bool {
        match &self.framing {
            Framing::Unknown => false,
            Framing::Events(events) => events.is_inside_event(),
            Framing::Body(_) => true,
        }
    }

    /// Whether the dialect's proper end has been seen already. A plain body is judged by [`Self::finish`] only.
    pub fn has_ended(&self) -> bool {
        self.seen.ended
    }

    /// The answer is over, well or not. `request_bytes` is the base of the estimate of the input.
    pub fn finish(self, request_bytes: u64) -> Observed {
        let Self { dialect, stream, framing, bytes, mut seen } = self;
        let events = match framing {
            Framing::Unknown => 0,
            Framing::Events(events) => events.finish(|event| event.read(dialect, &mut seen)),
            Framing::Body(body) => body.finish(dialect, &mut seen),
        };
        let reported = seen.usage.or_else(|| read_usage(dialect, &seen.last_usage));
        let output_estimate = if stream { events } else { bytes / BYTES_PER_TOKEN };
        let usage = match reported {
            Some(usage) if seen.usage_is_final => usage,
            Some(usage) => with_estimate(usage, request_bytes, output_estimate),
            // What failed before it said anything used nothing that we could guess at.
            None if seen.error.is_some() && events <= 1 => Usage::default(),
            None => with_estimate(Usage::default(), request_bytes, output_estimate),
        };
        Observed {
            usage: Usage { web_searches: usage.web_searches.or(seen.web_searches), ..usage },
            stop_reason: seen.stop_reason,
            model: seen.model,
            response_id: seen.response_id,
            ended: seen.ended,
            error: seen.error,
            events,
        }
    }
}

fn read_usage(dialect: Dialect, object: &[u8]) -> Option<Usage> {
    match dialect {
        Dialect::Anthropic => anthropic::usage(object),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => crate::usage::openai_usage(object),
        Dialect::Gemini => gemini::usage(object),
    }
}

/// Reads an event's or a body's JSON document in the dialect's way; whether it is JSON.
fn read_document(dialect: Dialect, document: &[u8], seen: &mut Seen) -> bool {
    match dialect {
        Dialect::Anthropic => anthropic::read(document, seen),
        Dialect::OpenaiChat => openai_chat::read(document, seen),
        Dialect::OpenaiResponses => openai_responses::read(document, seen),
        Dialect::Gemini => gemini::read(document, seen),
    }
}

fn with_estimate(usage: Usage, request_bytes: u64, output: u64) -> Usage {
    let seen = usage.output_tokens.map_or(0, |tokens| tokens.0);
    Usage {
        input_tokens: usage.input_tokens.or(Some(TokenCount(request_bytes / BYTES_PER_TOKEN))),
        output_tokens: Some(TokenCount(output.max(seen))),
        estimated: true,
        ..usage
    }
}

#[cfg(test)]
mod tests;
