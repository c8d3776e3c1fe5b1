//! Reads generated content: its chunks, or the whole of it.

use crate::convert::doc::Doc;
use crate::convert::ir::{CallKind, Citation, Event, Failure, Opaque, Opening, Stop, StopReason, Tokens};
use crate::convert::reader::{Read, Sink};
use domain::Dialect;
use std::borrow::Cow;

/// Content on its way.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    started: bool,
    /// The text or the thought that is open.
    open: Option<(u32, bool)>,
    /// The last text, for what is said about it at the end.
    last_text: Option<u32>,
    next_key: u32,
    has_content: bool,
    /// The reason to stop: some servers say one with every chunk.
    finish: Option<String>,
    finish_message: Option<String>,
    citations: Vec<Citation>,
}

impl Read for Reader {
    fn event(&mut self, _name: &[u8], data: Doc<'_>, sink: &mut Sink<'_>) {
        if data.bytes().starts_with(b"[") {
            data.items(|element| self.chunk(element, sink));
        } else if data.bytes() != b"[DONE]" {
            self.chunk(data, sink);
        }
    }

    fn whole(&mut self, body: Doc<'_>, sink: &mut Sink<'_>) {
        self.chunk(body, sink);
    }

    fn finish(&mut self, sink: &mut Sink<'_>) {
        for citation in std::mem::take(&mut self.citations) {
            if let Some(key) = self.last_text {
                sink(Event::Citation { key, citation });
            }
        }
        self.leave(sink);
        if let Some(finish) = self.finish.take() {
            self.stop(&finish, sink);
        }
    }
}

impl Reader {
    fn chunk(&mut self, chunk: Doc<'_>, sink: &mut Sink<'_>) {
        let (mut candidates, mut usage, mut feedback, mut id) = (None, None, None, None);
        let (mut error, mut wrapped) = (None, None);
        chunk.members(|name, value| match name {
            b"candidates" => candidates = Some(value),
            b"usageMetadata" => usage = Some(value),
            b"promptFeedback" => feedback = Some(value),
            b"responseId" => id = value.some_text(),
            b"error" if !value.is_null() => error = Some(value),
            b"response" if value.is_object() => wrapped = Some(value),
            _ => {}
        });
        if let Some(error) = error {
            return sink(Event::Fail(Failure::of_error(error.bytes())));
        }
        if let (Some(wrapped), None) = (wrapped, candidates) {
            return self.chunk(wrapped, sink);
        }
        if !std::mem::replace(&mut self.started, true) {
            sink(Event::Start { id });
        }
        if let Some(usage) = usage.and_then(|usage| crate::gemini::usage(usage.bytes())) {
            sink(Event::Usage(Tokens::from(usage)));
        }
        let mut is_first = true;
        candidates.unwrap_or(Doc::new(b"[]")).items(|candidate| {
            let index = candidate.get("index").and_then(Doc::index).unwrap_or(0);
            if std::mem::take(&mut is_first) && index == 0 {
                self.candidate(candidate, sink);
            }
        });
        if let Some(reason) = feedback.and_then(|feedback| feedback.text_at("blockReason")) {
            self.text(&format!("blocked: {reason}"), false, sink);
            self.finish = Some("SAFETY".to_owned());
        }
    }

    fn candidate(&mut self, candidate: Doc<'_>, sink: &mut Sink<'_>) {
        let (mut content, mut finish, mut message, mut grounding) = (None, None, None, None);
        candidate.members(|name, value| match name {
            b"content" => content = Some(value),
            b"finishReason" => finish = value.some_text(),
            b"finishMessage" => message = value.some_text(),
            b"groundingMetadata" => grounding = Some(value),
            _ => {}
        });
        if let Some(parts) = content.and_then(|content| content.get("parts")) {
            parts.items(|part| self.part(part, sink));
        }
        if let Some(chunks) = grounding.and_then(|grounding| grounding.get("groundingChunks")) {
            chunks.items(|chunk| {
                let Some(web) = chunk.get("web") else { return };
                let Some(url) = web.text_at("uri") else { return };
                let title = web.text_at("title").unwrap_or_default().into_owned();
                self.citations.push(Citation { url: url.into_owned(), title, span: None });
            });
        }
        if let Some(finish) = finish.filter(|finish| finish != "FINISH_REASON_UNSPECIFIED") {
            self.finish = Some(finish.into_owned());
        }
        if let Some(message) = message {
            self.finish_message = Some(message.into_owned());
        }
    }

