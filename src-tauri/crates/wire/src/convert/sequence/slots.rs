//! Whose turn it is: one part is open, and what comes for the others waits.

use super::Sequence;
use crate::convert::answer::{AnswerKind, AnswerPart};
use crate::convert::arguments;
use crate::convert::ir::Opening;
use crate::convert::request::Shows;

/// No answer has more parts: what comes behind them is not taken.
const MOST_PARTS: usize = 4096;

/// A part of the upstream's.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) key: u32,
    pub(super) state: SlotState,
}

#[derive(Debug)]
pub(super) enum SlotState {
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
    pub(super) fn open(&mut self, key: u32, opening: Opening<'_>, out: &mut Vec<u8>) {
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

    pub(super) fn delta(&mut self, key: u32, text: &str, out: &mut Vec<u8>) {
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

    pub(super) fn close(&mut self, key: u32, out: &mut Vec<u8>) {
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

    /// Opens the part that has waited longest, and those behind it as far as they are complete.
    pub(super) fn open_next(&mut self, out: &mut Vec<u8>) {
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
    pub(super) fn is_whole_call(&self, at: usize, index: usize) -> bool {
        let is_waiting = |slot: &Slot| matches!(slot.state, SlotState::Waiting { .. });
        self.slots[at + 1..].iter().any(is_waiting)
            && self.parts[index].as_call().is_some()
            && arguments::is_whole(&self.parts[index].text)
    }

    pub(super) fn close_all(&mut self, out: &mut Vec<u8>) {
        for slot in &mut self.slots {
            if let SlotState::Waiting { complete, .. } = &mut slot.state {
                *complete = true;
            }
        }
        if let Some(current) = self.current {
            self.close(self.slots[current].key, out);
        }
    }

    pub(super) fn part_mut(&mut self, key: u32) -> Option<&mut AnswerPart> {
        let slot = self.slots.iter_mut().rfind(|slot| slot.key == key)?;
        match &mut slot.state {
            SlotState::Waiting { part, .. } => Some(part),
            SlotState::Open(index) => self.parts.get_mut(*index),
            SlotState::Hidden(_) | SlotState::Closed => None,
        }
    }
}
