//! An object or an array with the places of what is in it, and taking some of that out or putting more in.

use super::{Edit, Edits};
use crate::{
    Span,
    json::{RawText, Scanner},
};
use std::fmt::Write;

/// A member of an object or an element of an array.
pub(crate) struct Item<'a> {
    /// The member's name; an element has none.
    pub(crate) key: Option<RawText<'a>>,
    /// The whole of it, name included.
    pub(crate) span: Span,
    /// Its value.
    pub(crate) value: Span,
}

/// An object or an array.
pub(crate) struct Container<'a> {
    body: &'a [u8],
    after_open: usize,
    /// Whether its items are members.
    pub(crate) is_object: bool,
    /// What is in it, in order.
    pub(crate) items: Vec<Item<'a>>,
}

impl<'a> Container<'a> {
    /// The object that a body is.
    pub(crate) fn whole(body: &'a [u8]) -> Option<Self> {
        Self::at(body, 0..body.len()).filter(|root| root.is_object)
    }

    /// The object or array at a place; `None` when something else is there.
    pub(crate) fn at(body: &'a [u8], span: Span) -> Option<Self> {
        let part = body.get(span.clone())?;
        let mut scanner = Scanner::new(part);
        let mut items = Vec::new();
        let opening = scanner.peek_token()?;
        let after_open = span.start + scanner.at + 1;
        match opening {
            b'{' => scanner
                .object(|member| {
                    let (start, end) = (span.start + member.start, span.start + member.end);
                    let whole = span.start + member.key_at..end;
                    items.push(Item { key: Some(member.key), span: whole, value: start..end });
                })
                .ok()?,
            b'[' => scanner
                .elements(|start, end| {
                    let place = span.start + start..span.start + end;
                    items.push(Item { key: None, span: place.clone(), value: place });
                })
                .ok()?,
            _ => return None,
        }
        Some(Self { body, after_open, is_object: opening == b'{', items })
    }

    /// The object or array that one of the items is.
    pub(crate) fn inside(&self, item: &Item<'_>) -> Option<Self> {
        Self::at(self.body, item.value.clone())
    }

    /// The last member of this name.
    pub(crate) fn member(&self, name: &str) -> Option<&Item<'a>> {
        self.items.iter().rev().find(|item| item.is(name))
    }

    /// The object or array that the member of this name is.
    pub(crate) fn child(&self, name: &str) -> Option<Self> {
        self.inside(self.member(name)?)
    }

    /// Whether the member of this name is this string.
    pub(crate) fn says(&self, name: &str, text: &str) -> bool {
        self.member(name).and_then(|item| self.text(item)).is_some_and(|value| value.is(text))
    }

    /// The bytes of an item's value.
    pub(crate) fn value(&self, item: &Item<'_>) -> &'a [u8] {
        &self.body[item.value.clone()]
    }

    /// An item's value, when it is a string.
    pub(crate) fn text(&self, item: &Item<'_>) -> Option<RawText<'a>> {
        RawText::of_value(self.value(item))
    }

    /// Takes out the items at these places (in order), commas with them, and puts others behind what is left.
    pub(crate) fn change(&self, removed: &[usize], inserted: &[String], edits: &mut Edits) {
        let is_removed = |place: usize| removed.binary_search(&place).is_ok();
        let mut last_kept: Option<usize> = None;
        let mut place = 0;
        while place < self.items.len() {
            if !is_removed(place) {
                last_kept = Some(place);
                place += 1;
                continue;
            }
            let run = (place..self.items.len()).take_while(|&place| is_removed(place)).count();
            let (first, last) = (place, place + run - 1);
            let span = match (last_kept, self.items.get(last + 1)) {
                (Some(kept), _) => self.items[kept].span.end..self.items[last].span.end,
                (None, Some(next)) => self.items[first].span.start..next.span.start,
                (None, None) => self.items[first].span.start..self.items[last].span.end,
            };
            edits.push(Edit::new(span, ""));
            place = last + 1;
        }
        if inserted.is_empty() {
            return;
        }
        let (at, mut text) = match last_kept {
            Some(kept) => (self.items[kept].span.end, String::from(",")),
            None => (self.after_open, String::new()),
        };
        for (number, item) in inserted.iter().enumerate() {
            // Writing to a string can't fail.
            let _ = write!(text, "{}{item}", if number == 0 { "" } else { "," });
        }
        edits.push(Edit::new(at..at, text));
    }
}

impl Item<'_> {
    /// Whether it is the member of this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.key.is_some_and(|key| key.is(name))
    }
}