    fn part(&mut self, part: Doc<'_>, sink: &mut Sink<'_>) {
        let (mut text, mut is_thought, mut signature, mut call) = (None, false, None, None);
        part.members(|name, value| match name {
            b"text" => text = value.text(),
            b"thought" => is_thought = value.is_true(),
            b"thoughtSignature" | b"thought_signature" => signature = value.some_text(),
            b"functionCall" | b"function_call" => call = Some(value),
            _ => {}
        });
        if let Some(call) = call {
            if let Some(signature) = signature {
                self.sign(&signature, sink);
            }
            return self.call(call, sink);
        }
        let text = text.unwrap_or_default();
        if let Some(signature) = signature {
            // The state of a text stands before it, like that of a call; behind one there is no place for it.
            if !matches!(self.open, Some((_, false))) {
                self.sign(&signature, sink);
            }
        }
        self.text(&text, is_thought, sink);
    }

    fn text(&mut self, text: &str, is_thought: bool, sink: &mut Sink<'_>) {
        if text.is_empty() {
            return;
        }
        self.has_content |= !is_thought;
        let key = match self.open {
            Some((key, open)) if open == is_thought => key,
            _ => {
                self.leave(sink);
                let key = self.next_key();
                self.open = Some((key, is_thought));
                let part = if is_thought { Opening::Thought } else { Opening::Text };
                sink(Event::Open { key, part });
                key
            }
        };
        if !is_thought {
            self.last_text = Some(key);
        }
        sink(Event::Delta { key, text });
    }

    /// Reasoning state becomes that of the thought before: the one that is open, or an empty one.
    fn sign(&mut self, signature: &str, sink: &mut Sink<'_>) {
        let key = match self.open {
            Some((key, true)) => key,
            _ => {
                self.leave(sink);
                let key = self.next_key();
                self.open = Some((key, true));
                sink(Event::Open { key, part: Opening::Thought });
                key
            }
        };
        sink(Event::Opaque { key, opaque: Opaque::plain(Dialect::Gemini, signature) });
        self.leave(sink);
    }

    fn call(&mut self, call: Doc<'_>, sink: &mut Sink<'_>) {
        let Some(name) = call.get("name").and_then(Doc::some_text) else { return };
        self.leave(sink);
        self.has_content = true;
        let key = self.next_key();
        let id = call.text_at("id").unwrap_or_default();
        sink(Event::Open {
            key,
            part: Opening::Call { id, name, namespace: None, kind: CallKind::Function },
        });
        let args = call.get("args").map(|args| String::from_utf8_lossy(args.bytes()));
        sink(Event::Delta { key, text: &args.unwrap_or(Cow::Borrowed("{}")) });
        sink(Event::Close { key });
    }

    fn leave(&mut self, sink: &mut Sink<'_>) {
        if let Some((key, _)) = self.open.take() {
            sink(Event::Close { key });
        }
    }

    fn next_key(&mut self) -> u32 {
        self.next_key += 1;
        self.next_key - 1
    }

    fn stop(&mut self, finish: &str, sink: &mut Sink<'_>) {
        let reason = match finish {
            "STOP" => StopReason::End,
            "MAX_TOKENS" => StopReason::Length,
            "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "LANGUAGE"
            | "MODEL_ARMOR" => StopReason::Refusal,
            image if image.starts_with("IMAGE_") => StopReason::Refusal,
            _ if self.has_content => StopReason::End,
            _ => {
                let detail = self.finish_message.as_deref().unwrap_or(finish);
                let message = format!(
                    "上游没有给出可用的回答 (the upstream gave no usable answer: {finish}: {detail})"
                );
                return sink(Event::Fail(Failure::unusable(message)));
            }
        };
        sink(Event::Stop(Stop::from(reason)));
        sink(Event::End);
    }
}
