//! Reads a response's output: its items, and the parts of a message's content, whole or in pieces.

use crate::convert::doc::Doc;
use crate::convert::ir::{CallKind, Citation, Event, Opaque, Opening};
use crate::convert::reader::Sink;
use domain::Dialect;
use std::borrow::Cow;

/// No answer has more parts.
const MOST_ITEMS: usize = 4096;

/// The output so far.
#[derive(Debug, Default)]
pub(super) struct Output {
    items: Vec<Item>,
    next_key: u32,
}

/// Where in the output something belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) output: u32,
    pub(super) content: u32,
}

/// A part of the output that has been begun: an item, or a part of a message's content.
#[derive(Debug)]
struct Item {
    place: Place,
    key: u32,
    kind: Kind,
    has_delta: bool,
    closed: bool,
    /// The summary part that the last delta belonged to.
    summary: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Refusal,
    Thought,
    Call,
}

impl Output {
    /// Begins an item whose kind says what it is at once; a message begins with its content.
    pub(super) fn begin(&mut self, output: u32, item: Doc<'_>, sink: &mut Sink<'_>) -> Option<usize> {
        let place = Place { output, content: 0 };
        let kind = item.text_at("type").unwrap_or_default();
        let call = |kind| Opening::Call {
            id: item.text_at("call_id").or_else(|| item.text_at("id")).unwrap_or_default(),
            name: item.text_at("name").unwrap_or(Cow::Borrowed(crate::convert::names::SEARCH)),
            namespace: item.get("namespace").and_then(Doc::some_text),
            kind,
        };
        match kind.as_ref() {
            "reasoning" => Some(self.at(place, Kind::Thought, Opening::Thought, sink)),
            "function_call" if item.get("name").is_some() => {
                Some(self.at(place, Kind::Call, call(CallKind::Function), sink))
            }
            "custom_tool_call" if item.get("name").is_some() => {
                Some(self.at(place, Kind::Call, call(CallKind::Freeform), sink))
            }
            "tool_search_call" => Some(self.at(place, Kind::Call, call(CallKind::Search), sink)),
            _ => None,
        }
    }

    /// A piece of a text or of a call's arguments.
    pub(super) fn delta(&mut self, place: Place, kind: Kind, text: &str, sink: &mut Sink<'_>) {
        if text.is_empty() {
            return;
        }
        let Some(at) = self.begun(place, kind, sink) else { return };
        self.items[at].has_delta = true;
        sink(Event::Delta { key: self.items[at].key, text });
    }

    /// A piece of a thought, whose summary comes in several texts.
    pub(super) fn thought_delta(&mut self, output: u32, summary: u32, text: &str, sink: &mut Sink<'_>) {
        if text.is_empty() {
            return;
        }
        let at = self.at(Place { output, content: 0 }, Kind::Thought, Opening::Thought, sink);
        let item = &mut self.items[at];
        let is_next = std::mem::replace(&mut item.summary, summary) != summary;
        if is_next && item.has_delta {
            sink(Event::Delta { key: item.key, text: "\n\n" });
        }
        item.has_delta = true;
        sink(Event::Delta { key: item.key, text });
    }

    /// A part is said as a whole: that counts where it hasn't come in pieces.
    pub(super) fn done(&mut self, place: Place, kind: Kind, text: Option<&str>, sink: &mut Sink<'_>) {
        if let (Some(at), Some(text)) = (self.begun(place, kind, sink), text) {
            self.complete(at, text, sink);
        }
    }

    /// A part of a message's content is complete.
    pub(super) fn end_content(&mut self, place: Place, kind: Kind, sink: &mut Sink<'_>) {
        if let Some(at) = self.find(place, kind) {
            self.close(at, sink);
        }
    }

    /// An item is complete, and this is the whole of it.
    pub(super) fn end_item(&mut self, output: u32, item: Doc<'_>, sink: &mut Sink<'_>) {
        let kind = item.text_at("type").unwrap_or_default();
        match kind.as_ref() {
            "message" => self.end_message(output, item, sink),
            "reasoning" => self.end_reasoning(output, item, sink),
            _ => {
                let Some(at) = self.begin(output, item, sink) else { return };
                let text = ["arguments", "input"]
                    .iter()
                    .find_map(|name| item.get(name))
                    .map(|value| value.text().unwrap_or_else(|| String::from_utf8_lossy(value.bytes())));
                self.complete(at, &text.unwrap_or_default(), sink);
                self.close(at, sink);
            }
        }
    }

