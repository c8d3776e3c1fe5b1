//! What the gateway must know of a request's body before it chooses a provider, read in one pass.
//!
//! No tree is built and nothing is copied: the body stays the bytes that came. What the members mean is the
//! gateway's business, except for those that decide where the request goes.

use crate::json::{NotJson, RawText, Scanner};
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

/// Members whose mere presence tells something: mostly whose dialect a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Member {
    /// `messages`: Anthropic or OpenAI Chat.
    Messages,
    /// `input`: OpenAI Responses (or embeddings).
    Input,
    /// `contents`: Gemini.
    Contents,
    /// `prompt`: legacy completions.
    Prompt,
    /// `system`: Anthropic.
    System,
    /// `instructions`: OpenAI Responses.
    Instructions,
    /// `systemInstruction`: Gemini.
    SystemInstruction,
    /// `generationConfig`: Gemini.
    GenerationConfig,
    /// `tools`: all.
    Tools,
    /// `thinking`: Anthropic.
    Thinking,
    /// `reasoning`: OpenAI Responses.
    Reasoning,
    /// `reasoning_effort`: OpenAI Chat.
    ReasoningEffort,
}

impl Member {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Messages, "messages"),
        (Self::Input, "input"),
        (Self::Contents, "contents"),
        (Self::Prompt, "prompt"),
        (Self::System, "system"),
        (Self::Instructions, "instructions"),
        (Self::SystemInstruction, "systemInstruction"),
        (Self::GenerationConfig, "generationConfig"),
        (Self::Tools, "tools"),
        (Self::Thinking, "thinking"),
        (Self::Reasoning, "reasoning"),
        (Self::ReasoningEffort, "reasoning_effort"),
    ];
}

/// The set of [`Member`]s that a body has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Members(u16);

impl Members {
    /// Whether this one is there.
    pub fn has(self, member: Member) -> bool {
        self.0 & (1 << member as u8) != 0
    }

