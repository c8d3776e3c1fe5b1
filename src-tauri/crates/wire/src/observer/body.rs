//! An answer that is one JSON document: a plain body, or Gemini's stream as an array.

use super::read_document;
use crate::{json, usage::Seen};
use domain::Dialect;
use memchr::memmem;

/// Up to here a body is kept whole.
const LIMIT: usize = 8 << 20;
/// What is kept of a larger one: usage stands at the end in every dialect.
const TAIL: usize = 64 << 10;

/// The bytes so far, or the last ones.
#[derive(Debug, Default)]
pub(super) struct Body {
    bytes: Vec<u8>,
    is_tail: bool,
}

impl Body {
    pub(super) fn feed(&mut self, chunk: &[u8]) {
        self.bytes.extend_from_slice(chunk);
        if self.bytes.len() > LIMIT {
            self.bytes.drain(..self.bytes.len() - TAIL);
            self.is_tail = true;
        }
    }

    /// Reads the document; how many events it stands for.
    pub(super) fn finish(self, dialect: Dialect, seen: &mut Seen) -> u64 {
        let body = self.bytes.trim_ascii();
        if self.is_tail {
            read_tail(dialect, body, seen);
            return 1;
        }
        if !body.starts_with(b"[") {
            let whole = read_document(dialect, body, seen);
            seen.ended = whole && seen.error.is_none();
            return 1;
        }
        let mut events = 0;
        // An array that was cut still tells what came before.
        let complete = json::elements(body, |element| {
            events += 1;
            read_document(dialect, element, seen);
        });
        seen.ended &= complete.is_ok();
        events
    }
}

/// The last usage object in the tail of a document.
fn read_tail(dialect: Dialect, tail: &[u8], seen: &mut Seen) {
    let key: &[u8] = match dialect {
        Dialect::Gemini => b"\"usageMetadata\"",
        Dialect::Anthropic | Dialect::OpenaiChat | Dialect::OpenaiResponses => b"\"usage\"",
    };
    seen.ended = tail.ends_with(b"}") || tail.ends_with(b"]");
    let Some(at) = memmem::rfind(tail, key) else { return };
    let Some(rest) = tail[at + key.len()..].trim_ascii_start().strip_prefix(b":") else { return };
    if let Ok((start, end)) = json::Scanner::new(rest).value() {
        seen.keep_usage(rest.get(start..end));
    }
}
