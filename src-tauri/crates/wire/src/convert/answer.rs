//! A whole answer as the client gets it, and what writes one as a stream.

use super::ir::{CallKind, Citation, Failure, Opaque, Stop, Tokens};

/// What stands at the top of every answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// The upstream's id where it can be used, else ours.
    pub(crate) id: String,
    pub(crate) model: String,
    pub(crate) created_s: i64,
}

impl Head {
    /// The id with the prefix that the client's dialect puts before ids.
    pub(crate) fn id_with(&self, prefix: &str) -> String {
        if self.id.starts_with(prefix) {
            return self.id.clone();
        }
        format!("{prefix}{}", self.bare_id())
    }

    /// The id without a dialect's prefix.
    pub(crate) fn bare_id(&self) -> &str {
        let known = ["msg_", "chatcmpl-", "resp_", "gen-"];
        known.iter().find_map(|prefix| self.id.strip_prefix(prefix)).unwrap_or(&self.id)
    }
}

/// A part of the answer, complete or growing.
#[derive(Debug, Clone)]
pub(crate) struct AnswerPart {
    pub(crate) kind: AnswerKind,
    /// The text, the thought, or the arguments.
    pub(crate) text: String,
    /// Reasoning state, wrapped for the client.
    pub(crate) carrier: Option<String>,
    pub(crate) citations: Vec<Citation>,
}

#[derive(Debug, Clone)]
pub(crate) enum AnswerKind {
    Text,
    Thought,
    Redacted,
    Refusal,
    Call(AnswerCall),
}

/// A call in the client's own names.
#[derive(Debug, Clone)]
pub(crate) struct AnswerCall {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
    pub(crate) kind: CallKind,
    pub(crate) coding: Coding,
}

/// How the upstream's arguments become the client's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    AsIs,
    /// The upstream's function stood for a freeform tool.
    Unwrap,
    /// The upstream's freeform tool stands for a function.
    Wrap,
}

/// How the answer ended.
#[derive(Debug, Clone)]
pub(crate) struct End {
    pub(crate) stop: Stop,
    pub(crate) tokens: Tokens,
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: Head,
    pub(crate) parts: Vec<AnswerPart>,
    pub(crate) end: End,
}

/// Writes an answer as the events of a stream, part by part, never two parts at once.
pub(crate) trait Emit: std::fmt::Debug + Send {
    fn start(&mut self, head: &Head, tokens: &Tokens, out: &mut Vec<u8>);
    /// `index` counts the parts from 0.
    fn open(&mut self, index: usize, part: &AnswerPart, out: &mut Vec<u8>);
    fn delta(&mut self, index: usize, part: &AnswerPart, text: &str, out: &mut Vec<u8>);
    fn close(&mut self, index: usize, part: &AnswerPart, out: &mut Vec<u8>);
    fn end(&mut self, parts: &[AnswerPart], end: &End, out: &mut Vec<u8>);
    /// `failure` ends the stream instead.
    fn fail(&mut self, parts: &[AnswerPart], failure: &Failure, out: &mut Vec<u8>);
    /// A sign of life while the upstream says nothing.
    fn keep_alive(&self, out: &mut Vec<u8>);
}

impl AnswerPart {
    pub(crate) fn as_call(&self) -> Option<&AnswerCall> {
        if let AnswerKind::Call(call) = &self.kind { Some(call) } else { None }
    }

    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.kind, AnswerKind::Refusal)
    }
}

impl Opaque {
    /// A value without anything beside it.
    pub(crate) fn plain(origin: domain::Dialect, value: impl Into<String>) -> Self {
        Self { origin, value: value.into(), item: None, summary: Vec::new(), redacted: false }
    }
}
