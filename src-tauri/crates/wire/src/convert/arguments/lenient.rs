//! Reads what was meant to be a JSON object: cut off, with single quotes, with a comma too many.

use crate::convert::tree::{Json, Object, unescape};

/// Deeper is not worth mending.
const DEPTH: usize = 64;

/// The object, when the text can be read as one.
pub(super) fn parse_leniently(text: &str) -> Option<Object> {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0, cut: false };
    if reader.token() != Some(b'{') {
        return None;
    }
    let object = reader.value(0)?.into_object()?;
    (reader.cut || reader.token().is_none()).then_some(object)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The text ended before what it says did.
    cut: bool,
}

impl Reader<'_> {
    fn token(&mut self) -> Option<u8> {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > DEPTH {
            return None;
        }
        match self.token() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(quote @ (b'"' | b'\'')) => self.string(quote).map(Json::Text),
            Some(_) => self.word(),
            None => {
                self.cut = true;
                None
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.at += 1;
        let mut object = Object::new();
        loop {
            match self.token() {
                Some(b'}') => {
                    self.at += 1;
                    return Some(object.into());
                }
                Some(b',') => self.at += 1,
                Some(quote @ (b'"' | b'\'')) => {
                    let name = self.string(quote)?;
                    if !self.member(&mut object, &name, depth)? {
                        return Some(object.into());
                    }
                }
                Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
                    let name = self.bare_name();
                    if !self.member(&mut object, &name, depth)? {
                        return Some(object.into());
                    }
                }
                Some(_) => return None,
                None => {
                    self.cut = true;
                    return Some(object.into());
                }
            }
        }
    }

    /// Reads the rest of a member; false when the text ended in it.
    fn member(&mut self, object: &mut Object, name: &str, depth: usize) -> Option<bool> {
        match self.token() {
            Some(b':') => self.at += 1,
            None => {
                self.cut = true;
                return Some(false);
            }
            Some(_) => return None,
        }
        match self.value(depth + 1) {
            Some(value) => object.set(name, value),
            None if self.cut => return Some(false),
            None => return None,
        }
        Some(!self.cut)
    }

    fn array(&mut self, depth: usize) -> Option<Json> {
        self.at += 1;
        let mut list = Vec::new();
        loop {
            match self.token() {
                Some(b']') => {
                    self.at += 1;
                    return Some(list.into());
                }
                Some(b',') => self.at += 1,
                Some(_) => match self.value(depth + 1) {
                    Some(value) => list.push(value),
                    None if self.cut => return Some(list.into()),
                    None => return None,
                },
                None => {
                    self.cut = true;
                    return Some(list.into());
                }
            }
            if self.cut {
                return Some(list.into());
            }
        }
    }

    fn string(&mut self, quote: u8) -> Option<String> {
        self.at += 1;
        let start = self.at;
        loop {
            match self.bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(&byte) if byte == quote => break,
                Some(_) => self.at += 1,
                None => {
                    self.cut = true;
                    break;
                }
            }
        }
        let end = self.at.min(self.bytes.len());
        let mut raw = &self.bytes[start..end];
        if self.cut {
            raw = without_half_escape(raw);
        }
        self.at = (self.at + 1).min(self.bytes.len());
        let text = unescape(raw).into_owned();
        // Only JSON's own escapes are known; this one is everybody else's.
        Some(if quote == b'\'' { text.replace("\u{fffd}", "'") } else { text })
    }

    fn bare_name(&mut self) -> String {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned()
    }

    fn word(&mut self) -> Option<Json> {
        let start = self.at;
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b",]}".contains(byte);
        while self.bytes.get(self.at).is_some_and(|byte| !is_end(byte)) {
            self.at += 1;
        }
        self.cut |= self.at == self.bytes.len();
        let word = std::str::from_utf8(&self.bytes[start..self.at]).ok()?;
        match word {
            "true" | "True" => Some(Json::Bool(true)),
            "false" | "False" => Some(Json::Bool(false)),
            "null" | "None" => Some(Json::Null),
            number => Json::parse(number.as_bytes()).ok(),
        }
    }
}

/// The text without an escape that was cut off in its middle.
fn without_half_escape(raw: &[u8]) -> &[u8] {
    let tail_start = raw.len().saturating_sub(6);
    match raw[tail_start..].iter().rposition(|byte| *byte == b'\\').map(|at| tail_start + at) {
        // An even run of backslashes is whole.
        Some(at) if raw[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0 => {
            let length = if raw.get(at + 1) == Some(&b'u') { 6 } else { 2 };
            if at + length > raw.len() { &raw[..at] } else { raw }
        }
        _ => raw,
    }
}
