//! Puts an upstream's events into the order that every client's dialect wants: one part at a time, each begun and
//! ended once, and one end.
//!
//! What comes for a part whose turn it isn't waits. The same sequence makes whole answers and streams, so that
//! the two say the same.

mod ending;
mod parts;
mod slots;

use super::answer::{Answer, AnswerPart, Emit, End, Head};
use super::arguments::Unwrapper;
use super::ir::{Event, Failure, Stop, Thought, Tokens};
use super::recall::Remembered;
use super::request::Memory;
use slots::Slot;

/// An answer on its way to the client.
#[derive(Debug)]
pub(crate) struct Sequence {
    memory: Memory,
    head: Head,
    /// Writes the stream; a whole answer is only gathered.
    emitter: Option<Box<dyn Emit>>,
    started: bool,
    slots: Vec<Slot>,
    /// The parts that have been begun, in their order.
    parts: Vec<AnswerPart>,
    /// The slot whose part is open.
    current: Option<usize>,
    /// The last thought with a state, until a call comes that it belongs to.
    thought: Option<Thought>,
    remembered: Remembered,
    /// Takes the text out of the arguments that are coming, where the client wants only that.
    unwrapper: Unwrapper,
    tokens: Tokens,
    stop: Option<Stop>,
    outcome: Option<Outcome>,
}

#[derive(Debug)]
enum Outcome {
    Ended(End),
    Failed(Failure),
}

impl Sequence {
    pub(crate) fn new(memory: Memory, emitter: Option<Box<dyn Emit>>) -> Self {
        let head =
            Head { id: memory.request_id.clone(), model: memory.model.clone(), created_s: memory.created_s };
        Self {
            memory,
            head,
            emitter,
            started: false,
            slots: Vec::new(),
            parts: Vec::new(),
            current: None,
            thought: None,
            remembered: Remembered::default(),
            unwrapper: Unwrapper::default(),
            tokens: Tokens::default(),
            stop: None,
            outcome: None,
        }
    }

    /// Takes what the upstream said next.
    pub(crate) fn take(&mut self, event: Event<'_>, out: &mut Vec<u8>) {
        if self.outcome.is_some() {
            // Some servers go on after their end; it is over for the client.
            return;
        }
        match event {
            Event::Start { id } => self.start(id.as_deref(), out),
            Event::Open { key, part } => self.open(key, part, out),
            Event::Delta { key, text } => self.delta(key, text, out),
            Event::Opaque { key, opaque } => {
                self.keep_state(key, opaque);
            }
            Event::Citation { key, citation } => {
                if let Some(part) = self.part_mut(key)
                    && !part.citations.contains(&citation)
                {
                    part.citations.push(citation);
                }
            }
            Event::Close { key } => self.close(key, out),
            Event::Usage(tokens) => self.tokens.update(tokens),
            Event::Stop(stop) => {
                self.stop.get_or_insert(stop);
            }
            Event::Fail(failure) => self.fail(failure, out),
            Event::End => self.end(out),
        }
    }

    /// The upstream's bytes are over: well, if it had said why it stopped.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        if self.outcome.is_some() {
            return;
        }
        match self.stop {
            Some(_) => self.end(out),
            None => self.fail(Failure::truncated(), out),
        }
    }

    /// A sign of life: nothing before the answer has begun, nothing after it has ended.
    pub(crate) fn keep_alive(&self, out: &mut Vec<u8>) {
        if let (true, None, Some(emitter)) = (self.started, &self.outcome, &self.emitter) {
            emitter.keep_alive(out);
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.outcome.is_some()
    }

    pub(crate) fn failure(&self) -> Option<&Failure> {
        match &self.outcome {
            Some(Outcome::Failed(failure)) => Some(failure),
            Some(Outcome::Ended(_)) | None => None,
        }
    }

    /// What is to be remembered of the answer so far.
    pub(crate) fn take_remembered(&mut self) -> Remembered {
        std::mem::take(&mut self.remembered)
    }

    /// The whole answer, once it has ended.
    pub(crate) fn into_answer(self) -> Result<Answer, Failure> {
        match self.outcome {
            Some(Outcome::Ended(end)) => Ok(Answer { head: self.head, parts: self.parts, end }),
            Some(Outcome::Failed(failure)) => Err(failure),
            None => Err(Failure::truncated()),
        }
    }

    fn start(&mut self, id: Option<&str>, out: &mut Vec<u8>) {
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        let is_plain = |id: &&str| {
            (1..=80).contains(&id.len())
                && id.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character))
        };
        if let Some(id) = id.filter(is_plain) {
            id.clone_into(&mut self.head.id);
        }
        if let Some(emitter) = &mut self.emitter {
            emitter.start(&self.head, &self.tokens, out);
        }
    }
}
