//! Puts an upstream's events into the order that every client's dialect wants: one part at a time, each begun and
//! ended once, and one end.
//!
//! What comes for a part whose turn it isn't waits. The same sequence makes whole answers and streams, so that
//! the two say the same.

mod ending;

use super::answer::{Answer, AnswerCall, AnswerKind, AnswerPart, Coding, Emit, End, Head};
use super::arguments::Unwrapper;
use super::ir::{CallKind, Event, Failure, Opaque, Opening, Stop, Thought, Tokens};
use super::recall::Remembered;
use super::request::{Memory, Shows};
use super::tree::{Json, Object};
use super::{arguments, carrier};
use domain::Dialect;

/// No answer has more parts: what comes behind them is not taken.
const MOST_PARTS: usize = 4096;

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

/// A part of the upstream's.
#[derive(Debug)]
struct Slot {
    key: u32,
    state: SlotState,
}

#[derive(Debug)]
enum SlotState {
    /// Not for the client: what was thought so far.
    Hidden(String),
    /// Another part is open; what comes is gathered. `complete`: nothing more will come.
    Waiting {
        part: AnswerPart,
        complete: bool,
    },
    /// Open, as this one of the parts.
    Open(usize),
    Closed,
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

    fn keep_state(&mut self, key: u32, opaque: Opaque) {
        let (client, family) = (self.memory.client, self.memory.family.clone());
        let hidden = self.slots.iter().rfind(|slot| slot.key == key).and_then(|slot| match &slot.state {
            SlotState::Hidden(thought) => Some(thought.clone()),
            SlotState::Waiting { .. } | SlotState::Open(_) | SlotState::Closed => None,
        });
        let part = self.part_mut(key);
        let text = hidden.or(part.as_ref().map(|part| part.text.clone())).unwrap_or_default();
        let redacted = opaque.redacted;
        if let Some(part) = part {
            let mut carried = opaque.clone();
            if client == Dialect::Gemini && opaque.origin == Dialect::Anthropic && !part.text.is_empty() {
                // Gemini's clients forget thoughts, and the signature is of what was thought.
                carried.summary = vec![part.text.clone()];
            }
            part.carrier = Some(carrier::wrap(&carried, &family, client));
        }
        self.thought = Some(Thought { text, opaque: Some(opaque), redacted });
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

    fn open(&mut self, key: u32, opening: Opening<'_>, out: &mut Vec<u8>) {
        self.start(None, out);
        if self.slots.len() >= MOST_PARTS {
            return;
        }
        let is_thought = matches!(opening, Opening::Thought | Opening::Redacted);
        if is_thought && self.memory.shows == Shows::Nothing {
            self.slots.push(Slot { key, state: SlotState::Hidden(String::new()) });
            return;
        }
        let kind = match opening {
            Opening::Text => AnswerKind::Text,
            Opening::Thought => AnswerKind::Thought,
            Opening::Redacted => AnswerKind::Redacted,
            Opening::Refusal => AnswerKind::Refusal,
            Opening::Call { id, name, namespace, kind } => {
                let call = self.call(&id, &name, namespace.as_deref(), kind);
                if let Some(thought) = self.thought.take() {
                    self.remembered.push(&call.id, thought, &self.memory.family);
                }
                AnswerKind::Call(call)
            }
        };
        // Some upstreams don't say when a call is complete: it is when its arguments are.
        if let Some(current) = self.current
            && let SlotState::Open(index) = self.slots[current].state
            && self.parts[index].as_call().is_some()
            && arguments::is_whole(&self.parts[index].text)
        {
            self.close(self.slots[current].key, out);
        }
        let part = AnswerPart { kind, text: String::new(), carrier: None, citations: Vec::new() };
        self.slots.push(Slot { key, state: SlotState::Waiting { part, complete: false } });
        if self.current.is_none() {
            self.open_next(out);
        }
    }

    fn call(&self, id: &str, name: &str, namespace: Option<&str>, sent: CallKind) -> AnswerCall {
        let mut tool = self.memory.names.client(name);
        if namespace.is_some() && tool.namespace.is_none() {
            tool.namespace = namespace.map(str::to_owned);
        }
        let coding = match (sent, tool.kind) {
            (CallKind::Function, CallKind::Freeform) => Coding::Unwrap,
            (CallKind::Freeform, CallKind::Function | CallKind::Search) => Coding::Wrap,
            (CallKind::Freeform, CallKind::Freeform)
            | (CallKind::Function, CallKind::Function | CallKind::Search)
            | (CallKind::Search, _) => Coding::AsIs,
        };
        let waiting = self.slots.iter().filter_map(|slot| match &slot.state {
            SlotState::Waiting { part, .. } => Some(part),
            SlotState::Hidden(_) | SlotState::Open(_) | SlotState::Closed => None,
        });
        let calls: Vec<&AnswerCall> =
            self.parts.iter().chain(waiting).filter_map(AnswerPart::as_call).collect();
        let number = calls.len();
        let id = match id {
            "" => format!("call_{}_{number}", self.head.id),
            id if calls.iter().any(|call| call.id == id) => format!("{id}_{number}"),
            id => id.to_owned(),
        };
        AnswerCall { id, name: tool.name, namespace: tool.namespace, kind: tool.kind, coding }
    }

    fn delta(&mut self, key: u32, text: &str, out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        let Some(slot) = self.slots.iter_mut().rfind(|slot| slot.key == key) else { return };
        match &mut slot.state {
            SlotState::Waiting { part, .. } => part.text.push_str(text),
            SlotState::Open(index) => {
                let index = *index;
                self.parts[index].text.push_str(text);
                self.emit_delta(index, text, out);
            }
            SlotState::Hidden(thought) => thought.push_str(text),
            SlotState::Closed => {}
        }
    }

    fn emit_delta(&mut self, index: usize, text: &str, out: &mut Vec<u8>) {
        let part = &self.parts[index];
        let text = match &part.kind {
            AnswerKind::Call(call) => match call.coding {
                Coding::AsIs => text,
                Coding::Unwrap => self.unwrapper.push(text),
                Coding::Wrap => "",
            },
            AnswerKind::Thought if self.memory.shows == Shows::State => "",
            AnswerKind::Text | AnswerKind::Thought | AnswerKind::Redacted | AnswerKind::Refusal => text,
        };
        if let (false, Some(emitter)) = (text.is_empty(), &mut self.emitter) {
            emitter.delta(index, part, text, out);
        }
    }

    fn close(&mut self, key: u32, out: &mut Vec<u8>) {
        let Some(at) = self.slots.iter().rposition(|slot| slot.key == key) else { return };
        match &mut self.slots[at].state {
            SlotState::Waiting { complete, .. } => *complete = true,
            SlotState::Open(index) => {
                let index = *index;
                self.slots[at].state = SlotState::Closed;
                self.current = None;
                self.close_part(index, out);
                self.open_next(out);
            }
            SlotState::Hidden(_) | SlotState::Closed => {}
        }
    }

    fn close_part(&mut self, index: usize, out: &mut Vec<u8>) {
        let part = &mut self.parts[index];
        let is_thought = matches!(part.kind, AnswerKind::Thought | AnswerKind::Redacted);
        if is_thought && part.carrier.is_none() && self.memory.client == Dialect::OpenaiResponses {
            // Without its mark the item would be asked for at the client's own vendor, who never made it.
            let mark = Opaque::plain(self.memory.upstream, "");
            part.carrier = Some(carrier::wrap(&mark, &self.memory.family, self.memory.client));
        }
        // What the client hasn't been told yet.
        let mut rest = None;
        match &part.kind {
            AnswerKind::Call(call) if call.coding == Coding::Unwrap => {
                match std::mem::take(&mut self.unwrapper).into_text() {
                    Some(text) => part.text = text,
                    None => rest = Some(arguments::to_freeform(&part.text, &call.name)),
                }
            }
            AnswerKind::Call(call) if call.coding == Coding::Wrap => {
                let object = Object::new().with("input", std::mem::take(&mut part.text));
                rest = Some(Json::Object(object).to_compact());
            }
            AnswerKind::Thought if self.memory.shows == Shows::State => part.text.clear(),
            AnswerKind::Call(_)
            | AnswerKind::Text
            | AnswerKind::Thought
            | AnswerKind::Redacted
            | AnswerKind::Refusal => {}
        }
        if let Some(text) = &rest {
            part.text.clone_from(text);
        }
        let part = &self.parts[index];
        if let Some(emitter) = &mut self.emitter {
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                emitter.delta(index, part, &rest, out);
            }
            emitter.close(index, part, out);
        }
    }

