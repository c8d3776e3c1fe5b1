//! By what an answer's beginning is judged: the gate of its dialect, of no dialect, or none.

use crate::call::Call;
use domain::OperationKind;
use wire::{Gate, PlainGate, Sign};

/// What watches the beginning of a success.
#[derive(Debug)]
pub(super) enum Watch {
    /// A model's answer: its first content counts.
    Answer(Gate),
    /// Anything else: all is content, but an error.
    Plain(PlainGate),
    /// What the provider keeps of an answer that may well have failed: all is content.
    Nothing,
}

impl Watch {
    /// Of the answer to a request, with this content type.
    pub(super) fn of(call: &Call, content_type: Option<&str>) -> Self {
        match call.operation.kind() {
            OperationKind::Generate | OperationKind::CountTokens | OperationKind::Models => {
                Self::Answer(Gate::new(call.dialect(), call.asked.stream))
            }
            OperationKind::Embed
            | OperationKind::Complete
            | OperationKind::Image
            | OperationKind::Speak
            | OperationKind::Transcribe
            | OperationKind::Moderate
            | OperationKind::Rerank
            | OperationKind::Compact => Self::Plain(PlainGate::new(content_type)),
            OperationKind::StoredAnswer => Self::Nothing,
        }
    }

    /// Takes the next bytes. After a sign that decides it wants no more.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Sign {
        match self {
            Self::Answer(gate) => gate.feed(bytes),
            Self::Plain(gate) => gate.feed(bytes),
            Self::Nothing => Sign::Content,
        }
    }

    /// The answer is over.
    pub(super) fn finish(self) -> Sign {
        match self {
            Self::Answer(gate) => gate.finish(),
            Self::Plain(gate) => gate.finish(),
            Self::Nothing => Sign::Content,
        }
    }
}
