//! Writes a response: as events, or whole.

use super::items::{begun, content_part, item_id, summary_part, whole};
use crate::convert::answer::{Answer, AnswerKind, AnswerPart, Emit, End, Head};
use crate::convert::arguments;
use crate::convert::ir::{CallKind, Failure, StopReason, Tokens};
use crate::convert::tree::{Json, Object, write_text};

/// A response that is being streamed.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    head: Head,
    number: u64,
    /// The id of the item that is open.
    item: String,
}

/// How a response stands.
#[derive(Clone, Copy)]
enum Status<'a> {
    InProgress,
    Ended(&'a End),
    Failed(&'a Failure),
}

impl Writer {
    /// Writes an event: its type and number first, then what `members` holds.
    fn event(&mut self, out: &mut Vec<u8>, kind: &str, members: Object) {
        self.begin_event(out, kind);
        for (name, value) in members {
            out.push(b',');
            write_text(&name, out);
            out.push(b':');
            value.write(out);
        }
        out.extend_from_slice(b"}\n\n");
    }

    fn begin_event(&mut self, out: &mut Vec<u8>, kind: &str) {
        out.extend_from_slice(b"event: ");
        out.extend_from_slice(kind.as_bytes());
        out.extend_from_slice(b"\ndata: {\"type\":\"");
        out.extend_from_slice(kind.as_bytes());
        out.extend_from_slice(b"\",\"sequence_number\":");
        out.extend_from_slice(self.number.to_string().as_bytes());
        self.number += 1;
    }

    /// Where in the response an event belongs.
    fn place(&self, index: usize) -> Object {
        Object::new().with("item_id", self.item.as_str()).with("output_index", index as u64)
    }
}

impl Emit for Writer {
    fn start(&mut self, head: &Head, _tokens: &Tokens, out: &mut Vec<u8>) {
        self.head = head.clone();
        for kind in ["response.created", "response.in_progress"] {
            let response = response(&self.head, &[], Status::InProgress);
            self.event(out, kind, Object::new().with("response", response));
        }
    }

    fn open(&mut self, index: usize, part: &AnswerPart, out: &mut Vec<u8>) {
        self.item = item_id(&self.head, index, part);
        let added = Object::new().with("output_index", index as u64).with("item", begun(&self.item, part));
        self.event(out, "response.output_item.added", added);
        match &part.kind {
            AnswerKind::Text | AnswerKind::Refusal => {
                let empty = AnswerPart { text: String::new(), citations: Vec::new(), ..part.clone() };
                let members =
                    self.place(index).with("content_index", 0_u64).with("part", content_part(&empty));
                self.event(out, "response.content_part.added", members);
            }
            AnswerKind::Thought | AnswerKind::Redacted | AnswerKind::Call(_) => {}
        }
    }

    fn delta(&mut self, index: usize, part: &AnswerPart, text: &str, out: &mut Vec<u8>) {
        let (kind, place, rest): (&str, &[u8], &[u8]) = match &part.kind {
            AnswerKind::Text => ("response.output_text.delta", b",\"content_index\":0", b",\"logprobs\":[]"),
            AnswerKind::Refusal => ("response.refusal.delta", b",\"content_index\":0", b""),
            AnswerKind::Thought => ("response.reasoning_summary_text.delta", b",\"summary_index\":0", b""),
            AnswerKind::Redacted => return,
            AnswerKind::Call(call) => match call.kind {
                CallKind::Function => ("response.function_call_arguments.delta", b"", b""),
                CallKind::Freeform => ("response.custom_tool_call_input.delta", b"", b""),
                CallKind::Search => return,
            },
        };
        if matches!(part.kind, AnswerKind::Thought) && part.text.len() == text.len() {
            // Only a thought that says something has a summary.
            let members = self.place(index).with("summary_index", 0_u64).with("part", summary_part(""));
            self.event(out, "response.reasoning_summary_part.added", members);
        }
        self.begin_event(out, kind);
        out.extend_from_slice(b",\"item_id\":\"");
        out.extend_from_slice(self.item.as_bytes());
        out.extend_from_slice(b"\",\"output_index\":");
        out.extend_from_slice(index.to_string().as_bytes());
        out.extend_from_slice(place);
        out.extend_from_slice(b",\"delta\":");
        write_text(text, out);
        out.extend_from_slice(rest);
        out.extend_from_slice(b"}\n\n");
    }

    fn close(&mut self, index: usize, part: &AnswerPart, out: &mut Vec<u8>) {
        let place = self.place(index);
        match &part.kind {
            AnswerKind::Text | AnswerKind::Refusal => {
                let (kind, field) = match part.is_refusal() {
                    true => ("response.refusal.done", "refusal"),
                    false => ("response.output_text.done", "text"),
                };
                let mut members = place.clone().with("content_index", 0_u64).with(field, part.text.as_str());
                if !part.is_refusal() {
                    members.set("logprobs", Vec::<Json>::new());
                }
                self.event(out, kind, members);
                let members = place.with("content_index", 0_u64).with("part", content_part(part));
                self.event(out, "response.content_part.done", members);
            }
            AnswerKind::Thought if !part.text.is_empty() => {
                let members = place.with("summary_index", 0_u64);
                let done = members.clone().with("text", part.text.as_str());
                self.event(out, "response.reasoning_summary_text.done", done);
                let members = members.with("part", summary_part(&part.text));
                self.event(out, "response.reasoning_summary_part.done", members);
            }
            AnswerKind::Thought | AnswerKind::Redacted => {}
            AnswerKind::Call(call) => match call.kind {
                CallKind::Function => {
                    let text = arguments::to_text(&part.text);
                    if part.text.trim().is_empty() {
                        self.delta(index, part, &text, out);
                    }
                    let members = place.with("arguments", text).with("name", call.name.as_str());
                    self.event(out, "response.function_call_arguments.done", members);
                }
                CallKind::Freeform => {
                    let members = place.with("input", part.text.as_str());
                    self.event(out, "response.custom_tool_call_input.done", members);
                }
                CallKind::Search => {}
            },
        }
        let item = whole(&self.item, part, "completed");
        let members = Object::new().with("output_index", index as u64).with("item", item);
        self.event(out, "response.output_item.done", members);
    }

    fn end(&mut self, parts: &[AnswerPart], end: &End, out: &mut Vec<u8>) {
        let response = response(&self.head, parts, Status::Ended(end));
        let kind = if incomplete(end).is_some() { "response.incomplete" } else { "response.completed" };
        self.event(out, kind, Object::new().with("response", response));
    }

    fn fail(&mut self, parts: &[AnswerPart], failure: &Failure, out: &mut Vec<u8>) {
        let response = response(&self.head, parts, Status::Failed(failure));
        self.event(out, "response.failed", Object::new().with("response", response));
    }

    fn keep_alive(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b": keepalive\n\n");
    }
}

