//! Whether an answer has begun in earnest: its first content, or an error, or an end without either. What comes
//! before that can still be thrown away.
//!
//! Looks at the beginning only, event by event, and stops at the first that decides.

mod anthropic;
mod gemini;
mod openai_chat;
mod openai_responses;
mod plain;

use crate::{SseDecoder, SseEvent, json};
use domain::Dialect;
pub use plain::PlainGate;
use std::borrow::Cow;

/// What an answer's beginning shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// Nothing yet, not even an event.
    Nothing,
    /// It has begun, with nothing that a person would see.
    Begun,
    /// Content.
    Content,
    /// An error: what it says.
    Error(Vec<u8>),
    /// It is over, and there was no content.
    Empty,
    /// It isn't what the dialect says.
    Unreadable,
}

/// How the answer is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    Unknown,
    Events,
    /// One document, or an array that grows.
    Document,
}

/// Watches the beginning of an answer.
#[derive(Debug)]
pub struct Gate {
    dialect: Dialect,
    stream: bool,
    framing: Framing,
    events: SseDecoder,
    document: Vec<u8>,
    memory: Memory,
}

/// What earlier events have shown.
#[derive(Debug, Default)]
struct Memory {
    begun: bool,
    /// A tool was called, though perhaps without arguments.
    tool: bool,
}

/// What one event shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// That the connection lives.
    Life,
    /// That the answer has begun; what isn't known is taken for this.
    Begun,
    /// The name of a tool that is called.
    Tool,
    Content,
    Error,
    /// The end, for no special reason.
    End,
    Unreadable,
}

impl Gate {
    /// Of an answer in this dialect; `stream` is what was asked for.
    pub fn new(dialect: Dialect, stream: bool) -> Self {
        Self {
            dialect,
            stream,
            framing: Framing::Unknown,
            events: SseDecoder::new(),
            document: Vec::new(),
            memory: Memory::default(),
        }
    }

