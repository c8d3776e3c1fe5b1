//! Cuts what an upstream sends into documents: the events of a stream, or a whole body where a stream was asked for.
//!
//! One event's data is looked at in place, or in a buffer that is used again.

use crate::sse::field;

/// The longest event that is taken.
const EVENT_LIMIT: usize = 16 << 20;
/// How much is kept of what may be no stream.
const BEGINNING: usize = 4096;
/// The longest body.
const BODY_LIMIT: usize = 64 << 20;

/// What has come so far.
#[derive(Debug, Default)]
pub(crate) enum Frames {
    /// Nothing but white space.
    #[default]
    Unknown,
    Events(Events),
    /// Not a stream: JSON, or a page.
    Body(Vec<u8>),
    /// More than is taken.
    TooLong,
}

impl Frames {
    /// Takes the next bytes, calling `visit` with the name and the data of each event that they complete.
    pub(crate) fn feed(&mut self, bytes: &[u8], mut visit: impl FnMut(&[u8], &[u8])) {
        let mut bytes = bytes;
        if matches!(self, Self::Unknown) {
            // The mark of the byte order is three bytes that begin with this one.
            let is_before = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf);
            let Some(start) = bytes.iter().position(|byte| !is_before(byte)) else { return };
            bytes = &bytes[start..];
            *self = match bytes[0] {
                b'{' | b'[' | b'<' => Self::Body(Vec::new()),
                _ => Self::Events(Events { beginning: Some(Vec::new()), ..Events::default() }),
            };
        }
        let fits = match self {
            Self::Events(events) => events.feed(bytes, &mut visit),
            Self::Body(body) => {
                body.extend_from_slice(bytes);
                body.len() <= BODY_LIMIT
            }
            Self::Unknown | Self::TooLong => true,
        };
        if !fits {
            *self = Self::TooLong;
        }
    }

    /// What came where a stream should have, when not one event did.
    pub(crate) fn no_stream(&self) -> Option<&[u8]> {
        if let Self::Events(events) = self { events.beginning.as_deref() } else { None }
    }

    /// The stream has ended; an event that is complete but for the blank line counts.
    pub(crate) fn finish(&mut self, mut visit: impl FnMut(&[u8], &[u8])) {
        if let Self::Events(events) = self {
            events.finish(&mut visit);
        }
    }
}

/// A stream of events.
#[derive(Debug, Default)]
pub(crate) struct Events {
    /// A line that isn't complete.
    line: Vec<u8>,
    name: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    after_return: bool,
    /// How it began, as long as no event has come: it may be no stream at all.
    beginning: Option<Vec<u8>>,
}

impl Events {
    /// False when an event is longer than what is taken.
    fn feed(&mut self, bytes: &[u8], visit: &mut impl FnMut(&[u8], &[u8])) -> bool {
        if let Some(beginning) = &mut self.beginning {
            let room = BEGINNING - beginning.len();
            beginning.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if std::mem::take(&mut self.after_return) && first == b'\n' {
                rest = &rest[1..];
                continue;
            }
            let Some(end) = memchr::memchr2(b'\n', b'\r', rest) else {
                self.line.extend_from_slice(rest);
                return self.line.len() + self.data.len() <= EVENT_LIMIT;
            };
            self.after_return = rest[end] == b'\r';
            if self.line.is_empty() {
                self.end_line(&rest[..end], visit);
            } else {
                let mut line = std::mem::take(&mut self.line);
                line.extend_from_slice(&rest[..end]);
                self.end_line(&line, visit);
                line.clear();
                self.line = line;
            }
            rest = &rest[end + 1..];
        }
        self.data.len() <= EVENT_LIMIT
    }

    fn finish(&mut self, visit: &mut impl FnMut(&[u8], &[u8])) {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.end_line(&line, visit);
        }
        let is_whole = crate::json::Scanner::new(&self.data).value().is_ok();
        if is_whole || self.data == b"[DONE]" {
            self.end_line(b"", visit);
        }
    }

    fn end_line(&mut self, line: &[u8], visit: &mut impl FnMut(&[u8], &[u8])) {
        if line.is_empty() {
            if self.has_data {
                self.beginning = None;
                visit(&self.name, self.data.trim_ascii());
            }
            self.name.clear();
            self.data.clear();
            self.has_data = false;
            return;
        }
        match field(line) {
            Some((b"data", value)) => {
                if self.has_data {
                    self.data.push(b'\n');
                }
                self.has_data = true;
                self.data.extend_from_slice(value);
            }
            Some((b"event", value)) => {
                self.name.clear();
                self.name.extend_from_slice(value.trim_ascii());
            }
            Some(_) | None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(chunks: &[&[u8]]) -> Vec<String> {
        let mut frames = Frames::default();
        let mut seen = Vec::new();
        let mut visit = |name: &[u8], data: &[u8]| {
            seen.push(format!("{}|{}", String::from_utf8_lossy(name), String::from_utf8_lossy(data)));
        };
        for chunk in chunks {
            frames.feed(chunk, &mut visit);
        }
        frames.finish(&mut visit);
        seen
    }

    #[test]
    fn rows_75_and_76_any_framing_gives_the_same_events() {
        let stream = "\u{feff}: hi\r\nevent: a\r\ndata:{\"x\":\r\ndata: \"字\"}\r\nid: 1\r\n\r\nretry: 1\n\ndata: [DONE]\n\ntrailing\n\nevent: e\n\ndata: {\"last\":1}";
        let whole = decode(&[stream.as_bytes()]);
        assert_eq!(whole, ["a|{\"x\":\n\"字\"}", "|[DONE]", "|{\"last\":1}"]);
        let single: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
        assert_eq!(decode(&single), whole);
        for at in 0..stream.len() {
            assert_eq!(decode(&[&stream.as_bytes()[..at], &stream.as_bytes()[at..]]), whole, "{at}");
        }
        assert!(decode(&[b"data: {\"cut\":"]).is_empty());
    }

    #[test]
    fn an_endless_event_is_not_kept() {
        let mut frames = Frames::default();
        let piece = "data: ".to_owned() + &"x".repeat(1 << 20);
        for _ in 0..20 {
            frames.feed(piece.as_bytes(), |_, _| panic!("no event"));
        }
        assert!(matches!(frames, Frames::TooLong));
    }

    #[test]
    fn a_body_is_told_from_a_stream_by_its_first_byte() {
        for body in ["{\"a\":1}", " \n[{}]", "<html>"] {
            let mut frames = Frames::default();
            frames.feed(body.as_bytes(), |_, _| panic!("no event"));
            assert!(matches!(frames, Frames::Body(_)), "{body}");
        }
    }
}
