//! How an answer ends: why, with what used, or with an error.

use super::{Outcome, Sequence};
use crate::convert::answer::{AnswerPart, End};
use crate::convert::ir::{CallKind, Failure, Opening, StopReason, Tokens};
use crate::convert::{arguments, error, tokens};

/// Bytes of a request per token, where nobody counted.
const BYTES_PER_TOKEN: u64 = 4;

impl Sequence {
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        self.start(None, out);
        self.close_all(out);
        self.list_sources(out);
        let mut stop = self.stop.take().unwrap_or_else(|| StopReason::End.into());
        if self.emitter.is_none() && stop.reason == StopReason::Length {
            // What was cut off can't be run.
            let is_cut = |part: &AnswerPart| {
                part.as_call().is_some_and(|call| call.kind == CallKind::Function)
                    && !arguments::is_whole(&part.text)
            };
            if self.parts.last().is_some_and(is_cut) {
                self.parts.pop();
            }
        }
        let has_call = self.parts.iter().any(|part| part.as_call().is_some());
        stop.reason = match stop.reason {
            StopReason::Tool if !has_call && self.parts.is_empty() => {
                let message = "the upstream announced a tool call and made none".to_owned();
                return self.fail(Failure::unusable(message), out);
            }
            StopReason::Tool if !has_call => StopReason::End,
            StopReason::End | StopReason::Sequence | StopReason::Pause if has_call => StopReason::Tool,
            reason @ (StopReason::End
            | StopReason::Tool
            | StopReason::Length
            | StopReason::ContextFull
            | StopReason::Sequence
            | StopReason::Refusal
            | StopReason::Pause) => reason,
        };
        let end = End { stop, tokens: self.complete_tokens() };
        if let Some(emitter) = &mut self.emitter {
            emitter.end(&self.parts, &end, out);
        }
        self.outcome = Some(Outcome::Ended(end));
    }

    /// Says where texts come from, to a client whose dialect can't say it beside them.
    fn list_sources(&mut self, out: &mut Vec<u8>) {
        if !self.memory.lists_sources {
            return;
        }
        let mut lines: Vec<String> = Vec::new();
        for citation in self.parts.iter().flat_map(|part| &part.citations) {
            let line = format!("- {} <{}>", citation.title, citation.url);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if !lines.is_empty() {
            let text = format!("\n\nSources:\n{}", lines.join("\n"));
            self.open(u32::MAX, Opening::Text, out);
            self.delta(u32::MAX, &text, out);
            self.close(u32::MAX, out);
        }
    }

    /// What was used, estimated where the upstream didn't say.
    fn complete_tokens(&self) -> Tokens {
        let mut all = self.tokens;
        if all.output.is_none() {
            all.output = Some(self.parts.iter().map(|part| tokens::of_text(&part.text)).sum());
        }
        all.input.get_or_insert(self.memory.request_bytes / BYTES_PER_TOKEN);
        if let (Some(read), Some(input)) = (all.cache_read, all.input)
            && read > input
        {
            // Some relays count what was cached apart.
            all.input = Some(input.saturating_add(read));
        }
        all
    }

    pub(super) fn fail(&mut self, mut failure: Failure, out: &mut Vec<u8>) {
        if error::is_too_long(&failure.message) {
            failure.status = 400;
            failure.message =
                error::too_long_message(self.memory.client, &failure.message, &self.memory.provider);
        } else if !self.memory.provider.is_empty() {
            failure.message = format!("[{}] {}", self.memory.provider, failure.message);
        }
        if let Some(emitter) = &mut self.emitter {
            emitter.fail(&self.parts, &failure, out);
        }
        self.outcome = Some(Outcome::Failed(failure));
    }
}
