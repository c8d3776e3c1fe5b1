//! Writes a chat completion: as chunks, or whole.

use crate::convert::answer::{Answer, AnswerKind, AnswerPart, Emit, End, Head};
use crate::convert::arguments;
use crate::convert::ir::{CallKind, Citation, Failure, StopReason, Tokens};
use crate::convert::tree::{Json, Object, write_text};

/// A completion that is being streamed.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    request_id: String,
    include_usage: bool,
    /// A chunk up to its choices.
    prefix: Vec<u8>,
    calls: usize,
    /// The characters of the texts so far.
    said: u64,
}

/// What stands behind a delta.
const NOT_FINISHED: &[u8] = b",\"logprobs\":null,\"finish_reason\":null}]";

impl Writer {
    pub(crate) fn new(request_id: &str, include_usage: bool) -> Self {
        Self { request_id: request_id.to_owned(), include_usage, ..Self::default() }
    }

    /// A chunk with a delta that `write` appends.
    fn chunk(&self, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        out.extend_from_slice(&self.prefix);
        out.extend_from_slice(b"[{\"index\":0,\"delta\":");
        write(out);
        out.extend_from_slice(NOT_FINISHED);
        self.end_chunk(out);
    }

    fn end_chunk(&self, out: &mut Vec<u8>) {
        if self.include_usage {
            out.extend_from_slice(b",\"usage\":null");
        }
        out.extend_from_slice(b"}\n\n");
    }

    fn call_chunk(&self, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        self.chunk(out, |out| {
            out.extend_from_slice(b"{\"tool_calls\":[{\"index\":");
            out.extend_from_slice(self.calls.saturating_sub(1).to_string().as_bytes());
            write(out);
            out.extend_from_slice(b"}]}");
        });
    }
}

impl Emit for Writer {
    fn start(&mut self, head: &Head, _tokens: &Tokens, out: &mut Vec<u8>) {
        let object = Object::new()
            .with("id", head.id_with("chatcmpl-"))
            .with("object", "chat.completion.chunk")
            .with("created", head.created_s)
            .with("model", head.model.as_str());
        self.prefix.extend_from_slice(b"data: ");
        object.write(&mut self.prefix);
        self.prefix.pop();
        self.prefix.extend_from_slice(b",\"choices\":");
        self.chunk(out, |out| out.extend_from_slice(b"{\"role\":\"assistant\",\"content\":\"\"}"));
    }

    fn open(&mut self, _index: usize, part: &AnswerPart, out: &mut Vec<u8>) {
        let AnswerKind::Call(call) = &part.kind else { return };
        self.calls += 1;
        let (kind, inner) = match call.kind {
            CallKind::Freeform => {
                ("custom", Object::new().with("name", call.name.as_str()).with("input", ""))
            }
            CallKind::Function | CallKind::Search => {
                ("function", Object::new().with("name", call.name.as_str()).with("arguments", ""))
            }
        };
        self.call_chunk(out, |out| {
            out.extend_from_slice(b",\"id\":");
            write_text(&call.id, out);
            out.extend_from_slice(b",\"type\":\"");
            out.extend_from_slice(kind.as_bytes());
            out.extend_from_slice(b"\",\"");
            out.extend_from_slice(kind.as_bytes());
            out.extend_from_slice(b"\":");
            inner.write(out);
        });
    }

    fn delta(&mut self, _index: usize, part: &AnswerPart, text: &str, out: &mut Vec<u8>) {
        let field: &[u8] = match &part.kind {
            AnswerKind::Text => b"{\"content\":",
            AnswerKind::Thought => b"{\"reasoning_content\":",
            AnswerKind::Refusal => b"{\"refusal\":",
            AnswerKind::Redacted => return,
            AnswerKind::Call(call) => {
                let field: &[u8] = match call.kind {
                    CallKind::Freeform => b",\"custom\":{\"input\":",
                    CallKind::Function | CallKind::Search => b",\"function\":{\"arguments\":",
                };
                return self.call_chunk(out, |out| {
                    out.extend_from_slice(field);
                    write_text(text, out);
                    out.push(b'}');
                });
            }
        };
        self.chunk(out, |out| {
            out.extend_from_slice(field);
            write_text(text, out);
            out.push(b'}');
        });
    }

    fn close(&mut self, index: usize, part: &AnswerPart, out: &mut Vec<u8>) {
        if !part.citations.is_empty() {
            let annotations = Object::new().with("annotations", annotations(part, self.said));
            self.chunk(out, |out| annotations.write(out));
        }
        if matches!(part.kind, AnswerKind::Text) {
            self.said += part.text.chars().count() as u64;
        }
        let is_function = part.as_call().is_some_and(|call| call.kind != CallKind::Freeform);
        if is_function && part.text.trim().is_empty() {
            self.delta(index, part, "{}", out);
        }
    }

