//! Reads a response: its events, or the whole of it.

use super::read_output::{Kind, Output, Place};
use crate::convert::doc::Doc;
use crate::convert::ir::{Event, Failure, Stop, StopReason, Tokens};
use crate::convert::reader::{Read, Sink};
use std::borrow::Cow;

/// A response on its way.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    started: bool,
    output: Output,
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
        let place = Place { output: event.output.unwrap_or(0), content: event.content.unwrap_or(0) };
        let (delta, done) = (event.delta.as_deref().unwrap_or_default(), event.done.as_deref());
        match kind {
            "output_text.delta" => self.output.delta(place, Kind::Text, delta, sink),
            "refusal.delta" => self.output.delta(place, Kind::Refusal, delta, sink),
            "reasoning_summary_text.delta" | "reasoning_text.delta" => {
                let summary = event.summary.unwrap_or(place.content);
                self.output.thought_delta(place.output, summary, delta, sink);
            }
            "function_call_arguments.delta" | "custom_tool_call_input.delta" => {
                self.output.delta(place, Kind::Call, delta, sink);
            }
            "output_item.added" => {
                if let (Some(output), Some(item)) = (event.output, event.item) {
                    self.output.begin(output, item, sink);
                }
            }
            "output_text.done" => self.output.done(place, Kind::Text, done, sink),
            "refusal.done" => self.output.done(place, Kind::Refusal, done, sink),
            "function_call_arguments.done" | "custom_tool_call_input.done" => {
                self.output.done(place, Kind::Call, done, sink);
            }
            "content_part.done" => {
                let is_refusal = event.part.is_some_and(|part| part.get("refusal").is_some());
                let kind = if is_refusal { Kind::Refusal } else { Kind::Text };
                self.output.end_content(place, kind, sink);
            }
            "output_item.done" => {
                if let (Some(output), Some(item)) = (event.output, event.item) {
                    self.output.end_item(output, item, sink);
                }
            }
            "output_text.annotation.added" => {
                if let Some(annotation) = event.annotation {
                    self.output.cite(place, annotation, sink);
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

    /// The response as it stands at its end: what hasn't come in events is taken from it.
    fn ended(&mut self, response: Doc<'_>, sink: &mut Sink<'_>) {
        self.start(response, sink);
        let mut output = 0;
        response.get("output").unwrap_or(Doc::new(b"[]")).items(|item| {
            if !self.output.has_ended(output) {
                self.output.end_item(output, item, sink);
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
