//! JSON read without building anything: spans of a document, and the texts that are really looked at.

mod scanner;

pub(crate) use scanner::{MemberSpan, NotJson, Scanner};
use std::borrow::Cow;

/// A JSON string as it stands in the document, without its quotes and still escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawText<'a>(&'a [u8]);

impl<'a> RawText<'a> {
    /// The bytes between the quotes.
    pub fn raw(self) -> &'a [u8] {
        self.0
    }

    /// The text meant; `None` when it is not one (invalid UTF-8, half a surrogate pair).
    pub fn decode(self) -> Option<Cow<'a, str>> {
        let text = std::str::from_utf8(self.0).ok()?;
        if memchr::memchr(b'\\', self.0).is_none() {
            return Some(Cow::Borrowed(text));
        }
        serde_json::from_str(&format!("\"{text}\"")).ok().map(Cow::Owned)
    }

    /// Whether the text meant is this one, however it is spelled.
    pub fn is(self, text: &str) -> bool {
        self.0 == text.as_bytes()
            || (self.0.len() > text.len()
                && memchr::memchr(b'\\', self.0).is_some()
                && self.decode().is_some_and(|decoded| decoded == text))
    }

    /// The text of a value, when the value is a string.
    pub(crate) fn of_value(value: &'a [u8]) -> Option<Self> {
        value.strip_prefix(b"\"")?.strip_suffix(b"\"").map(Self)
    }
}

/// Calls `visit` with each member of the object that `document` is.
pub(crate) fn members<'a>(
    document: &'a [u8],
    mut visit: impl FnMut(RawText<'a>, &'a [u8]),
) -> Result<(), NotJson> {
    let mut scanner = Scanner::new(document);
    scanner.object(|member| visit(member.key, &document[member.start..member.end]))?;
    scanner.end()
}

/// Calls `visit` with each element of the array that `document` is.
pub(crate) fn elements<'a>(document: &'a [u8], mut visit: impl FnMut(&'a [u8])) -> Result<(), NotJson> {
    let mut scanner = Scanner::new(document);
    scanner.elements(|start, end| visit(&document[start..end]))?;
    scanner.end()
}

/// The value of the last member named `key`, when `document` is an object that has one.
pub(crate) fn member<'a>(document: &'a [u8], key: &str) -> Option<&'a [u8]> {
    let mut found = None;
    members(document, |name, value| {
        if name.is(key) {
            found = Some(value);
        }
    })
    .ok()?;
    found
}

/// The text of the last member named `key`, when it is a string.
pub(crate) fn text(document: &[u8], key: &str) -> Option<String> {
    text_of(member(document, key)?)
}

/// The text of a value, when it is a string.
pub(crate) fn text_of(value: &[u8]) -> Option<String> {
    RawText::of_value(value)?.decode().map(Cow::into_owned)
}

#[cfg(test)]
mod tests;
