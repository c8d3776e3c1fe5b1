//! Reads a chat completion: its chunks, or the whole of it.

use super::calls::Calls;
use super::details::Details;
use super::think::{Piece, ThinkTags};
use crate::convert::doc::Doc;
use crate::convert::ir::{Citation, Event, Failure, FailureKind, Opening, Stop, StopReason, Tokens};
use crate::convert::reader::{Read, Sink};
use std::borrow::Cow;

/// A completion on its way.
#[derive(Debug)]
pub(crate) struct Reader {
    started: bool,
    /// The text, thought or refusal that is open.
    open: Option<(u32, Kind)>,
    next_key: u32,
    calls: Calls,
    details: Details,
    think: Option<ThinkTags>,
    /// The model has said why it stopped: nothing more can come but the usage.
    stopped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thought,
    Refusal,
}

/// What a chunk or a message holds.
#[derive(Default)]
struct Content<'a> {
    content: Option<Doc<'a>>,
    reasoning: Option<Cow<'a, str>>,
    details: Option<Doc<'a>>,
    refusal: Option<Cow<'a, str>>,
    calls: Option<Doc<'a>>,
    old_call: Option<Doc<'a>>,
    annotations: Option<Doc<'a>>,
}

impl Reader {
    pub(crate) fn new(splits_think: bool) -> Self {
        Self {
            started: false,
            open: None,
            next_key: 0,
            calls: Calls::default(),
            details: Details::default(),
            think: splits_think.then(ThinkTags::default),
            stopped: false,
        }
    }
}

impl Read for Reader {
    fn event(&mut self, name: &[u8], data: Doc<'_>, sink: &mut Sink<'_>) {
        if data.bytes() == b"[DONE]" {
            self.stop(None, sink);
            return sink(Event::End);
        }
        let (mut id, mut choices, mut usage, mut error) = (None, None, None, None);
        let mut is_error = name == b"error";
        data.members(|name, value| match name {
            b"id" => id = value.some_text(),
            b"choices" => choices = Some(value),
            b"usage" if value.is_object() => usage = Some(value),
            b"error" if !value.is_null() => error = Some(value),
            b"object" => is_error |= value.bytes() == b"\"error\"",
            _ => {}
        });
        if is_error || error.is_some() {
            return sink(Event::Fail(Failure::of_error(data.bytes())));
        }
        if choices.is_some() && !std::mem::replace(&mut self.started, true) {
            sink(Event::Start { id });
        }
        let mut first = None;
        choices.unwrap_or(Doc::new(b"[]")).items(|choice| {
            let is_first = choice.get("index").and_then(Doc::index).unwrap_or(0) == 0;
            if first.is_none() && is_first {
                first = Some(choice);
            }
        });
        if let Some(choice) = first {
            self.choice(choice, sink);
        }
        if let Some(usage) = usage {
            read_usage(usage, sink);
        }
    }

    fn whole(&mut self, body: Doc<'_>, sink: &mut Sink<'_>) {
        self.event(b"", body, sink);
        if self.started {
            self.stop(None, sink);
            sink(Event::End);
        }
    }

    fn finish(&mut self, sink: &mut Sink<'_>) {
        // Thoughts that looked like a tag are a text now.
        if !self.stopped {
            self.flush_think(sink);
        }
    }
}

impl Reader {
    fn choice(&mut self, choice: Doc<'_>, sink: &mut Sink<'_>) {
        let (mut content, mut finish, mut usage, mut error) = (None, None, None, None);
        choice.members(|name, value| match name {
            b"delta" | b"message" if value.is_object() => content = Some(value),
            b"finish_reason" => finish = value.some_text(),
            b"usage" if value.is_object() => usage = Some(value),
            b"error" if !value.is_null() => error = Some(value),
            _ => {}
        });
        if let Some(error) = error {
            return sink(Event::Fail(Failure::of_error(error.bytes())));
        }
        if let Some(content) = content.filter(|_| !self.stopped) {
            self.content(content, sink);
        }
        if let Some(usage) = usage {
            read_usage(usage, sink);
        }
        if let Some(finish) = finish {
            match finish.as_ref() {
                "error" | "insufficient_system_resource" => {
                    let message = format!("上游中止了回答 (the upstream stopped: {finish})");
                    sink(Event::Fail(Failure { kind: FailureKind::Upstream, status: 502, message }));
                }
                finish => self.stop(Some(finish), sink),
            }
        }
    }

    fn content(&mut self, delta: Doc<'_>, sink: &mut Sink<'_>) {
        let mut content = Content::default();
        delta.members(|name, value| match name {
            b"content" if !value.is_null() => content.content = Some(value),
            b"reasoning_content" | b"reasoning" | b"thinking" if content.reasoning.is_none() => {
                content.reasoning = value.some_text();
            }
            b"reasoning_details" => content.details = Some(value),
            b"refusal" => content.refusal = value.some_text(),
            b"tool_calls" => content.calls = Some(value),
            b"function_call" if value.is_object() => content.old_call = Some(value),
            b"annotations" => content.annotations = Some(value),
            _ => {}
        });
        let is_said = content.reasoning.is_some();
        if let Some(reasoning) = content.reasoning {
            self.text(Kind::Thought, &reasoning, sink);
        }
        content.details.unwrap_or(Doc::new(b"[]")).items(|detail| {
            self.details.push(detail);
            let text = detail.text_at("text").or_else(|| detail.text_at("summary"));
            if let Some(text) = text.filter(|_| !is_said) {
                self.text(Kind::Thought, &text, sink);
            }
        });
        if let Some(value) = content.content {
            match value.text() {
                Some(text) => self.content_text(&text, sink),
                None => value.items(|part| self.content_part(part, sink)),
            }
        }
        if let Some(refusal) = content.refusal {
            self.text(Kind::Refusal, &refusal, sink);
        }
        if let Some(annotations) = content.annotations {
            self.annotations(annotations, sink);
        }
        if let Some(calls) = content.calls {
            calls.items(|call| {
                self.leave(sink);
                self.calls.delta(call, &mut self.next_key, sink);
            });
        }
        if let Some(call) = content.old_call {
            self.leave(sink);
            self.calls.old_delta(call, &mut self.next_key, sink);
        }
    }

