//! Gives an answer the model's name that the client asked for, event by event as they come, or, of an answer
//! that is one document, at its end. Every other byte passes as it came.

use super::Framing;
use bytes::Bytes;
use domain::{Dialect, Text};
use memchr::memmem;

/// An event larger than this keeps the name that it has: it may be a picture, and names come early.
const EVENT_BYTES: usize = 1 << 20;
/// The same of a whole answer.
const WHOLE_BYTES: usize = 32 << 20;

/// The exchange of names.
#[derive(Debug)]
pub struct ModelEcho {
    dialect: Dialect,
    framing: Framing,
    model: Text,
    held: Vec<u8>,
    elements: Elements,
    /// What is held grew too large: it passes, and so does all that follows.
    gave_up: bool,
}

impl ModelEcho {
    /// Of an answer cut like this.
    pub fn new(dialect: Dialect, framing: Framing, model: Text) -> Self {
        Self { dialect, framing, model, held: Vec::new(), elements: Elements::default(), gave_up: false }
    }

    /// Takes bytes in and gives those that go on.
    pub fn push(&mut self, piece: Bytes) -> Bytes {
        if self.gave_up {
            return piece;
        }
        self.held.extend_from_slice(&piece);
        let mut passed = Vec::new();
        let mut start = 0;
        while let Some(length) = self.piece_length(start) {
            let piece = &self.held[start..start + length];
            passed.extend_from_slice(&self.renamed(piece));
            start += length;
        }
        self.held.drain(..start);
        let most = if self.framing == Framing::Whole { WHOLE_BYTES } else { EVENT_BYTES };
        if self.held.len() > most {
            self.gave_up = true;
            passed.append(&mut self.held);
        }
        passed.into()
    }

    /// The rest at the end of the answer.
    pub fn finish(&mut self) -> Bytes {
        let rest = std::mem::take(&mut self.held);
        if self.gave_up { rest.into() } else { self.renamed(&rest) }
    }

    /// The length of the first whole piece from a place on.
    fn piece_length(&mut self, start: usize) -> Option<usize> {
        match self.framing {
            Framing::Whole => None,
            Framing::Events => event_length(&self.held[start..]),
            Framing::Array => self.elements.length(&self.held[start..]),
        }
    }

    fn renamed(&self, piece: &[u8]) -> Bytes {
        // Most events name no model.
        if memmem::find(piece, b"model").is_none() {
            return Bytes::copy_from_slice(piece);
        }
        let document = match self.framing {
            Framing::Whole => 0..piece.len(),
            Framing::Events => data(piece).unwrap_or_default(),
            Framing::Array => element(piece),
        };
        let edits = wire::edit::with_model(self.dialect, &piece[document.clone()], &self.model);
        if edits.is_empty() {
            return Bytes::copy_from_slice(piece);
        }
        let edited = edits.apply(&Bytes::copy_from_slice(&piece[document.clone()]));
        [&piece[..document.start], &edited, &piece[document.end..]].concat().into()
    }
}

/// Where the data of an event stands; of data in several lines nothing is exchanged.
fn data(event: &[u8]) -> Option<std::ops::Range<usize>> {
    let mut found = None;
    let mut at = 0;
    for line in event.split_inclusive(|byte| *byte == b'\n') {
        if let Some(data) = line.strip_prefix(b"data:") {
            if found.is_some() {
                return None;
            }
            let start = at + line.len() - data.len();
            found = Some(start..start + data.trim_ascii_end().len());
        }
        at += line.len();
    }
    found
}

/// An element without what stands between it and the one before.
fn element(piece: &[u8]) -> std::ops::Range<usize> {
    piece.iter().position(|byte| *byte == b'{').unwrap_or(piece.len())..piece.len()
}

/// The length of the first event, its blank line included.
fn event_length(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    while let Some(end) = memchr::memchr(b'\n', &bytes[line..]) {
        let text = &bytes[line..line + end];
        line += end + 1;
        if text.is_empty() || text == b"\r" {
            return Some(line);
        }
    }
    None
}

/// How far into Gemini's array the bytes have been read.
#[derive(Debug, Default)]
struct Elements {
    read: usize,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Elements {
    /// The length of the bytes up to the end of an element; what was read stays read.
    fn length(&mut self, bytes: &[u8]) -> Option<usize> {
        while let Some(&byte) = bytes.get(self.read) {
            self.read += 1;
            if self.in_string {
                self.in_string = self.escaped || byte != b'"';
                self.escaped = !self.escaped && byte == b'\\';
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' => self.depth += 1,
                b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(std::mem::take(&mut self.read));
                    }
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(dialect: Dialect, framing: Framing, answer: &str, size: usize) -> String {
        let mut echo = ModelEcho::new(dialect, framing, "asked".into());
        let mut passed = Vec::new();
        for piece in answer.as_bytes().chunks(size) {
            passed.extend_from_slice(&echo.push(Bytes::copy_from_slice(piece)));
        }
        passed.extend_from_slice(&echo.finish());
        String::from_utf8(passed).unwrap()
    }

    #[test]
    fn the_name_is_exchanged_however_the_answer_is_cut() {
        for (dialect, framing, answer) in [
            (
                Dialect::OpenaiChat,
                Framing::Events,
                "data: {\"model\":\"NAME\",\"choices\":[{\"delta\":{\"content\":\"the \\\"model\\\":\\\"real\\\"\"}}]}\r\n\r\n: ping\n\ndata: {\"model\":\"NAME\"}\n\ndata: [DONE]\n\n",
            ),
            (
                Dialect::Anthropic,
                Framing::Events,
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"NAME\"}}\n\nevent: ping\ndata: {}\n\n",
            ),
            (
                Dialect::Gemini,
                Framing::Array,
                "[{\"candidates\":[{\"x\":\"}]{\\\"\"}],\"modelVersion\":\"NAME\"}\n,\r\n{\"modelVersion\": \"NAME\"}\n]",
            ),
            (Dialect::OpenaiResponses, Framing::Whole, "{\n \"object\":\"response\", \"model\":\"NAME\"}\n"),
        ] {
            let (real, asked) = (answer.replace("NAME", "real"), answer.replace("NAME", "asked"));
            for size in 1..=real.len() {
                assert_eq!(through(dialect, framing, &real, size), asked, "pieces of {size}");
            }
        }
    }

    #[test]
    fn what_is_no_answer_passes_as_it_is() {
        for answer in
            ["", "data: {\"model\":", "<html>model</html>", "data: {\"model\":\ndata: \"real\"}\n\n"]
        {
            for framing in [Framing::Events, Framing::Whole, Framing::Array] {
                assert_eq!(through(Dialect::OpenaiChat, framing, answer, 5), answer);
            }
        }
    }

    #[test]
    fn an_endless_event_is_not_held_forever() {
        let mut echo = ModelEcho::new(Dialect::OpenaiChat, Framing::Events, "asked".into());
        assert_eq!(echo.push(vec![b'x'; EVENT_BYTES + 1].into()).len(), EVENT_BYTES + 1);
        assert_eq!(echo.push("data".into()), "data");
    }
}
