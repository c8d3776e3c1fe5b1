//! What the client is told of a part: a call in the client's names, a text as the client wants it, reasoning state.

use super::Sequence;
use super::slots::SlotState;
use crate::convert::answer::{AnswerCall, AnswerKind, AnswerPart, Coding};
use crate::convert::ir::{CallKind, Opaque, Thought};
use crate::convert::request::Shows;
use crate::convert::tree::{Json, Object};
use crate::convert::{arguments, carrier};
use domain::Dialect;

impl Sequence {
    pub(super) fn keep_state(&mut self, key: u32, opaque: Opaque) {
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

    pub(super) fn call(&self, id: &str, name: &str, namespace: Option<&str>, sent: CallKind) -> AnswerCall {
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

    pub(super) fn emit_delta(&mut self, index: usize, text: &str, out: &mut Vec<u8>) {
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

    pub(super) fn close_part(&mut self, index: usize, out: &mut Vec<u8>) {
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
}
