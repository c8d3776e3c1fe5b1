//! An answer, as the events that make it up; a whole answer is the same events at once.

use super::{CallKind, Opaque, Tokens};
use crate::ErrorBody;
use std::borrow::Cow;

/// One thing that an upstream said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event<'a> {
    /// The answer has begun.
    Start { id: Option<Cow<'a, str>> },
    /// A part has begun. `key` names it until it is closed.
    Open { key: u32, part: Opening<'a> },
    /// More of a part: of its text, or of its arguments.
    Delta { key: u32, text: &'a str },
    /// Reasoning state of a part.
    Opaque { key: u32, opaque: Opaque },
    /// Where a text comes from.
    Citation { key: u32, citation: Citation },
    /// A part is complete.
    Close { key: u32 },
    /// What was used so far.
    Usage(Tokens),
    /// Why the model stopped.
    Stop(Stop),
    /// It went wrong.
    Fail(Failure),
    /// The dialect's proper end.
    End,
}

/// How a part begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Opening<'a> {
    Text,
    Thought,
    /// Thoughts that nobody may read: all there is comes as an opaque value.
    Redacted,
    Refusal,
    Call {
        id: Cow<'a, str>,
        name: Cow<'a, str>,
        namespace: Option<Cow<'a, str>>,
        kind: CallKind,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Citation {
    pub(crate) url: String,
    pub(crate) title: String,
    /// Where in the text, in characters.
    pub(crate) span: Option<(u64, u64)>,
}

/// Why the model stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) reason: StopReason,
    /// The stop sequence that was met, or what was said about a refusal.
    pub(crate) detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopReason {
    End,
    Tool,
    Length,
    ContextFull,
    Sequence,
    Refusal,
    Pause,
}

impl From<StopReason> for Stop {
    fn from(reason: StopReason) -> Self {
        Self { reason, detail: None }
    }
}

/// What went wrong after the answer had begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// The HTTP status that would have said the same.
    pub(crate) status: u16,
    pub(crate) message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// The upstream said so.
    Upstream,
    /// It broke off.
    Truncated,
    /// It ended properly, with nothing that could be used.
    Unusable,
}

impl Failure {
    pub(crate) fn truncated() -> Self {
        let message = "上游中断了回答 (the upstream closed the stream before its end)".to_owned();
        Self { kind: FailureKind::Truncated, status: 502, message }
    }

    /// An answer that says nothing to anybody.
    pub(crate) fn unusable(message: String) -> Self {
        Self { kind: FailureKind::Unusable, status: 502, message }
    }

    /// What the upstream's error says.
    pub(crate) fn of_error(error: &[u8]) -> Self {
        let message = crate::error_message(error).unwrap_or_else(|| "the upstream failed".to_owned());
        let status = crate::ErrorFacts::of(error).status(&message);
        Self { kind: FailureKind::Upstream, status, message }
    }

    /// As a dialect's error is written.
    pub(crate) fn body<'a>(&'a self, request_id: &'a str) -> ErrorBody<'a> {
        let Self { status, message, .. } = self;
        let code = "upstream_error";
        ErrorBody { status: *status, code, message, param: None, request_id, retry_after_s: None }
    }
}
