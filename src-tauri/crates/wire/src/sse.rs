//! A tolerant decoder of server-sent events, for tests and for whoever needs whole events.
//!
//! The relay doesn't use it: bytes of a same-dialect stream pass as they came.

use std::borrow::Cow;

/// The longest line, and the longest data of one event, that is kept.
const LIMIT: usize = 1 << 20;

/// One event that carried data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SseEvent {
    /// What the `event:` line said.
    pub name: Option<String>,
    /// The data lines, joined by line feeds.
    pub data: Vec<u8>,
    /// The event was longer than 1 MiB: the data is cut.
    pub overflowed: bool,
}

impl SseEvent {
    /// The data as text; bytes that are no UTF-8 are replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.data)
    }
}

/// Turns bytes, split anywhere, into events.
#[derive(Debug, Default)]
pub struct SseDecoder {
    line: Vec<u8>,
    line_overflowed: bool,
    after_return: bool,
    past_first_line: bool,
    has_data: bool,
    event: SseEvent,
}

impl SseDecoder {
    /// A decoder at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes; the events that they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<SseEvent> {
        let mut events = Vec::new();
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if std::mem::take(&mut self.after_return) && first == b'\n' {
                rest = &rest[1..];
                continue;
            }
            match memchr::memchr2(b'\n', b'\r', rest) {
                Some(end) => {
                    self.extend_line(&rest[..end]);
                    self.after_return = rest[end] == b'\r';
                    rest = &rest[end + 1..];
                    events.extend(self.end_line());
                }
                None => {
                    self.extend_line(rest);
                    break;
                }
            }
        }
        events
    }

    /// The stream has ended: the event that was still open, if it carried data.
    pub fn finish(mut self) -> Option<SseEvent> {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.has_data.then_some(self.event)
    }

    fn extend_line(&mut self, bytes: &[u8]) {
        let room = LIMIT - self.line.len();
        self.line_overflowed |= bytes.len() > room;
        self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn end_line(&mut self) -> Option<SseEvent> {
        let mut line = std::mem::take(&mut self.line);
        let overflowed = std::mem::take(&mut self.line_overflowed);
        if !std::mem::replace(&mut self.past_first_line, true) && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        match field(&line) {
            Some((b"data", value)) => self.data(value, overflowed),
            Some((b"event", value)) => self.event.name = Some(String::from_utf8_lossy(value).into_owned()),
            // Comments, `id`, `retry` and anything else say nothing to us.
            Some(_) | None => (),
        }
        None
    }

    fn data(&mut self, value: &[u8], overflowed: bool) {
        if std::mem::replace(&mut self.has_data, true) {
            self.event.data.push(b'\n');
        }
        let room = LIMIT.saturating_sub(self.event.data.len());
        self.event.overflowed |= overflowed || value.len() > room;
        self.event.data.extend_from_slice(&value[..value.len().min(room)]);
    }
}

/// Name and value of a line; `None` for a comment.
pub(crate) fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let Some(colon) = memchr::memchr(b':', line) else { return Some((line, b"")) };
    let value = &line[colon + 1..];
    (colon > 0).then_some((&line[..colon], value.strip_prefix(b" ").unwrap_or(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<SseEvent> {
        let mut decoder = SseDecoder::new();
        let mut events: Vec<_> = chunks.into_iter().flat_map(|chunk| decoder.push(chunk)).collect();
        events.extend(decoder.finish());
        events
    }

    fn texts(stream: &str) -> Vec<String> {
        decode([stream.as_bytes()]).iter().map(|event| event.text().into_owned()).collect()
    }

    #[test]
    fn every_line_end_and_every_odd_line_is_understood() {
        assert_eq!(texts("data: a\n\ndata: b\r\n\r\ndata: c\r\rdata:d\n\r\n"), ["a", "b", "c", "d"]);
        assert_eq!(texts("\u{feff}data: a\n\n"), ["a"]);
        assert_eq!(texts(": ping\nid: 1\nretry: 5\ndata:  two spaces\n\n"), [" two spaces"]);
        assert_eq!(texts("data: {\ndata: }\ndata\n\n"), ["{\n}\n"]);
        assert_eq!(texts("event: nothing\n\ndata: no blank line"), ["no blank line"]);
    }

    #[test]
    fn an_event_without_data_resets_the_name() {
        let events = decode([&b"event: a\n\ndata: 1\n\nevent: b\ndata: 2\n\n"[..]]);
        assert_eq!(events[0].name, None);
        assert_eq!(events[1].name.as_deref(), Some("b"));
    }

    #[test]
    fn a_huge_line_is_marked_and_the_stream_goes_on() {
        let huge = format!("data: {}\n\ndata: next\n\n", "x".repeat(10 << 20));
        let events = decode(huge.as_bytes().chunks(65_536));
        assert!(events[0].overflowed && events[0].data.len() <= LIMIT);
        assert_eq!(events[1].text(), "next");
        let many = format!("{}\ndata: next\n\n", "data: 0123456789\n".repeat(100_000));
        let events = decode([many.as_bytes()]);
        assert!(events[0].overflowed && events[0].data.len() <= LIMIT + 100_000);
    }

    proptest! {
        #[test]
        fn every_split_gives_the_same_events(
            stream in "(\u{feff})?((data|event|id|:|x)(:)? ?[a-zäö字]{0,4}(\r|\n|\r\n){1,3}){0,12}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let bytes = stream.as_bytes();
            let whole = decode([bytes]);
            prop_assert_eq!(&decode(bytes.chunks(1)), &whole);
            let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            places.extend([0, bytes.len()]);
            places.sort_unstable();
            prop_assert_eq!(&decode(places.windows(2).map(|pair| &bytes[pair[0]..pair[1]])), &whole);
        }

        #[test]
        fn arbitrary_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            decode(bytes.chunks(3));
        }
    }
}