    /// Where a text comes from.
    pub(super) fn cite(&self, place: Place, annotation: Doc<'_>, sink: &mut Sink<'_>) {
        if let Some(at) = self.find(place, Kind::Text) {
            read_citation(self.items[at].key, annotation, sink);
        }
    }

    /// Whether the item has come whole.
    pub(super) fn has_ended(&self, output: u32) -> bool {
        self.items.iter().any(|item| item.place.output == output && item.closed)
    }

    fn find(&self, place: Place, kind: Kind) -> Option<usize> {
        self.items.iter().rposition(|item| item.place == place && item.kind == kind)
    }

    /// The place of a part, which is begun where it hasn't been.
    fn at(&mut self, place: Place, kind: Kind, opening: Opening<'_>, sink: &mut Sink<'_>) -> usize {
        if let Some(at) = self.find(place, kind) {
            return at;
        }
        if self.items.len() >= MOST_ITEMS {
            return self.items.len() - 1;
        }
        let key = self.next_key;
        self.next_key += 1;
        sink(Event::Open { key, part: opening });
        self.items.push(Item { place, key, kind, has_delta: false, closed: false, summary: 0 });
        self.items.len() - 1
    }

    /// A text is begun with its first piece. Without its item there is no telling which tool is called.
    fn begun(&mut self, place: Place, kind: Kind, sink: &mut Sink<'_>) -> Option<usize> {
        match kind {
            Kind::Text => Some(self.at(place, kind, Opening::Text, sink)),
            Kind::Refusal => Some(self.at(place, kind, Opening::Refusal, sink)),
            Kind::Thought | Kind::Call => self.find(Place { content: 0, ..place }, kind),
        }
    }

    fn complete(&mut self, at: usize, text: &str, sink: &mut Sink<'_>) {
        let item = &mut self.items[at];
        if !text.is_empty() && !item.closed && !std::mem::replace(&mut item.has_delta, true) {
            sink(Event::Delta { key: item.key, text });
        }
    }

    fn close(&mut self, at: usize, sink: &mut Sink<'_>) {
        let item = &mut self.items[at];
        if !std::mem::replace(&mut item.closed, true) {
            sink(Event::Close { key: item.key });
        }
    }

    fn end_message(&mut self, output: u32, item: Doc<'_>, sink: &mut Sink<'_>) {
        let mut content = 0;
        item.get("content").unwrap_or(Doc::new(b"[]")).items(|part| {
            let refusal = part.text_at("refusal");
            let (kind, text) = match &refusal {
                Some(refusal) => (Kind::Refusal, Some(refusal.clone())),
                None => (Kind::Text, part.text_at("text")),
            };
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                let opening = if kind == Kind::Refusal { Opening::Refusal } else { Opening::Text };
                let at = self.at(Place { output, content }, kind, opening, sink);
                self.complete(at, &text, sink);
                if let Some(annotations) = part.get("annotations") {
                    annotations.items(|annotation| read_citation(self.items[at].key, annotation, sink));
                }
                self.close(at, sink);
            }
            content += 1;
        });
        for at in 0..self.items.len() {
            if self.items[at].place.output == output {
                self.close(at, sink);
            }
        }
    }

    fn end_reasoning(&mut self, output: u32, item: Doc<'_>, sink: &mut Sink<'_>) {
        let at = self.at(Place { output, content: 0 }, Kind::Thought, Opening::Thought, sink);
        if self.items[at].closed {
            return;
        }
        let texts = |name| {
            let mut texts = Vec::new();
            item.get(name).unwrap_or(Doc::new(b"[]")).items(|part| {
                texts.extend(part.text_at("text").map(Cow::into_owned));
            });
            texts
        };
        let summary = texts("summary");
        let shown = if summary.is_empty() { texts("content") } else { summary.clone() };
        self.complete(at, &shown.join("\n\n"), sink);
        let key = self.items[at].key;
        if let Some(value) = item.get("encrypted_content").and_then(Doc::some_text) {
            let opaque = Opaque {
                origin: Dialect::OpenaiResponses,
                value: value.into_owned(),
                item: item.text_at("id").map(Cow::into_owned),
                summary,
                redacted: false,
            };
            sink(Event::Opaque { key, opaque });
        }
        self.close(at, sink);
    }
}

fn read_citation(key: u32, annotation: Doc<'_>, sink: &mut Sink<'_>) {
    let Some(url) = annotation.text_at("url") else { return };
    let place = |name| annotation.get(name).and_then(Doc::index).map(u64::from);
    let citation = Citation {
        url: url.into_owned(),
        title: annotation.text_at("title").unwrap_or_default().into_owned(),
        span: place("start_index").zip(place("end_index")),
    };
    sink(Event::Citation { key, citation });
}