    /// Content in parts: texts, and thoughts of some vendors.
    fn content_part(&mut self, part: Doc<'_>, sink: &mut Sink<'_>) {
        if let Some(text) = part.text_at("text") {
            return self.content_text(&text, sink);
        }
        match part.get("thinking") {
            Some(thinking) => match thinking.text() {
                Some(text) => self.text(Kind::Thought, &text, sink),
                None => thinking.items(|inner| {
                    if let Some(text) = inner.text_at("text") {
                        self.text(Kind::Thought, &text, sink);
                    }
                }),
            },
            None => {
                if let Some(text) = part.text_at("refusal") {
                    self.text(Kind::Refusal, &text, sink);
                }
            }
        }
    }

    /// A text, which may begin with thoughts between tags.
    fn content_text(&mut self, text: &str, sink: &mut Sink<'_>) {
        let Some(mut think) = self.think.take() else { return self.text(Kind::Text, text, sink) };
        if text.is_empty() {
            self.think = Some(think);
            return;
        }
        think.push(text, |piece| match piece {
            Piece::Text(text) => self.text(Kind::Text, text, sink),
            Piece::Thought(text) => self.text(Kind::Thought, text, sink),
        });
        self.think = (!think.is_done()).then_some(think);
    }

    fn flush_think(&mut self, sink: &mut Sink<'_>) {
        if let Some(think) = self.think.take() {
            think.finish(|piece| match piece {
                Piece::Text(text) => self.text(Kind::Text, text, sink),
                Piece::Thought(text) => self.text(Kind::Thought, text, sink),
            });
        }
    }

    fn text(&mut self, kind: Kind, text: &str, sink: &mut Sink<'_>) {
        if text.is_empty() {
            return;
        }
        let key = match self.open {
            Some((key, open)) if open == kind => key,
            _ => {
                self.leave(sink);
                let key = self.next_key;
                self.next_key += 1;
                self.open = Some((key, kind));
                let part = match kind {
                    Kind::Text => Opening::Text,
                    Kind::Thought => Opening::Thought,
                    Kind::Refusal => Opening::Refusal,
                };
                sink(Event::Open { key, part });
                key
            }
        };
        sink(Event::Delta { key, text });
    }

    /// Ends the text that is open. The state of a thought is complete by then.
    fn leave(&mut self, sink: &mut Sink<'_>) {
        let open = self.open.take();
        let thought = open.filter(|(_, kind)| *kind == Kind::Thought).map(|(key, _)| key);
        let takes_state = open.is_none() || thought.is_some();
        if let Some(opaque) = takes_state.then(|| self.details.take()).flatten() {
            let key = thought.unwrap_or_else(|| {
                let key = self.next_key;
                self.next_key += 1;
                sink(Event::Open { key, part: Opening::Thought });
                key
            });
            sink(Event::Opaque { key, opaque });
            if thought.is_none() {
                sink(Event::Close { key });
            }
        }
        if let Some((key, _)) = open {
            sink(Event::Close { key });
        }
    }

    fn annotations(&self, annotations: Doc<'_>, sink: &mut Sink<'_>) {
        let Some((key, Kind::Text)) = self.open else { return };
        annotations.items(|annotation| {
            let Some(citation) = annotation.get("url_citation") else { return };
            let Some(url) = citation.text_at("url") else { return };
            let place = |name| citation.get(name).and_then(Doc::index).map(u64::from);
            let citation = Citation {
                url: url.into_owned(),
                title: citation.text_at("title").unwrap_or_default().into_owned(),
                span: place("start_index").zip(place("end_index")),
            };
            sink(Event::Citation { key, citation });
        });
    }

    fn stop(&mut self, finish: Option<&str>, sink: &mut Sink<'_>) {
        if std::mem::replace(&mut self.stopped, true) {
            return;
        }
        self.flush_think(sink);
        self.leave(sink);
        self.calls.finish(&mut self.next_key, sink);
        let reason = match finish {
            None => return,
            Some("length" | "max_tokens") => StopReason::Length,
            Some("model_length") => StopReason::ContextFull,
            Some("tool_calls" | "function_call") => StopReason::Tool,
            Some("content_filter" | "sensitive") => StopReason::Refusal,
            Some(_) => StopReason::End,
        };
        sink(Event::Stop(Stop::from(reason)));
    }
}

fn read_usage(usage: Doc<'_>, sink: &mut Sink<'_>) {
    if let Some(usage) = crate::usage::openai_usage(usage.bytes()) {
        sink(Event::Usage(Tokens::from(usage)));
    }
}
