//! Reads a response: its events, or the whole of it.

use crate::convert::doc::Doc;
use crate::convert::ir::{CallKind, Citation, Event, Failure, Opaque, Opening, Stop, StopReason, Tokens};
use crate::convert::reader::{Read, Sink};
use domain::Dialect;
use std::borrow::Cow;

/// No answer has more parts.
const MOST_ITEMS: usize = 4096;

/// A response on its way.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    started: bool,
    items: Vec<Item>,
    next_key: u32,
}

/// A part of the output that has been begun: an item, or a part of a message's content.
#[derive(Debug)]
struct Item {
    output: u32,
    content: u32,
    key: u32,
    kind: Kind,
    has_delta: bool,
    closed: bool,
    /// The summary part that the last delta belonged to.
    summary: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Refusal,
    Thought,
    Call,
}

/// The members of an event.
#[derive(Default)]
struct Parts<'a> {
    kind: Cow<'a, str>,
    output: Option<u32>,
    content: Option<u32>,
    summary: Option<u32>,
    delta: Option<Cow<'a, str>>,
    item: Option<Doc<'a>>,
    part: Option<Doc<'a>>,
    response: Option<Doc<'a>>,
    annotation: Option<Doc<'a>>,
    /// What a done event says as a whole.
    done: Option<Cow<'a, str>>,
    error: Option<Doc<'a>>,
}

impl Read for Reader {
    fn event(&mut self, name: &[u8], data: Doc<'_>, sink: &mut Sink<'_>) {
        if data.bytes() == b"[DONE]" {
            return;
        }
        let mut parts = Parts::default();
        data.members(|name, value| match name {
            b"type" => parts.kind = value.text().unwrap_or_default(),
            b"output_index" => parts.output = value.index(),
            b"content_index" => parts.content = value.index(),
            b"summary_index" => parts.summary = value.index(),
            b"delta" => parts.delta = value.text(),
            b"item" => parts.item = Some(value),
            b"part" => parts.part = Some(value),
            b"response" => parts.response = Some(value),
            b"annotation" => parts.annotation = Some(value),
            b"text" | b"arguments" | b"input" | b"refusal" => parts.done = value.text(),
            b"error" if !value.is_null() => parts.error = Some(value),
            _ => {}
        });
        if parts.kind.is_empty() {
            parts.kind = String::from_utf8_lossy(name).into_owned().into();
        }
        self.read(&parts, data, sink);
    }

    fn whole(&mut self, body: Doc<'_>, sink: &mut Sink<'_>) {
        let body = body.get("response").unwrap_or(body);
        if body.get("output").is_some() || body.get("status").is_some() {
            self.ended(body, sink);
        }
    }
}

impl Reader {
    fn read(&mut self, event: &Parts<'_>, data: Doc<'_>, sink: &mut Sink<'_>) {
        let kind = event.kind.strip_prefix("response.").unwrap_or(&event.kind);
        match kind {
            "output_text.delta" => self.delta(event, Kind::Text, sink),
            "refusal.delta" => self.delta(event, Kind::Refusal, sink),
            "reasoning_summary_text.delta" | "reasoning_text.delta" => self.thought_delta(event, sink),
            "function_call_arguments.delta" | "custom_tool_call_input.delta" => {
                self.delta(event, Kind::Call, sink);
            }
            "output_item.added" => {
                if let (Some(output), Some(item)) = (event.output, event.item) {
                    self.begin(output, item, sink);
                }
            }
            "output_text.done" => self.done(event, Kind::Text, sink),
            "refusal.done" => self.done(event, Kind::Refusal, sink),
            "function_call_arguments.done" | "custom_tool_call_input.done" => {
                self.done(event, Kind::Call, sink);
            }
            "content_part.done" => {
                let is_refusal = event.part.is_some_and(|part| part.get("refusal").is_some());
                let kind = if is_refusal { Kind::Refusal } else { Kind::Text };
                if let Some(at) = self.find(event.output.unwrap_or(0), event.content.unwrap_or(0), kind) {
                    self.close(at, sink);
                }
            }
            "output_item.done" => {
                if let (Some(output), Some(item)) = (event.output, event.item) {
                    self.end_item(output, item, sink);
                }
            }
            "output_text.annotation.added" => {
                let at = self.find(event.output.unwrap_or(0), event.content.unwrap_or(0), Kind::Text);
                if let (Some(at), Some(annotation)) = (at, event.annotation) {
                    read_citation(self.items[at].key, annotation, sink);
                }
            }
            "created" | "in_progress" | "queued" => {
                if let Some(response) = event.response {
                    self.start(response, sink);
                }
            }
            "completed" | "incomplete" | "failed" | "cancelled" | "done" => {
                self.ended(event.response.unwrap_or(data), sink);
            }
            "error" => sink(Event::Fail(Failure::of_error(event.error.unwrap_or(data).bytes()))),
            _ if event.error.is_some() => sink(Event::Fail(Failure::of_error(data.bytes()))),
            _ => {}
        }
    }