    /// Takes the next bytes. After a sign that decides it wants no more.
    pub fn feed(&mut self, bytes: &[u8]) -> Sign {
        if self.framing == Framing::Unknown {
            let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let Some(first) = bare.iter().find(|byte| !byte.is_ascii_whitespace()) else {
                return Sign::Nothing;
            };
            self.framing = match first {
                b'{' | b'[' => Framing::Document,
                b'<' => return Sign::Unreadable,
                _ if self.stream => Framing::Events,
                _ => Framing::Document,
            };
        }
        match self.framing {
            Framing::Unknown => Sign::Nothing,
            Framing::Events => {
                for line in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
                    for event in self.events.push(line) {
                        if let Some(sign) = self.take(&event) {
                            return sign;
                        }
                    }
                }
                self.so_far()
            }
            Framing::Document => {
                self.document.extend_from_slice(bytes);
                self.grown_array()
            }
        }
    }

    /// The answer is over.
    pub fn finish(mut self) -> Sign {
        match self.framing {
            Framing::Unknown => Sign::Empty,
            Framing::Events => {
                let last = std::mem::take(&mut self.events).finish();
                let sign = last.and_then(|event| self.take(&event));
                sign.unwrap_or(if self.memory.tool { Sign::Content } else { Sign::Empty })
            }
            Framing::Document => self.whole_document(),
        }
    }

    fn so_far(&self) -> Sign {
        if self.memory.begun { Sign::Begun } else { Sign::Nothing }
    }

    /// What an event decides, if anything.
    fn take(&mut self, event: &SseEvent) -> Option<Sign> {
        // Too long to be read: there is content, or as much as anybody would hold back.
        if event.overflowed {
            return Some(Sign::Content);
        }
        let name = event.name.as_deref().unwrap_or_default();
        let shows = match event.data.trim_ascii() {
            b"[DONE]" => Shows::End,
            b"" => Shows::Life,
            _ if matches!(name, "error" | "response.failed" | "response.error") => Shows::Error,
            data => self.read(data),
        };
        self.decide(shows, || Cow::Borrowed(event.data.as_slice()))
    }

    fn read(&self, document: &[u8]) -> Shows {
        match self.dialect {
            Dialect::Anthropic => anthropic::shows(document),
            Dialect::OpenaiChat => openai_chat::shows(document),
            Dialect::OpenaiResponses => openai_responses::shows(document),
            Dialect::Gemini => gemini::shows(document),
        }
    }

    fn decide<'a>(&mut self, shows: Shows, data: impl FnOnce() -> Cow<'a, [u8]>) -> Option<Sign> {
        self.memory.begun |= shows != Shows::Life;
        match shows {
            Shows::Life | Shows::Begun => None,
            Shows::Tool => {
                self.memory.tool = true;
                None
            }
            Shows::Content => Some(Sign::Content),
            Shows::Error => Some(Sign::Error(data().into_owned())),
            // A call without arguments is content, too.
            Shows::End => Some(if self.memory.tool { Sign::Content } else { Sign::Empty }),
            Shows::Unreadable => Some(Sign::Unreadable),
        }
    }

    /// Gemini's array: its elements are events.
    fn grown_array(&mut self) -> Sign {
        if !(self.stream && self.document.trim_ascii_start().starts_with(b"[")) {
            return Sign::Begun;
        }
        let (mut decided, document) = (None, std::mem::take(&mut self.document));
        // What is still growing is not visited yet, and an array that isn't closed is no fault now.
        let _ = json::elements(&document, |element| {
            if decided.is_none() {
                decided = self.decide(self.read(element), || Cow::Borrowed(element));
            }
        });
        self.document = document;
        match decided {
            // The end of a candidate is not the end of the array.
            Some(Sign::Empty) | None => Sign::Begun,
            Some(sign) => sign,
        }
    }

    fn whole_document(&self) -> Sign {
        let document = self.document.trim_ascii();
        let document = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
        // An answer may be long, so it is read once.
        let judged = match document.first() {
            Some(b'{') => Facts::of(document).map(|facts| facts.is_error || facts.has_failed),
            Some(b'[') => {
                let mut holds_error = false;
                let read = json::elements(document, |element| holds_error |= is_error(element));
                read.is_ok().then_some(holds_error)
            }
            _ => None,
        };
        match judged {
            Some(false) => Sign::Content,
            Some(true) => Sign::Error(document.to_vec()),
            None => Sign::Unreadable,
        }
    }
}

/// What a document's own members say of it.
#[derive(Default)]
struct Facts {
    is_error: bool,
    has_failed: bool,
}

impl Facts {
    /// `None` when it is no object that can be read.
    fn of(document: &[u8]) -> Option<Self> {
        let mut facts = Self::default();
        json::members(document, |key, value| match key.raw() {
            b"error" => facts.is_error |= is_something(value),
            b"type" | b"object" => facts.is_error |= value == b"\"error\"",
            b"status" => facts.has_failed = json::text_of(value).as_deref() == Some("failed"),
            _ => {}
        })
        .ok()?;
        Some(facts)
    }
}

/// Whether a document is an error rather than an answer: `error: null` is none, and words in a text are none.
fn is_error(document: &[u8]) -> bool {
    Facts::of(document).is_some_and(|facts| facts.is_error)
}

/// Whether a value says anything: not `null`, `false`, `""`, `{}` or `[]`.
fn is_something(value: &[u8]) -> bool {
    let inner = match value {
        [b'{' | b'[' | b'"', inner @ .., _] => inner.trim_ascii(),
        _ => value,
    };
    !matches!(inner, b"" | b"null" | b"false" | b"0")
}

/// Whether a member of a document says anything.
fn has(document: &[u8], keys: &[&str]) -> bool {
    let mut found = false;
    let _ = json::members(document, |name, value| {
        found |= keys.iter().any(|key| name.is(key)) && is_something(value);
    });
    found
}

#[cfg(test)]
mod tests;