    /// Opens the part that has waited longest, and those behind it as far as they are complete.
    fn open_next(&mut self, out: &mut Vec<u8>) {
        while self.current.is_none() {
            let is_waiting = |slot: &Slot| matches!(slot.state, SlotState::Waiting { .. });
            let Some(at) = self.slots.iter().position(is_waiting) else { return };
            let index = self.parts.len();
            let state = std::mem::replace(&mut self.slots[at].state, SlotState::Open(index));
            let SlotState::Waiting { part, complete } = state else { return };
            self.parts.push(part);
            let part = &self.parts[index];
            if let Some(emitter) = &mut self.emitter {
                emitter.open(index, part, out);
            }
            self.current = Some(at);
            if !self.parts[index].text.is_empty() {
                let text = self.parts[index].text.clone();
                self.emit_delta(index, &text, out);
            }
            if complete || self.is_whole_call(at, index) {
                self.slots[at].state = SlotState::Closed;
                self.current = None;
                self.close_part(index, out);
            }
        }
    }

    /// Whether it is a call whose arguments are complete, with others waiting behind it.
    fn is_whole_call(&self, at: usize, index: usize) -> bool {
        let is_waiting = |slot: &Slot| matches!(slot.state, SlotState::Waiting { .. });
        self.slots[at + 1..].iter().any(is_waiting)
            && self.parts[index].as_call().is_some()
            && arguments::is_whole(&self.parts[index].text)
    }

    fn close_all(&mut self, out: &mut Vec<u8>) {
        for slot in &mut self.slots {
            if let SlotState::Waiting { complete, .. } = &mut slot.state {
                *complete = true;
            }
        }
        if let Some(current) = self.current {
            self.close(self.slots[current].key, out);
        }
    }

    fn part_mut(&mut self, key: u32) -> Option<&mut AnswerPart> {
        let slot = self.slots.iter_mut().rfind(|slot| slot.key == key)?;
        match &mut slot.state {
            SlotState::Waiting { part, .. } => Some(part),
            SlotState::Open(index) => self.parts.get_mut(*index),
            SlotState::Hidden(_) | SlotState::Closed => None,
        }
    }
}