/// The whole response.
pub(crate) fn body(answer: &Answer) -> Object {
    response(&answer.head, &answer.parts, Status::Ended(&answer.end))
}

fn response(head: &Head, parts: &[AnswerPart], status: Status<'_>) -> Object {
    let (word, error, details, usage) = match status {
        Status::InProgress => ("in_progress", Json::Null, Json::Null, Json::Null),
        Status::Ended(end) => {
            let details = incomplete(end).map(|reason| Object::new().with("reason", reason));
            let word = if details.is_some() { "incomplete" } else { "completed" };
            (word, Json::Null, details.map_or(Json::Null, Json::from), write_usage(&end.tokens).into())
        }
        Status::Failed(failure) => {
            let error =
                Object::new().with("code", failure_code(failure)).with("message", failure.message.as_str());
            ("failed", error.into(), Json::Null, Json::Null)
        }
    };
    let items = match status {
        Status::Ended(_) => parts,
        // What was not finished is not said to be.
        Status::InProgress | Status::Failed(_) => &[],
    };
    let output: Vec<Object> = items
        .iter()
        .enumerate()
        .map(|(index, part)| whole(&item_id(head, index, part), part, "completed"))
        .collect();
    Object::new()
        .with("id", head.id_with("resp_"))
        .with("object", "response")
        .with("created_at", head.created_s)
        .with("status", word)
        .with("error", error)
        .with("incomplete_details", details)
        .with("instructions", Json::Null)
        .with("max_output_tokens", Json::Null)
        .with("model", head.model.as_str())
        .with("output", output)
        .with("parallel_tool_calls", true)
        .with("previous_response_id", Json::Null)
        .with("reasoning", Object::new().with("effort", Json::Null).with("summary", Json::Null))
        .with("store", false)
        .with("temperature", Json::Null)
        .with("text", Object::new().with("format", Object::new().with("type", "text")))
        .with("tool_choice", "auto")
        .with("tools", Vec::<Json>::new())
        .with("top_p", Json::Null)
        .with("truncation", "disabled")
        .with("usage", usage)
        .with("metadata", Object::new())
}

fn incomplete(end: &End) -> Option<&'static str> {
    match end.stop.reason {
        StopReason::Length | StopReason::ContextFull => Some("max_output_tokens"),
        StopReason::Refusal => Some("content_filter"),
        StopReason::End | StopReason::Tool | StopReason::Sequence | StopReason::Pause => None,
    }
}

/// Clients decide by this code whether to try again.
fn failure_code(failure: &Failure) -> &'static str {
    let message = &failure.message;
    match failure.status {
        _ if crate::convert::error::is_too_long(message) => "context_length_exceeded",
        402 => "insufficient_quota",
        429 => "rate_limit_exceeded",
        500.. => "server_error",
        _ => "invalid_prompt",
    }
}

fn write_usage(tokens: &Tokens) -> Object {
    let input = Object::new()
        .with("cached_tokens", tokens.cache_read.unwrap_or(0))
        .with("cache_write_tokens", tokens.cache_write.unwrap_or(0));
    let output = Object::new().with("reasoning_tokens", tokens.reasoning.unwrap_or(0));
    Object::new()
        .with("input_tokens", tokens.input.unwrap_or(0))
        .with("input_tokens_details", input)
        .with("output_tokens", tokens.output.unwrap_or(0))
        .with("output_tokens_details", output)
        .with("total_tokens", tokens.total())
}
