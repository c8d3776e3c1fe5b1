//! The text of a freeform tool, taken out of the object around it while both still come.

use crate::convert::tree::unescape;

/// Decodes `{"input":"…"}`. Where the object turns out to be another one, nothing comes of it.
#[derive(Debug, Default)]
pub(crate) struct Unwrapper {
    state: State,
    /// What can't be decoded yet.
    held: String,
    text: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the text.
    #[default]
    Before,
    Inside,
    /// Behind the text, or in an object that isn't the expected one.
    Done,
    Other,
}

impl Unwrapper {
    /// Takes more of the object; what this adds to the text.
    pub(crate) fn push(&mut self, piece: &str) -> &str {
        let start = self.text.len();
        self.held.push_str(piece);
        if self.state == State::Before {
            match text_start(&self.held) {
                Start::At(at) => {
                    self.held.drain(..at);
                    self.state = State::Inside;
                }
                Start::Unknown => {}
                Start::Never => self.state = State::Other,
            }
        }
        if self.state == State::Inside {
            let (decodable, ends) = decodable(self.held.as_bytes());
            self.text.push_str(&unescape(&self.held.as_bytes()[..decodable]));
            self.held.drain(..decodable);
            if ends {
                self.state = State::Done;
            }
        }
        &self.text[start..]
    }

    /// The text, when the object was the expected one.
    pub(crate) fn into_text(self) -> Option<String> {
        matches!(self.state, State::Inside | State::Done).then_some(self.text)
    }
}

enum Start {
    At(usize),
    Unknown,
    Never,
}

/// Where the text begins.
fn text_start(object: &str) -> Start {
    let mut rest = object.trim_start();
    for expected in ["{", "\"input\"", ":", "\""] {
        if let Some(behind) = rest.strip_prefix(expected) {
            rest = if expected == "\"" { behind } else { behind.trim_start() };
        } else if expected.starts_with(rest) {
            return Start::Unknown;
        } else {
            return Start::Never;
        }
    }
    Start::At(object.len() - rest.len())
}

/// How much of an escaped text can be decoded without what comes next, and whether the text ends there.
fn decodable(raw: &[u8]) -> (usize, bool) {
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'"', b'\\', &raw[at..]) {
        at += next;
        if raw[at] == b'"' {
            return (at, true);
        }
        let length = match raw.get(at + 1) {
            None => return (at, false),
            Some(b'u') => match raw.get(at + 2..at + 6) {
                None => return (at, false),
                // Half of a pair waits for the other half.
                Some([b'd' | b'D', b'8' | b'9' | b'a' | b'A' | b'b' | b'B', ..]) => {
                    let behind = &raw[at + 6..];
                    match behind.get(..2) {
                        Some(b"\\u") if behind.len() < 6 => return (at, false),
                        Some(b"\\u") => 12,
                        None if b"\\u".starts_with(behind) => return (at, false),
                        Some(_) | None => 6,
                    }
                }
                Some(_) => 6,
            },
            Some(_) => 2,
        };
        at += length;
    }
    (raw.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unwrapped(pieces: &[&str]) -> (String, Option<String>) {
        let mut unwrapper = Unwrapper::default();
        let streamed = pieces.iter().map(|piece| unwrapper.push(piece).to_owned()).collect();
        (streamed, unwrapper.into_text())
    }

    #[test]
    fn row_108_the_text_comes_whole_however_it_is_split() {
        let raw = r#" { "input" : "a\n\"\\ \u00e9\ud83c\udf89é\ud83cx" , "x": 1}"#;
        let meant = "a\n\"\\ é🎉é\u{fffd}x".to_owned();
        assert_eq!(unwrapped(&[raw]), (meant.clone(), Some(meant.clone())));
        let characters: Vec<String> = raw.chars().map(String::from).collect();
        let characters: Vec<&str> = characters.iter().map(String::as_str).collect();
        assert_eq!(unwrapped(&characters), (meant.clone(), Some(meant)));
    }

    #[test]
    fn another_object_is_left_alone() {
        for raw in [r#"{"patch":"x"}"#, "*** Begin Patch", "\"text\"", "{}", "{\"input\":1}"] {
            assert_eq!(unwrapped(&[raw]), (String::new(), None), "{raw}");
        }
        assert_eq!(unwrapped(&["{\"inp"]), (String::new(), None));
    }
}
