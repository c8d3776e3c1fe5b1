//! Puts calls together from pieces, in whatever order servers send those.

use crate::convert::arguments;
use crate::convert::doc::Doc;
use crate::convert::ir::{CallKind, Event, Opening};
use crate::convert::reader::Sink;
use std::borrow::Cow;

/// No answer makes more calls.
const MOST_CALLS: usize = 1024;

/// The calls of one answer.
#[derive(Debug, Default)]
pub(super) struct Calls(Vec<Call>);

#[derive(Debug)]
struct Call {
    index: Option<u32>,
    id: String,
    name: String,
    kind: CallKind,
    arguments: String,
    /// What the call is called once it has been begun.
    key: Option<u32>,
}

impl Calls {
    /// Takes an element of `tool_calls`.
    pub(super) fn delta(&mut self, call: Doc<'_>, next_key: &mut u32, sink: &mut Sink<'_>) {
        let (mut index, mut id, mut inner) = (None, None, None);
        let mut kind = CallKind::Function;
        call.members(|name, value| match name {
            b"index" => index = value.index(),
            b"id" => id = value.some_text(),
            b"function" if value.is_object() => inner = Some(value),
            b"custom" if value.is_object() => {
                inner = Some(value);
                kind = CallKind::Freeform;
            }
            _ => {}
        });
        self.piece(index, id.as_deref().unwrap_or_default(), kind, inner.unwrap_or(call), next_key, sink);
    }

    /// Takes a `function_call`, which there is one of.
    pub(super) fn old_delta(&mut self, call: Doc<'_>, next_key: &mut u32, sink: &mut Sink<'_>) {
        self.piece(Some(0), "", CallKind::Function, call, next_key, sink);
    }

    /// No more pieces will come: calls that never got an id are begun without one, and all are closed.
    pub(super) fn finish(&mut self, next_key: &mut u32, sink: &mut Sink<'_>) {
        for call in &mut self.0 {
            if !call.name.is_empty() {
                call.begin(next_key, sink);
            }
            if let Some(key) = call.key {
                sink(Event::Close { key });
            }
        }
        self.0.clear();
    }

    fn piece(
        &mut self,
        index: Option<u32>,
        id: &str,
        kind: CallKind,
        inner: Doc<'_>,
        next_key: &mut u32,
        sink: &mut Sink<'_>,
    ) {
        let (mut name, mut more) = (None, None);
        inner.members(|member, value| match member {
            b"name" => name = value.some_text(),
            b"arguments" | b"input" => {
                more = match value.text() {
                    Some(text) => Some(text),
                    // Some servers send the object itself.
                    None if value.is_object() => Some(String::from_utf8_lossy(value.bytes())),
                    None => None,
                };
            }
            _ => {}
        });
        let name = name.as_deref().unwrap_or_default();
        let at = self.find(index, id, name);
        let call = match at {
            Some(at) => &mut self.0[at],
            None if self.0.len() >= MOST_CALLS => return,
            None => {
                let (id, name) = (id.to_owned(), name.to_owned());
                self.0.push(Call { index, id, name, kind, arguments: String::new(), key: None });
                let last = self.0.len() - 1;
                &mut self.0[last]
            }
        };
        if call.id.is_empty() {
            id.clone_into(&mut call.id);
        }
        if call.name.is_empty() {
            name.clone_into(&mut call.name);
        }
        if let Some(more) = &more {
            call.arguments.push_str(more);
        }
        match call.key {
            Some(key) => {
                if let Some(more) = more {
                    sink(Event::Delta { key, text: &more });
                }
            }
            None if !call.id.is_empty() && !call.name.is_empty() => call.begin(next_key, sink),
            None => {}
        }
    }

    /// The call that a piece belongs to; none when it begins another one.
    fn find(&self, index: Option<u32>, id: &str, name: &str) -> Option<usize> {
        let at = match index {
            Some(_) => self.0.iter().rposition(|call| call.index == index)?,
            None => self.0.len().checked_sub(1)?,
        };
        let call = &self.0[at];
        let has_other_id = !id.is_empty() && !call.id.is_empty() && call.id != id;
        let begins_again = !name.is_empty() && !call.name.is_empty() && arguments::is_whole(&call.arguments);
        let is_other = match index {
            Some(_) => has_other_id && begins_again,
            None if has_other_id => return self.0.iter().rposition(|call| call.id == id),
            None => id.is_empty() && begins_again,
        };
        (!is_other).then_some(at)
    }
}

impl Call {
    fn begin(&mut self, next_key: &mut u32, sink: &mut Sink<'_>) {
        if self.key.is_some() {
            return;
        }
        let key = *next_key;
        *next_key += 1;
        self.key = Some(key);
        let (id, name) = (Cow::Borrowed(self.id.as_str()), Cow::Borrowed(self.name.as_str()));
        sink(Event::Open { key, part: Opening::Call { id, name, namespace: None, kind: self.kind } });
        if !self.arguments.is_empty() {
            sink(Event::Delta { key, text: &self.arguments });
        }
    }
}