    fn add(&mut self, member: Member) {
        self.0 |= 1 << member as u8;
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
    /// Just behind the opening brace: a member put here needs a comma behind it unless `is_empty`.
    pub after_open: usize,
    /// Just before the closing brace: a member put here needs a comma before it unless `is_empty`.
    pub before_close: usize,
    /// The object has no members.
    pub is_empty: bool,
    usage_edit: Option<Edit>,
}

/// A replacement of a stretch of the body; an empty stretch is an insertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: &'static str,
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
    fn member(&mut self, member: &crate::json::MemberSpan<'a>) {
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
                if let Some((telling, _)) = Member::ALL.into_iter().find(|(_, name)| *name == other) {
                    self.peek.members.add(telling);
                }
            }
        }
    }

    fn model(&mut self, member: &crate::json::MemberSpan<'a>, value: &'a [u8]) {
        if self.peek.model_span.is_some() {
            return self.complain(PeekError::Duplicate { member: "model", at: member.key_at });
        }
        self.peek.model_span = Some(member.start..member.end);
        self.peek.model = RawText::of_value(value).and_then(RawText::decode);
        if self.peek.model.is_none() {
            self.complain(PeekError::WrongType { member: "model", expected: "a string", at: member.start });
        }
    }

    fn stream(&mut self, member: &crate::json::MemberSpan<'a>, value: &[u8]) {
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
    fn max_tokens(
        &mut self,
        place: usize,
        name: &'static str,
        member: &crate::json::MemberSpan<'a>,
        value: &[u8],
    ) {
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
    Edit { span, text }
}

fn boolean(value: &[u8]) -> Option<bool> {
    match value {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(body: &str) -> Option<serde_json::Value> {
        let peek = peek(body.as_bytes()).unwrap();
        let edit = peek.include_usage_edit()?;
        let mut text = body.to_owned();
        text.replace_range(edit.span.clone(), edit.text);
        Some(serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn what_routing_needs_is_read() {
        let body = br#" {"model" : "gpt-\u0035", "stream":true,"messages":[{"model":"no"}], "max_tokens":10,
            "max_completion_tokens": 20, "metadata":{"user_id":"u_session_1"}, "prompt_cache_key":"k"} "#;
        let peek = peek(body).unwrap();
        assert_eq!(peek.model.as_deref(), Some("gpt-5"));
        assert_eq!(&body[peek.model_span.clone().unwrap()], br#""gpt-\u0035""#);
        assert_eq!(peek.stream, Some(true));
        assert_eq!(peek.max_tokens, Some(20));
        assert!(peek.members.has(Member::Messages));
        assert!(!peek.members.has(Member::Input));
        assert_eq!(peek.user_id.unwrap().decode().unwrap(), "u_session_1");
        assert_eq!(peek.prompt_cache_key.unwrap().raw(), b"k");
        assert_eq!((body[peek.after_open - 1], body[peek.before_close]), (b'{', b'}'));
    }

    #[test]
    fn a_plain_model_name_is_borrowed() {
        assert!(matches!(peek(br#"{"model":"m"}"#).unwrap().model, Some(Cow::Borrowed("m"))));
    }

    #[test]
    fn duplicates_are_refused_however_they_are_spelled() {
        for (body, member, at) in [
            (r#"{"model":"a","mod\u0065l":"b"}"#, "model", 13),
            (r#"{"stream":null,"stream":true}"#, "stream", 15),
            (r#"{"max_tokens":"x","max_tokens":1}"#, "max_tokens", 18),
        ] {
            assert_eq!(peek(body.as_bytes()), Err(PeekError::Duplicate { member, at }), "{body}");
        }
        assert!(peek(br#"{"a":1,"a":2}"#).is_ok());
    }

    #[test]
    fn wrong_types_are_refused_with_their_place() {
        for (body, member) in [
            (r#"{"model":5}"#, "model"),
            (r#"{"model":null}"#, "model"),
            (r#"{"model":"\ud800"}"#, "model"),
            (r#"{"stream":"true"}"#, "stream"),
            (r#"{"stream":1}"#, "stream"),
        ] {
            let refused = peek(body.as_bytes());
            assert!(
                matches!(refused, Err(PeekError::WrongType { member: name, .. }) if name == member),
                "{body}"
            );
        }
    }

    #[test]
    fn what_is_no_json_object_is_refused_with_its_place() {
        for (body, at) in [
            (&b""[..], 0),
            (b"\xef\xbb\xbf{}", 0),
            (b"{\"a\":}", 5),
            (b"{} x", 3),
            (b"{\"a\":\"\xff\"}", 6),
            (b"{\"model\":1,\"b\":tru}", 15),
        ] {
            assert_eq!(peek(body), Err(PeekError::NotJson { at }), "{body:?}");
        }
        assert_eq!(peek(b"[1]"), Err(PeekError::NotObject));
        assert_eq!(peek(b" \"text\""), Err(PeekError::NotObject));
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!("{{\"model\":\"m\",\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(peek(deep.as_bytes()).unwrap().model.as_deref(), Some("m"));
    }

    #[test]
    fn usage_is_asked_for_whatever_stands_there() {
        for body in [
            "{}",
            "{\"a\":1}",
            "{\"stream_options\":null}",
            "{\"stream_options\":{}}",
            "{\"stream_options\":{ }}",
            "{\"stream_options\":{\"x\":1}}",
            "{\"stream_options\":{\"include_usage\":false,\"x\":1}}",
            "{\"stream_options\":{\"include_usage\" : null}}",
        ] {
            let after = edited(body).unwrap();
            assert_eq!(after["stream_options"]["include_usage"], true, "{body}");
        }
        assert_eq!(edited("{\"stream_options\":{\"include_usage\":true}}"), None);
        assert_eq!(edited("{\"stream_options\":\"wrong\"}"), None);
    }
}