    fn start(&mut self, response: Doc<'_>, sink: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.started, true) {
            sink(Event::Start { id: response.get("id").and_then(Doc::some_text) });
        }
    }

    fn find(&self, output: u32, content: u32, kind: Kind) -> Option<usize> {
        let is_it = |item: &Item| item.output == output && item.content == content && item.kind == kind;
        self.items.iter().rposition(is_it)
    }

    /// The place of a part, which is begun where it hasn't been.
    fn place(
        &mut self,
        output: u32,
        content: u32,
        kind: Kind,
        opening: Opening<'_>,
        sink: &mut Sink<'_>,
    ) -> usize {
        if let Some(at) = self.find(output, content, kind) {
            return at;
        }
        if self.items.len() >= MOST_ITEMS {
            return self.items.len() - 1;
        }
        let key = self.next_key;
        self.next_key += 1;
        sink(Event::Open { key, part: opening });
        self.items.push(Item { output, content, key, kind, has_delta: false, closed: false, summary: 0 });
        self.items.len() - 1
    }

    /// Begins an item whose kind says what it is at once; a message begins with its content.
    fn begin(&mut self, output: u32, item: Doc<'_>, sink: &mut Sink<'_>) -> Option<usize> {
        let kind = item.text_at("type").unwrap_or_default();
        let call = |kind| Opening::Call {
            id: item.text_at("call_id").or_else(|| item.text_at("id")).unwrap_or_default(),
            name: item.text_at("name").unwrap_or(Cow::Borrowed(crate::convert::names::SEARCH)),
            namespace: item.get("namespace").and_then(Doc::some_text),
            kind,
        };
        match kind.as_ref() {
            "reasoning" => Some(self.place(output, 0, Kind::Thought, Opening::Thought, sink)),
            "function_call" if item.get("name").is_some() => {
                Some(self.place(output, 0, Kind::Call, call(CallKind::Function), sink))
            }
            "custom_tool_call" if item.get("name").is_some() => {
                Some(self.place(output, 0, Kind::Call, call(CallKind::Freeform), sink))
            }
            "tool_search_call" => Some(self.place(output, 0, Kind::Call, call(CallKind::Search), sink)),
            _ => None,
        }
    }

    fn delta(&mut self, event: &Parts<'_>, kind: Kind, sink: &mut Sink<'_>) {
        let Some(text) = event.delta.as_deref().filter(|text| !text.is_empty()) else { return };
        let (output, content) = (event.output.unwrap_or(0), event.content.unwrap_or(0));
        let at = match kind {
            Kind::Text => self.place(output, content, kind, Opening::Text, sink),
            Kind::Refusal => self.place(output, content, kind, Opening::Refusal, sink),
            Kind::Thought => self.place(output, content, kind, Opening::Thought, sink),
            // Without its item there is no telling which tool is called.
            Kind::Call => match self.find(output, 0, kind) {
                Some(at) => at,
                None => return,
            },
        };
        self.items[at].has_delta = true;
        sink(Event::Delta { key: self.items[at].key, text });
    }

    fn thought_delta(&mut self, event: &Parts<'_>, sink: &mut Sink<'_>) {
        let Some(text) = event.delta.as_deref().filter(|text| !text.is_empty()) else { return };
        let at = self.place(event.output.unwrap_or(0), 0, Kind::Thought, Opening::Thought, sink);
        let item = &mut self.items[at];
        let summary = event.summary.or(event.content).unwrap_or(0);
        let is_next = std::mem::replace(&mut item.summary, summary) != summary;
        if is_next && item.has_delta {
            sink(Event::Delta { key: item.key, text: "\n\n" });
        }
        item.has_delta = true;
        sink(Event::Delta { key: item.key, text });
    }

    /// A part is said as a whole: that counts where it hasn't come in pieces.
    fn done(&mut self, event: &Parts<'_>, kind: Kind, sink: &mut Sink<'_>) {
        let (output, content) = (event.output.unwrap_or(0), event.content.unwrap_or(0));
        let at = match kind {
            Kind::Text => Some(self.place(output, content, kind, Opening::Text, sink)),
            Kind::Refusal => Some(self.place(output, content, kind, Opening::Refusal, sink)),
            Kind::Thought | Kind::Call => self.find(output, 0, kind),
        };
        if let (Some(at), Some(text)) = (at, &event.done) {
            self.complete(at, text, sink);
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

    fn end_item(&mut self, output: u32, item: Doc<'_>, sink: &mut Sink<'_>) {
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
                let at = self.place(output, content, kind, opening, sink);
                self.complete(at, &text, sink);
                if let Some(annotations) = part.get("annotations") {
                    annotations.items(|annotation| read_citation(self.items[at].key, annotation, sink));
                }
                self.close(at, sink);
            }
            content += 1;
        });
        for at in 0..self.items.len() {
            if self.items[at].output == output {
                self.close(at, sink);
            }
        }
    }

    fn end_reasoning(&mut self, output: u32, item: Doc<'_>, sink: &mut Sink<'_>) {
        let at = self.place(output, 0, Kind::Thought, Opening::Thought, sink);
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

    /// The response as it stands at its end: what hasn't come in events is taken from it.
    fn ended(&mut self, response: Doc<'_>, sink: &mut Sink<'_>) {
        self.start(response, sink);
        let mut output = 0;
        response.get("output").unwrap_or(Doc::new(b"[]")).items(|item| {
            let is_known = self.items.iter().any(|known| known.output == output && known.closed);
            if !is_known {
                self.end_item(output, item, sink);
            }
            output += 1;
        });
        if let Some(usage) = response.get("usage").and_then(|usage| crate::usage::openai_usage(usage.bytes()))
        {
            sink(Event::Usage(Tokens::from(usage)));
        }
        let status = response.text_at("status").unwrap_or_default();
        let reason = match status.as_ref() {
            "failed" | "cancelled" => {
                let error = response.get("error").unwrap_or(response);
                return sink(Event::Fail(Failure::of_error(error.bytes())));
            }
            "incomplete" => {
                let reason = response.get("incomplete_details").and_then(|details| details.text_at("reason"));
                if reason.as_deref() == Some("content_filter") {
                    StopReason::Refusal
                } else {
                    StopReason::Length
                }
            }
            _ => StopReason::End,
        };
        sink(Event::Stop(Stop::from(reason)));
        sink(Event::End);
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
