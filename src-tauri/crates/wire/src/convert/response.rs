//! Turns an answer around: whole, or as it comes.

use super::answer::{Answer, Emit};
use super::doc::Doc;
use super::frames::Frames;
use super::ir::{Event, Failure, FailureKind, StopReason, Tokens};
use super::reader::{Read, read_body, reader};
use super::recall::Remembered;
use super::request::Memory;
use super::sequence::Sequence;
use super::tree::Json;
use super::{anthropic, chat, gemini, responses};
use domain::Dialect;

/// Why there is no answer for the client, though the upstream's status was good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AnswerError {
    /// The status that says the same.
    pub status: u16,
    /// The answer ended before its end.
    pub truncated: bool,
    /// What the upstream said, or what was wrong with what it said.
    pub message: String,
}

/// A whole answer in the client's dialect.
#[derive(Debug)]
pub struct Answered {
    /// The body.
    pub body: Vec<u8>,
    /// What a [`Recall`](super::Recall) is to keep.
    pub remembered: Remembered,
}

/// Converts a whole answer. The upstream may have sent a stream all the same.
pub fn response(memory: &Memory, body: &[u8]) -> Result<Answered, AnswerError> {
    let mut sequence = Sequence::new(memory.clone(), None);
    let mut reader = reader(memory.upstream, memory.splits_think);
    let mut nothing = Vec::new();
    let mut frames = Frames::default();
    frames.feed(body, |name, data| {
        reader.event(name, Doc::new(data), &mut |event| sequence.take(event, &mut nothing));
    });
    end_frames(&mut frames, reader.as_mut(), &mut sequence, &mut nothing);
    let remembered = sequence.take_remembered();
    let answer = sequence.into_answer()?;
    Ok(Answered { body: write(memory.client, &answer), remembered })
}

/// The answer to a request for no output at all.
pub(super) fn empty(memory: &Memory, is_stream: bool) -> Vec<u8> {
    let emitter = is_stream.then(|| emitter(memory));
    let mut sequence = Sequence::new(memory.clone(), emitter);
    let mut out = Vec::new();
    let tokens = Tokens { output: Some(0), ..Tokens::default() };
    for event in [Event::Usage(tokens), Event::Stop(StopReason::Length.into()), Event::End] {
        sequence.take(event, &mut out);
    }
    match sequence.into_answer() {
        Ok(answer) if !is_stream => write(memory.client, &answer),
        Ok(_) | Err(_) => out,
    }
}

fn write(client: Dialect, answer: &Answer) -> Vec<u8> {
    let body = match client {
        Dialect::Anthropic => anthropic::body(answer),
        Dialect::OpenaiChat => chat::body(answer),
        Dialect::OpenaiResponses => responses::body(answer),
        Dialect::Gemini => gemini::body(answer),
    };
    Json::Object(body).to_bytes()
}

fn emitter(memory: &Memory) -> Box<dyn Emit> {
    match memory.client {
        Dialect::Anthropic => Box::new(anthropic::Writer::new(&memory.request_id)),
        Dialect::OpenaiChat => Box::new(chat::Writer::new(&memory.request_id, memory.include_usage)),
        Dialect::OpenaiResponses => Box::new(responses::Writer::default()),
        Dialect::Gemini => Box::new(gemini::Writer::new(&memory.request_id, memory.gemini_array)),
    }
}

/// Converts a stream while it comes.
#[derive(Debug)]
pub struct ResponseConverter {
    frames: Frames,
    reader: Box<dyn Read>,
    sequence: Sequence,
}

impl ResponseConverter {
    /// At the beginning of the answer to the request that left `memory` behind.
    pub fn new(memory: Memory) -> Self {
        let emitter = emitter(&memory);
        Self {
            frames: Frames::default(),
            reader: reader(memory.upstream, memory.splits_think),
            sequence: Sequence::new(memory, Some(emitter)),
        }
    }

    /// Takes the upstream's next bytes, split anywhere; appends what the client gets for them.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let Self { frames, reader, sequence } = self;
        frames.feed(bytes, |name, data| {
            reader.event(name, Doc::new(data), &mut |event| sequence.take(event, out));
        });
        if matches!(frames, Frames::TooLong) {
            sequence.take(Event::Fail(too_long()), out);
        }
    }

    /// The upstream's bytes are over: the answer is ended, well or with an error.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        end_frames(&mut self.frames, self.reader.as_mut(), &mut self.sequence, out);
        self.sequence.finish(out);
    }

    /// The stream must end here with this error: a time-out, or a connection that broke.
    pub fn fail(&mut self, status: u16, message: &str, out: &mut Vec<u8>) {
        let failure = Failure { kind: FailureKind::Truncated, status, message: message.to_owned() };
        self.sequence.take(Event::Fail(failure), out);
    }

    /// A sign of life for a client that has waited long, where its dialect has one.
    pub fn keep_alive(&self, out: &mut Vec<u8>) {
        self.sequence.keep_alive(out);
    }

    /// What a [`Recall`](super::Recall) is to keep of the answer: to be asked for when it is over.
    pub fn take_remembered(&mut self) -> Remembered {
        self.sequence.take_remembered()
    }

    /// Whether the client's stream is complete: what the upstream may still send says nothing.
    pub fn is_over(&self) -> bool {
        self.sequence.is_over()
    }

    /// What went wrong, if it did.
    pub fn error(&self) -> Option<AnswerError> {
        self.sequence.failure().cloned().map(AnswerError::from)
    }
}

fn end_frames(frames: &mut Frames, reader: &mut dyn Read, sequence: &mut Sequence, out: &mut Vec<u8>) {
    frames.finish(|name, data| reader.event(name, Doc::new(data), &mut |event| sequence.take(event, out)));
    match frames {
        Frames::Body(body) => read_body(reader, body, &mut |event| sequence.take(event, out)),
        Frames::Unknown => read_body(reader, b"", &mut |event| sequence.take(event, out)),
        Frames::TooLong => sequence.take(Event::Fail(too_long()), out),
        Frames::Events(_) => match frames.no_stream() {
            Some(text) => read_body(reader, text, &mut |event| sequence.take(event, out)),
            None => reader.finish(&mut |event| sequence.take(event, out)),
        },
    }
    sequence.finish(out);
}

fn too_long() -> Failure {
    let message = "上游的回答过长 (the upstream's answer is too long)".to_owned();
    Failure::unusable(message)
}

impl From<Failure> for AnswerError {
    fn from(failure: Failure) -> Self {
        let truncated = failure.kind == FailureKind::Truncated;
        Self { status: failure.status, truncated, message: failure.message }
    }
}
