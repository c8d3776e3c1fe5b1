//! What the gateway must know of a request's body before it chooses a provider, read in one pass.
//!
//! No tree is built and nothing is copied: the body stays the bytes that came. What the members mean is the
//! gateway's business, except for those that decide where the request goes.

mod members;

use crate::{
    Edit,
    json::{MemberSpan, NotJson, RawText, Scanner},
};
pub use members::{Member, Members};
use std::{borrow::Cow, ops::Range};

/// A stretch of the body, in bytes.
pub type Span = Range<usize>;

/// Why a body is refused. Places are byte offsets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeekError {
    /// The body is not JSON, or not UTF-8.
    #[error("not valid JSON at byte {at}")]
    NotJson {
        /// Where that became certain.
        at: usize,
    },
    /// The body is JSON, but no object.
    #[error("not a JSON object")]
    NotObject,
    /// A member that decides the routing or the price is there twice.
    #[error("duplicate member `{member}` at byte {at}")]
    Duplicate {
        /// Its name.
        member: &'static str,
        /// Where the second one begins.
        at: usize,
    },
    /// A member that decides the routing has the wrong type.
    #[error("member `{member}` at byte {at} must be {expected}")]
    WrongType {
        /// Its name.
        member: &'static str,
        /// What it should be.
        expected: &'static str,
        /// Where its value begins.
        at: usize,
    },
}

impl From<NotJson> for PeekError {
    fn from(fault: NotJson) -> Self {
        Self::NotJson { at: fault.at }
    }
}

/// The top level of a body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Peek<'a> {
    /// The model asked for. Gemini names it in the path instead.
    pub model: Option<Cow<'a, str>>,
    /// Where the model's name stands, quotes included.
    pub model_span: Option<Span>,
    /// Whether a stream is asked for; `None` when nothing is said (or `null`).
    pub stream: Option<bool>,
    /// The most output tokens asked for: `max_completion_tokens`, `max_tokens` or `max_output_tokens`.
    pub max_tokens: Option<u64>,
    /// The value of `stream_options`.
    pub stream_options: Option<Span>,
    /// What `stream_options.include_usage` says, when it is a boolean.
    pub include_usage: Option<bool>,
    /// Which telling members exist.
    pub members: Members,
    /// `metadata.user_id`: holds Claude Code's session.
    pub user_id: Option<RawText<'a>>,
    /// `metadata.session_id`.
    pub session_id: Option<RawText<'a>>,
    /// `prompt_cache_key`.
    pub prompt_cache_key: Option<RawText<'a>>,
    /// `previous_response_id`.
    pub previous_response_id: Option<RawText<'a>>,
    /// What has been said so far: the value of `messages`, `input` or `contents`.
    pub turns: Option<Span>,
    /// What is said before it: the value of `system` or `instructions`.
    pub system: Option<Span>,
    /// Just behind the opening brace: a member put here needs a comma behind it unless `is_empty`.
    pub after_open: usize,
    /// Just before the closing brace: a member put here needs a comma before it unless `is_empty`.
    pub before_close: usize,
    /// The object has no members.
    pub is_empty: bool,
    usage_edit: Option<Edit>,
}

impl Peek<'_> {
    /// The edit that makes an OpenAI Chat stream report its usage; `None` when it already will.
    pub fn include_usage_edit(&self) -> Option<&Edit> {
        self.usage_edit.as_ref()
    }
}

/// Reads the top level of a body, and refuses what is not JSON anywhere in it.
pub fn peek(body: &[u8]) -> Result<Peek<'_>, PeekError> {
    if let Err(fault) = std::str::from_utf8(body) {
        return Err(PeekError::NotJson { at: fault.valid_up_to() });
    }
    let mut scanner = Scanner::new(body);
    match scanner.peek_token() {
        Some(b'{') => (),
        Some(_) => {
            scanner.value()?;
            scanner.end()?;
            return Err(PeekError::NotObject);
        }
        None => return Err(PeekError::NotJson { at: body.len() }),
    }
    let after_open = scanner.at + 1;
    let mut reading =
        Reading { body, peek: Peek { after_open, is_empty: true, ..Peek::default() }, ..Reading::default() };
    scanner.object(|member| reading.member(&member))?;
    reading.peek.before_close = scanner.at - 1;
    scanner.end()?;
    reading.finish()
}

/// What has been read so far; the first complaint waits, since bad JSON further on is the better one.
#[derive(Default)]
struct Reading<'a> {
    body: &'a [u8],
    peek: Peek<'a>,
    max_tokens: [Option<Option<u64>>; 3],
    seen_stream: bool,
    complaint: Option<PeekError>,
}

