//! A look at JSON without a tree: what the readers of answers use, so that a delta costs next to nothing.
//!
//! Tolerant: what has the wrong type is absent.

use super::tree::unescape;
use crate::json;
use std::borrow::Cow;

/// The bytes of one value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doc<'a>(&'a [u8]);

impl<'a> Doc<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.trim_ascii())
    }

    pub(crate) fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// Visits the members; false when this is no object.
    pub(crate) fn members(self, mut visit: impl FnMut(&'a [u8], Doc<'a>)) -> bool {
        self.0.starts_with(b"{") && json::members(self.0, |key, value| visit(key.raw(), Doc(value))).is_ok()
    }

    /// Visits the elements; nothing when this is no array.
    pub(crate) fn items(self, mut visit: impl FnMut(Doc<'a>)) {
        if self.0.starts_with(b"[") {
            // An array that breaks off has been read as far as it goes.
            let _ = json::elements(self.0, |value| visit(Doc(value)));
        }
    }

    /// A member that is there and not null.
    pub(crate) fn get(self, name: &str) -> Option<Doc<'a>> {
        if !self.0.starts_with(b"{") {
            return None;
        }
        json::member(self.0, name).map(Doc).filter(|value| !value.is_null())
    }

    pub(crate) fn text_at(self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name).and_then(Doc::text)
    }

    pub(crate) fn is_null(self) -> bool {
        self.0 == b"null"
    }

    pub(crate) fn is_object(self) -> bool {
        self.0.starts_with(b"{")
    }

    pub(crate) fn is_true(self) -> bool {
        self.0 == b"true"
    }

    /// The text, when this is a string.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        self.0.strip_prefix(b"\"")?.strip_suffix(b"\"").map(unescape)
    }

    /// The text, when this is a string that isn't empty.
    pub(crate) fn some_text(self) -> Option<Cow<'a, str>> {
        self.text().filter(|text| !text.is_empty())
    }

    /// The number, in any spelling.
    pub(crate) fn number(self) -> Option<f64> {
        let text = match self.text() {
            Some(text) => text,
            None => Cow::Borrowed(std::str::from_utf8(self.0).ok()?),
        };
        text.trim().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// A small number that says which one of several.
    pub(crate) fn index(self) -> Option<u32> {
        // A float to integer cast saturates.
        self.number().filter(|number| *number >= 0.0).map(|number| number as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_wrong_type_is_absent() {
        let doc = Doc::new(br#" {"a":"x\u00fc","n":2,"s":"3","o":{"i":null},"l":[1,"2"]} "#);
        assert_eq!(doc.text_at("a").as_deref(), Some("xü"));
        assert_eq!(doc.text_at("n"), None);
        assert_eq!((doc.get("n").unwrap().index(), doc.get("s").unwrap().index()), (Some(2), Some(3)));
        assert!(doc.get("o").unwrap().get("i").is_none() && doc.get("a").unwrap().get("i").is_none());
        let mut seen = Vec::new();
        doc.get("l").unwrap().items(|item| seen.push(item.index()));
        assert_eq!(seen, [Some(1), Some(2)]);
        assert!(!Doc::new(b"[1]").members(|_, _| ()) && !Doc::new(b"{\"a\":").members(|_, _| ()));
    }
}