    fn end(&mut self, _parts: &[AnswerPart], end: &End, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.prefix);
        out.extend_from_slice(b"[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"");
        out.extend_from_slice(finish_reason(end.stop.reason).as_bytes());
        out.extend_from_slice(b"\"}]");
        self.end_chunk(out);
        if self.include_usage {
            out.extend_from_slice(&self.prefix);
            out.extend_from_slice(b"[],\"usage\":");
            write_usage(&end.tokens).write(out);
            out.extend_from_slice(b"}\n\n");
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }

    fn fail(&mut self, _parts: &[AnswerPart], failure: &Failure, out: &mut Vec<u8>) {
        out.extend_from_slice(&crate::openai_chat::error_event(&failure.body(&self.request_id)));
    }

    fn keep_alive(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b": keepalive\n\n");
    }
}

/// The whole completion.
pub(crate) fn body(answer: &Answer) -> Object {
    let (mut text, mut thought, mut refusal) = (String::new(), String::new(), String::new());
    let mut calls = Vec::new();
    let mut annotations_of_all = Vec::new();
    for part in &answer.parts {
        match &part.kind {
            AnswerKind::Text => {
                let start = text.chars().count() as u64;
                text.push_str(&part.text);
                annotations_of_all.extend(annotations(part, start));
            }
            AnswerKind::Thought => thought.push_str(&part.text),
            AnswerKind::Refusal => refusal.push_str(&part.text),
            AnswerKind::Redacted => {}
            AnswerKind::Call(call) => {
                let head = Object::new().with("id", call.id.as_str());
                let name = call.name.as_str();
                calls.push(match call.kind {
                    CallKind::Freeform => head
                        .with("type", "custom")
                        .with("custom", Object::new().with("name", name).with("input", part.text.as_str())),
                    CallKind::Function | CallKind::Search => {
                        let arguments = arguments::to_text(&part.text);
                        let function = Object::new().with("name", name).with("arguments", arguments);
                        head.with("type", "function").with("function", function)
                    }
                });
            }
        }
    }
    let has_text = !text.is_empty() || (calls.is_empty() && refusal.is_empty());
    let content = if has_text { Json::from(text) } else { Json::Null };
    let refusal = if refusal.is_empty() { Json::Null } else { Json::from(refusal) };
    let mut message =
        Object::new().with("role", "assistant").with("content", content).with("refusal", refusal);
    if !thought.is_empty() {
        message.set("reasoning_content", thought);
    }
    if !annotations_of_all.is_empty() {
        message.set("annotations", annotations_of_all);
    }
    if !calls.is_empty() {
        message.set("tool_calls", calls);
    }
    let choice = Object::new()
        .with("index", 0_u64)
        .with("message", message)
        .with("logprobs", Json::Null)
        .with("finish_reason", finish_reason(answer.end.stop.reason));
    Object::new()
        .with("id", answer.head.id_with("chatcmpl-"))
        .with("object", "chat.completion")
        .with("created", answer.head.created_s)
        .with("model", answer.head.model.as_str())
        .with("choices", vec![choice])
        .with("usage", write_usage(&answer.end.tokens))
}

/// Where a text that begins at `start` comes from.
fn annotations(part: &AnswerPart, start: u64) -> Vec<Object> {
    let whole = (0, part.text.chars().count() as u64);
    let annotation = |citation: &Citation| {
        let (from, to) = citation.span.unwrap_or(whole);
        let inner = Object::new()
            .with("start_index", start + from)
            .with("end_index", start + to)
            .with("url", citation.url.as_str())
            .with("title", citation.title.as_str());
        Object::new().with("type", "url_citation").with("url_citation", inner)
    };
    part.citations.iter().map(annotation).collect()
}

fn finish_reason(reason: StopReason) -> &'static str {
    match reason {
        StopReason::End | StopReason::Sequence | StopReason::Pause => "stop",
        StopReason::Tool => "tool_calls",
        StopReason::Length | StopReason::ContextFull => "length",
        StopReason::Refusal => "content_filter",
    }
}

fn write_usage(tokens: &Tokens) -> Object {
    let prompt = Object::new()
        .with("cached_tokens", tokens.cache_read.unwrap_or(0))
        .with("cache_write_tokens", tokens.cache_write.unwrap_or(0));
    let completion = Object::new().with("reasoning_tokens", tokens.reasoning.unwrap_or(0));
    Object::new()
        .with("prompt_tokens", tokens.input.unwrap_or(0))
        .with("completion_tokens", tokens.output.unwrap_or(0))
        .with("total_tokens", tokens.total())
        .with("prompt_tokens_details", prompt)
        .with("completion_tokens_details", completion)
}
