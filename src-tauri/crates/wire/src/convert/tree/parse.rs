//! Reads a document into a tree, without recursion.

use super::{Json, Object};
use std::borrow::Cow;

/// Deeper documents are refused: dropping and writing a tree is recursive.
const DEPTH: usize = 512;

/// Why a document is no tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotATree {
    /// No JSON from this byte on.
    Broken { at: usize },
    /// Nested deeper than anything sensible.
    TooDeep,
}

enum Open {
    Array(Vec<Json>),
    Object(Vec<(String, Json)>, String),
}

pub(super) fn parse(bytes: &[u8]) -> Result<Json, NotATree> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader { bytes, at: 0 };
    let mut open: Vec<Open> = Vec::new();
    loop {
        let mut value = match reader.token() {
            Some(b'[') => {
                reader.at += 1;
                if reader.token() == Some(b']') {
                    reader.at += 1;
                    Json::Array(Vec::new())
                } else {
                    open.push(Open::Array(Vec::new()));
                    check_depth(&open)?;
                    continue;
                }
            }
            Some(b'{') => {
                reader.at += 1;
                if reader.token() == Some(b'}') {
                    reader.at += 1;
                    Json::Object(Object::new())
                } else {
                    let name = reader.name()?;
                    open.push(Open::Object(Vec::new(), name));
                    check_depth(&open)?;
                    continue;
                }
            }
            _ => reader.scalar()?,
        };
        // Hands the value to what it is in, and that to what that is in, as far as they end here.
        loop {
            let Some(container) = open.pop() else {
                return match reader.token() {
                    None => Ok(value),
                    Some(_) => Err(reader.broken()),
                };
            };
            let more = match reader.token() {
                Some(b',') => true,
                Some(b']' | b'}') => false,
                _ => return Err(reader.broken()),
            };
            let closing = reader.bytes.get(reader.at).copied();
            reader.at += 1;
            match container {
                Open::Array(mut list) => {
                    list.push(value);
                    if more {
                        open.push(Open::Array(list));
                        break;
                    }
                    if closing != Some(b']') {
                        return Err(reader.broken());
                    }
                    value = Json::Array(list);
                }
                Open::Object(mut members, name) => {
                    members.push((name, value));
                    if more {
                        let name = reader.name()?;
                        open.push(Open::Object(members, name));
                        break;
                    }
                    if closing != Some(b'}') {
                        return Err(reader.broken());
                    }
                    value = Json::Object(Object::from_members(members));
                }
            }
        }
    }
}

fn check_depth(open: &[Open]) -> Result<(), NotATree> {
    if open.len() > DEPTH { Err(NotATree::TooDeep) } else { Ok(()) }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn token(&mut self) -> Option<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    fn broken(&self) -> NotATree {
        NotATree::Broken { at: self.at.min(self.bytes.len()) }
    }

    fn name(&mut self) -> Result<String, NotATree> {
        if self.token() != Some(b'"') {
            return Err(self.broken());
        }
        let name = self.string()?;
        if self.token() != Some(b':') {
            return Err(self.broken());
        }
        self.at += 1;
        Ok(name)
    }

    fn string(&mut self) -> Result<String, NotATree> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            let Some(next) = memchr::memchr2(b'"', b'\\', &self.bytes[end..]) else {
                self.at = self.bytes.len();
                return Err(self.broken());
            };
            end += next;
            if self.bytes[end] == b'"' {
                break;
            }
            end += 2;
            if end > self.bytes.len() {
                self.at = self.bytes.len();
                return Err(self.broken());
            }
        }
        self.at = end + 1;
        Ok(unescape(&self.bytes[start..end]).into_owned())
    }

    fn scalar(&mut self) -> Result<Json, NotATree> {
        let rest = &self.bytes[self.at..];
        let (value, length) = match rest.first() {
            Some(b'"') => return self.string().map(Json::Text),
            Some(b't') if rest.starts_with(b"true") => (Json::Bool(true), 4),
            Some(b'f') if rest.starts_with(b"false") => (Json::Bool(false), 5),
            Some(b'n') if rest.starts_with(b"null") => (Json::Null, 4),
            Some(b'-' | b'0'..=b'9') => {
                let length = rest
                    .iter()
                    .take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
                let length = length.count();
                let number = std::str::from_utf8(&rest[..length]).ok().filter(|text| is_number(text));
                (Json::Number(number.ok_or_else(|| self.broken())?.into()), length)
            }
            _ => return Err(self.broken()),
        };
        self.at += length;
        Ok(value)
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// The text between the quotes of a JSON string. What is no text (half a surrogate pair, invalid UTF-8) becomes
/// U+FFFD.
pub(crate) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    let raw = String::from_utf8_lossy(raw);
    let Some(first) = memchr::memchr(b'\\', raw.as_bytes()) else { return raw };
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.as_ref();
    let mut next = Some(first);
    while let Some(at) = next {
        text.push_str(&rest[..at]);
        let (character, length) = escape(&rest.as_bytes()[at..]);
        text.push(character);
        // What is behind a broken escape may begin in the middle of a character.
        rest = &rest[rest.ceil_char_boundary((at + length).min(rest.len()))..];
        next = memchr::memchr(b'\\', rest.as_bytes());
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character that an escape at the start means, and the escape's length.
fn escape(raw: &[u8]) -> (char, usize) {
    match raw.get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(&other @ (b'"' | b'\\' | b'/')) => (char::from(other), 2),
        Some(b'u') => {
            let Some(unit) = unit(raw) else { return (char::REPLACEMENT_CHARACTER, 2) };
            if let Some(character) = char::from_u32(unit) {
                return (character, 6);
            }
            let low = raw.get(6..).and_then(self::unit).filter(|low| (0xdc00..0xe000).contains(low));
            match low {
                Some(low) if unit < 0xdc00 => {
                    let character = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                    (char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
                }
                _ => (char::REPLACEMENT_CHARACTER, 6),
            }
        }
        _ => (char::REPLACEMENT_CHARACTER, 2),
    }
}

fn unit(raw: &[u8]) -> Option<u32> {
    let digits = raw.strip_prefix(b"\\u")?.get(..4)?;
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|d| d.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}
