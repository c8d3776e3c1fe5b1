//! What the upstream does instead of answering sensibly.

use crate::hold::Hold;
use serde_json::Value;
use std::time::Duration;

/// What is said, and everything that goes wrong while it is said. The default is the sensible answer.
#[derive(Debug, Clone, Default)]
pub struct Script {
    pub(crate) said: Said,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) content_type: Option<String>,
    pub(crate) delay: Option<Duration>,
    pub(crate) pace: Option<Duration>,
    pub(crate) slice: Option<usize>,
    pub(crate) gzip: bool,
    pub(crate) without_usage: bool,
    pub(crate) hold: Option<(usize, Hold)>,
    pub(crate) fault: Fault,
    pub(crate) closes_after: bool,
}

/// The content of the answer.
#[derive(Debug, Clone, Default)]
pub(crate) enum Said {
    /// By the request: a text, a tool call for `call-tool`, an error for `fail-NNN`.
    #[default]
    Sensible,
    /// A text in these pieces.
    Pieces(Vec<String>),
    /// A call of this tool; once the conversation ends with its result, the usual text.
    Tool { name: Option<String>, arguments: Value },
    /// An answer of any status with any body.
    Whole { status: u16, body: Vec<u8> },
    /// A stream of these bytes, one chunk each.
    Chunks(Vec<Vec<u8>>),
    /// Bytes in place of an HTTP answer.
    Raw(Vec<u8>),
}

/// At most one thing goes wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    #[default]
    None,
    StallBeforeHead,
    StallAfterHead,
    StallAfter(usize),
    CutAfter(usize),
    ResetAfter(usize),
    ErrorAfter(usize),
    ResetBeforeHead,
    CloseBeforeHead,
}

impl Script {
    /// The sensible answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers this text.
    pub fn reply(self, text: impl Into<String>) -> Self {
        self.stream([text.into()])
    }

    /// Answers a text in these pieces, when it is asked to stream; else whole.
    pub fn stream<T: Into<String>>(self, pieces: impl IntoIterator<Item = T>) -> Self {
        Self { said: Said::Pieces(pieces.into_iter().map(Into::into).collect()), ..self }
    }

    /// Calls the first tool that the request declares.
    pub fn call_tool(self, arguments: Value) -> Self {
        Self { said: Said::Tool { name: None, arguments }, ..self }
    }

    /// Calls this tool.
    pub fn call_tool_named(self, name: impl Into<String>, arguments: Value) -> Self {
        Self { said: Said::Tool { name: Some(name.into()), arguments }, ..self }
    }

    /// Answers this status and body. Without a `content-type` among the headers it is JSON.
    pub fn status(mut self, status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        for (name, value) in headers {
            self = self.header(name, value);
        }
        Self { said: Said::Whole { status, body: body.into() }, ..self }
    }

    /// Sends the caller elsewhere.
    pub fn redirect(self, location: &str) -> Self {
        self.status(307, &[("location", location)], "")
    }

    /// Streams these bytes, one chunk each, as server-sent events.
    pub fn chunks<T: Into<Vec<u8>>>(self, chunks: impl IntoIterator<Item = T>) -> Self {
        Self { said: Said::Chunks(chunks.into_iter().map(Into::into).collect()), ..self }
    }

    /// Writes these bytes in place of an HTTP answer, and closes the connection.
    pub fn raw(self, bytes: impl Into<Vec<u8>>) -> Self {
        Self { said: Said::Raw(bytes.into()), closes_after: true, ..self }
    }

    /// Adds a header to the answer.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match name.eq_ignore_ascii_case("content-type") {
            true => self.content_type = Some(value.to_owned()),
            false => self.headers.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Says that the body is something else.
    pub fn content_type(self, kind: &str) -> Self {
        self.header("content-type", kind)
    }

    /// Waits before the head.
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay: Some(delay), ..self }
    }

    /// Waits between events.
    pub fn pace(self, pace: Duration) -> Self {
        Self { pace: Some(pace), ..self }
    }

    /// Cuts the stream's bytes into chunks of this size, wherever events end.
    pub fn slices(self, size: usize) -> Self {
        Self { slice: Some(size.max(1)), ..self }
    }

    /// Compresses the body, asked or not.
    pub fn gzip(self) -> Self {
        Self { gzip: true, ..self }
    }

    /// Reports no usage.
    pub fn without_usage(self) -> Self {
        Self { without_usage: true, ..self }
    }

    /// Reads the request and says nothing, for ever.
    pub fn stall_before_head(self) -> Self {
        self.fault(Fault::StallBeforeHead)
    }

    /// Sends the head, and nothing after it.
    pub fn stall_after_head(self) -> Self {
        self.fault(Fault::StallAfterHead)
    }

    /// Sends so many events, and the others when the test says.
    pub fn held_after(self, events: usize, hold: &Hold) -> Self {
        Self { hold: Some((events, hold.clone())), ..self }
    }

    /// Sends so many events, and nothing after them.
    pub fn stall_after(self, events: usize) -> Self {
        self.fault(Fault::StallAfter(events))
    }

    /// Sends so many events and half of the next, and closes the connection properly.
    pub fn cut_after(self, events: usize) -> Self {
        self.fault(Fault::CutAfter(events))
    }

    /// Sends so many events, and resets the connection.
    pub fn reset_after(self, events: usize) -> Self {
        self.fault(Fault::ResetAfter(events))
    }

    /// Sends so many events, then the dialect's error event, and ends the body properly.
    pub fn error_after(self, events: usize) -> Self {
        self.fault(Fault::ErrorAfter(events))
    }

    /// Resets the connection instead of answering.
    pub fn reset_before_head(self) -> Self {
        self.fault(Fault::ResetBeforeHead)
    }

    /// Closes the connection instead of answering.
    pub fn close_before_head(self) -> Self {
        self.fault(Fault::CloseBeforeHead)
    }

    /// Answers as if the connection stayed, and then closes it.
    pub fn keepalive_then_close(self) -> Self {
        Self { closes_after: true, ..self }
    }

    fn fault(self, fault: Fault) -> Self {
        Self { fault, ..self }
    }
}
