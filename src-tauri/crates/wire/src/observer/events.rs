//! Finds the events in a stream of server-sent events, mostly without copying them.

use super::markers::is_telling;
use super::read_document;
use crate::{sse::field, usage::Seen};
use domain::Dialect;
use memchr::{memchr2, memchr2_iter, memmem};
use std::borrow::Cow;

/// An event longer than this is not read, but for the name at its beginning.
const LIMIT: usize = 1 << 20;
/// How much of the beginning of an overlong event is kept: enough for its name and type.
const HEAD: usize = 256;

/// Where in the stream we are.
#[derive(Debug)]
pub(super) struct Events {
    /// The event that the last chunk left unfinished.
    carry: Vec<u8>,
    skipping: bool,
    line_is_empty: bool,
    after_return: bool,
    count: u64,
}

impl Default for Events {
    fn default() -> Self {
        Self { carry: Vec::new(), skipping: false, line_is_empty: true, after_return: false, count: 0 }
    }
}

impl Events {
    pub(super) fn feed(&mut self, chunk: &[u8], mut read: impl FnMut(Event<'_>)) {
        let (mut start, mut at) = (0, 0);
        while at < chunk.len() {
            if std::mem::take(&mut self.after_return) && chunk[at] == b'\n' {
                at += 1;
                if start + 1 == at && !self.is_inside_event() {
                    start = at;
                }
                continue;
            }
            let Some(length) = memchr2(b'\n', b'\r', &chunk[at..]) else {
                self.line_is_empty = false;
                break;
            };
            let end = at + length;
            self.after_return = chunk[end] == b'\r';
            at = end + 1;
            if length == 0 && self.line_is_empty {
                self.complete(&chunk[start..end], &mut read);
                start = at;
            }
            self.line_is_empty = true;
        }
        self.keep(&chunk[start..]);
    }

    pub(super) fn finish(mut self, mut read: impl FnMut(Event<'_>)) -> u64 {
        self.complete(&[], &mut read);
        self.count
    }

    pub(super) fn is_inside_event(&self) -> bool {
        self.skipping || !self.carry.is_empty()
    }

    fn complete(&mut self, last_part: &[u8], read: &mut impl FnMut(Event<'_>)) {
        if self.is_inside_event() {
            self.keep(last_part);
            let carry = std::mem::take(&mut self.carry);
            self.emit(&carry, self.skipping, read);
            self.carry = carry;
            self.carry.clear();
            self.skipping = false;
        } else if last_part.len() > LIMIT {
            self.emit(&last_part[..HEAD], true, read);
        } else {
            self.emit(last_part, false, read);
        }
    }

    fn emit(&mut self, lines: &[u8], is_head: bool, read: &mut impl FnMut(Event<'_>)) {
        if has_data(lines) {
            read(Event { lines, is_head, is_first: self.count == 0 });
            self.count += 1;
        }
    }

    fn keep(&mut self, part: &[u8]) {
        if !self.skipping {
            self.carry.extend_from_slice(&part[..part.len().min(LIMIT + 1 - self.carry.len())]);
            if self.carry.len() > LIMIT {
                self.carry.truncate(HEAD);
                self.skipping = true;
            }
        }
    }
}

/// One event: its lines, without the blank one that ends it.
pub(super) struct Event<'a> {
    lines: &'a [u8],
    /// These are only the first bytes of an overlong event.
    is_head: bool,
    is_first: bool,
}

impl Event<'_> {
    /// Reads what the dialect's way of streaming tells in this event, if anything.
    pub(super) fn read(&self, dialect: Dialect, seen: &mut Seen) {
        if self.is_head {
            return self.read_head(dialect, seen);
        }
        // The first event names the model.
        if !self.is_first && !is_telling(dialect, self.lines) {
            return;
        }
        let data = self.data();
        match data.trim_ascii() {
            b"[DONE]" => seen.ended |= dialect == Dialect::OpenaiChat,
            document => {
                read_document(dialect, document, seen);
            }
        }
        if self.name_is(b"error") {
            seen.keep_error(&data);
        }
    }

    /// An overlong event can still be the end: it says so at its beginning.
    fn read_head(&self, dialect: Dialect, seen: &mut Seen) {
        // The first event may repeat the whole request, but begins with the answer's id.
        if self.is_first && dialect == Dialect::OpenaiResponses {
            self.read_id(seen);
        }
        const ENDS: [&[u8]; 3] = [b"response.completed", b"response.incomplete", b"response.failed"];
        seen.ended |= ENDS.iter().any(|end| {
            self.name_is(end)
                || memmem::find(self.lines, &[&b"\"type\":\""[..], end, b"\""].concat()).is_some()
        });
    }

    fn read_id(&self, seen: &mut Seen) {
        const KEY: &[u8] = b"\"response\":{\"id\":";
        let Some(at) = memmem::find(self.lines, KEY) else { return };
        let value = &self.lines[at + KEY.len()..];
        if let Ok((start, end)) = crate::json::Scanner::new(value).value() {
            seen.keep_response_id(&value[start..end]);
        }
    }

    fn name_is(&self, name: &[u8]) -> bool {
        lines(self.lines).filter_map(field).any(|(key, value)| key == b"event" && value == name)
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let fields = lines(self.lines).filter_map(field);
        let mut parts = fields.filter(|(key, _)| *key == b"data").map(|(_, value)| value);
        let first = parts.next().unwrap_or(&[]);
        let Some(second) = parts.next() else { return Cow::Borrowed(first) };
        let mut joined = [first, second].join(&b'\n');
        for part in parts {
            joined.push(b'\n');
            joined.extend_from_slice(part);
        }
        Cow::Owned(joined)
    }
}

fn lines(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let block = block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block);
    block.split(|byte| matches!(byte, b'\n' | b'\r'))
}

fn has_data(block: &[u8]) -> bool {
    let block = block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block);
    block.starts_with(b"data")
        || memchr2_iter(b'\n', b'\r', block).any(|end| block[end + 1..].starts_with(b"data"))
}