impl<'a> Reading<'a> {
    fn member(&mut self, member: &MemberSpan<'a>) {
        self.peek.is_empty = false;
        let (key, start, end) = (member.key, member.start, member.end);
        let value = &self.body[start..end];
        // Most keys are spelled plainly: one look at the bytes decides, and an escaped one is decoded first.
        let name = match key.decode() {
            Some(name) => name,
            None => return,
        };
        match name.as_ref() {
            "model" => self.model(member, value),
            "stream" => self.stream(member, value),
            "max_completion_tokens" => self.max_tokens(0, "max_completion_tokens", member, value),
            "max_tokens" => self.max_tokens(1, "max_tokens", member, value),
            "max_output_tokens" => self.max_tokens(2, "max_output_tokens", member, value),
            "stream_options" => self.stream_options(start, value),
            "metadata" => self.metadata(value),
            "prompt_cache_key" => self.peek.prompt_cache_key = RawText::of_value(value),
            "previous_response_id" => self.peek.previous_response_id = RawText::of_value(value),
            other => {
                match other {
                    "messages" | "input" | "contents" => self.peek.turns = Some(start..end),
                    "system" | "instructions" => self.peek.system = Some(start..end),
                    _ => (),
                }
                self.peek.members.add(other);
            }
        }
    }

    fn model(&mut self, member: &MemberSpan<'a>, value: &'a [u8]) {
        if self.peek.model_span.is_some() {
            return self.complain(PeekError::Duplicate { member: "model", at: member.key_at });
        }
        self.peek.model_span = Some(member.start..member.end);
        self.peek.model = RawText::of_value(value).and_then(RawText::decode);
        if self.peek.model.is_none() {
            self.complain(PeekError::WrongType { member: "model", expected: "a string", at: member.start });
        }
    }

    fn stream(&mut self, member: &MemberSpan<'a>, value: &[u8]) {
        if self.seen_stream {
            return self.complain(PeekError::Duplicate { member: "stream", at: member.key_at });
        }
        self.seen_stream = true;
        match boolean(value) {
            Some(stream) => self.peek.stream = Some(stream),
            None if value == b"null" => (),
            None => self.complain(PeekError::WrongType {
                member: "stream",
                expected: "true or false",
                at: member.start,
            }),
        }
    }

    /// A wrong type here is left to the upstream to refuse.
    fn max_tokens(&mut self, place: usize, name: &'static str, member: &MemberSpan<'a>, value: &[u8]) {
        if self.max_tokens[place].is_some() {
            return self.complain(PeekError::Duplicate { member: name, at: member.key_at });
        }
        let number = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
        self.max_tokens[place] = Some(number);
    }

    fn stream_options(&mut self, start: usize, value: &'a [u8]) {
        self.peek.stream_options = Some(start..start + value.len());
        self.peek.include_usage = None;
        let mut edit = match value.first() {
            Some(b'{') => Some(replace(start + 1..start + 1, "\"include_usage\":true,")),
            Some(b'n') => Some(replace(start..start + value.len(), "{\"include_usage\":true}")),
            // Any other type is left to the upstream to refuse.
            _ => None,
        };
        let mut empty = true;
        // What is no object has no members; that it is JSON is known already.
        let _ = Scanner::new(value).object(|member| {
            empty = false;
            if member.key.is("include_usage") {
                self.peek.include_usage = boolean(&value[member.start..member.end]);
                edit = Some(replace(start + member.start..start + member.end, "true"));
            }
        });
        if empty && edit.is_some() {
            edit = Some(replace(start..start + value.len(), "{\"include_usage\":true}"));
        }
        self.peek.usage_edit = edit.filter(|_| self.peek.include_usage != Some(true));
    }

    fn metadata(&mut self, value: &'a [u8]) {
        // Metadata that is no object holds no session.
        let _ = crate::json::members(value, |key, value| {
            if key.is("user_id") {
                self.peek.user_id = RawText::of_value(value);
            } else if key.is("session_id") {
                self.peek.session_id = RawText::of_value(value);
            }
        });
    }

    fn complain(&mut self, complaint: PeekError) {
        self.complaint.get_or_insert(complaint);
    }

    fn finish(mut self) -> Result<Peek<'a>, PeekError> {
        self.peek.max_tokens = self.max_tokens.into_iter().flatten().flatten().next();
        if self.peek.stream_options.is_none() {
            let text = match self.peek.is_empty {
                true => "\"stream_options\":{\"include_usage\":true}",
                false => "\"stream_options\":{\"include_usage\":true},",
            };
            self.peek.usage_edit = Some(replace(self.peek.after_open..self.peek.after_open, text));
        }
        match self.complaint {
            Some(complaint) => Err(complaint),
            None => Ok(self.peek),
        }
    }
}

fn replace(span: Span, text: &'static str) -> Edit {
    Edit::new(span, text)
}

fn boolean(value: &[u8]) -> Option<bool> {
    match value {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
