//! Writes a message: as events, or whole.

use crate::convert::answer::{Answer, AnswerKind, AnswerPart, Emit, End, Head};
use crate::convert::arguments;
use crate::convert::ir::{CallKind, Failure, StopReason, Tokens};
use crate::convert::tree::{Json, Object, write_text};

/// A message that is being streamed.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    request_id: String,
}

impl Writer {
    pub(crate) fn new(request_id: &str) -> Self {
        Self { request_id: request_id.to_owned() }
    }
}

impl Emit for Writer {
    fn start(&mut self, head: &Head, tokens: &Tokens, out: &mut Vec<u8>) {
        let usage = write_usage(tokens).with("output_tokens", 0_u64);
        let message = message(head, Vec::new(), Json::Null, Json::Null, usage);
        event(out, "message_start", Object::new().with("message", message));
    }

    fn open(&mut self, index: usize, part: &AnswerPart, out: &mut Vec<u8>) {
        let block = match &part.kind {
            AnswerKind::Text | AnswerKind::Refusal => Object::new().with("type", "text").with("text", ""),
            AnswerKind::Thought => {
                Object::new().with("type", "thinking").with("thinking", "").with("signature", "")
            }
            // Its data is known at its end only.
            AnswerKind::Redacted => return,
            AnswerKind::Call(call) => Object::new()
                .with("type", "tool_use")
                .with("id", call.id.as_str())
                .with("name", call.name.as_str())
                .with("input", Object::new()),
        };
        start_block(index, block, out);
    }

    fn delta(&mut self, index: usize, part: &AnswerPart, text: &str, out: &mut Vec<u8>) {
        let (kind, field) = match &part.kind {
            AnswerKind::Text | AnswerKind::Refusal => ("text_delta", "text"),
            AnswerKind::Thought => ("thinking_delta", "thinking"),
            AnswerKind::Call(_) => ("input_json_delta", "partial_json"),
            AnswerKind::Redacted => return,
        };
        delta(index, kind, field, text, out);
    }

    fn close(&mut self, index: usize, part: &AnswerPart, out: &mut Vec<u8>) {
        match &part.kind {
            AnswerKind::Redacted => start_block(index, redacted(part), out),
            AnswerKind::Thought => {
                if let Some(carrier) = &part.carrier {
                    delta(index, "signature_delta", "signature", carrier, out);
                }
            }
            AnswerKind::Call(_) if part.text.trim().is_empty() => {
                delta(index, "input_json_delta", "partial_json", "{}", out);
            }
            AnswerKind::Text | AnswerKind::Refusal | AnswerKind::Call(_) => {}
        }
        out.extend_from_slice(
            b"event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":",
        );
        out.extend_from_slice(index.to_string().as_bytes());
        out.extend_from_slice(b"}\n\n");
    }

    fn end(&mut self, parts: &[AnswerPart], end: &End, out: &mut Vec<u8>) {
        let (reason, sequence) = write_stop(parts, end);
        let delta = Object::new().with("stop_reason", reason).with("stop_sequence", sequence);
        let data = Object::new().with("delta", delta).with("usage", write_usage(&end.tokens));
        event(out, "message_delta", data);
        event(out, "message_stop", Object::new());
    }

    fn fail(&mut self, _parts: &[AnswerPart], failure: &Failure, out: &mut Vec<u8>) {
        out.extend_from_slice(&crate::anthropic::error_event(&failure.body(&self.request_id)));
    }

    fn keep_alive(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"event: ping\ndata: {\"type\":\"ping\"}\n\n");
    }
}

/// The whole message.
pub(crate) fn body(answer: &Answer) -> Object {
    let content: Vec<Object> = answer.parts.iter().filter_map(block).collect();
    let (reason, sequence) = write_stop(&answer.parts, &answer.end);
    message(&answer.head, content, reason.into(), sequence, write_usage(&answer.end.tokens))
}

fn message(head: &Head, content: Vec<Object>, reason: Json, sequence: Json, usage: Object) -> Object {
    Object::new()
        .with("id", head.id_with("msg_"))
        .with("type", "message")
        .with("role", "assistant")
        .with("model", head.model.as_str())
        .with("content", content)
        .with("stop_reason", reason)
        .with("stop_sequence", sequence)
        .with("usage", usage)
}

fn block(part: &AnswerPart) -> Option<Object> {
    Some(match &part.kind {
        AnswerKind::Text | AnswerKind::Refusal if part.text.is_empty() => return None,
        AnswerKind::Text | AnswerKind::Refusal => {
            Object::new().with("type", "text").with("text", part.text.as_str())
        }
        AnswerKind::Thought => Object::new()
            .with("type", "thinking")
            .with("thinking", part.text.as_str())
            .with("signature", part.carrier.as_deref().unwrap_or_default()),
        AnswerKind::Redacted => redacted(part),
        AnswerKind::Call(call) => {
            let input = match call.kind {
                CallKind::Freeform => Object::new().with("input", part.text.as_str()),
                CallKind::Function | CallKind::Search => arguments::to_object(&part.text, false),
            };
            Object::new()
                .with("type", "tool_use")
                .with("id", call.id.as_str())
                .with("name", call.name.as_str())
                .with("input", input)
        }
    })
}

fn redacted(part: &AnswerPart) -> Object {
    let data = part.carrier.as_deref().unwrap_or_default();
    Object::new().with("type", "redacted_thinking").with("data", data)
}

fn write_stop(parts: &[AnswerPart], end: &End) -> (&'static str, Json) {
    let reason = match end.stop.reason {
        StopReason::End if parts.iter().any(AnswerPart::is_refusal) => "refusal",
        StopReason::End => "end_turn",
        StopReason::Tool => "tool_use",
        StopReason::Length => "max_tokens",
        StopReason::ContextFull => "model_context_window_exceeded",
        StopReason::Sequence if end.stop.detail.is_none() => "end_turn",
        StopReason::Sequence => "stop_sequence",
        StopReason::Refusal => "refusal",
        StopReason::Pause => "pause_turn",
    };
    let sequence = match (&end.stop.detail, reason) {
        (Some(sequence), "stop_sequence") => Json::from(sequence.as_str()),
        _ => Json::Null,
    };
    (reason, sequence)
}

fn write_usage(tokens: &Tokens) -> Object {
    let mut usage = Object::new()
        .with("input_tokens", tokens.fresh_input())
        .with("cache_creation_input_tokens", tokens.cache_write.unwrap_or(0))
        .with("cache_read_input_tokens", tokens.cache_read.unwrap_or(0));
    if let (Some(all), Some(long)) = (tokens.cache_write, tokens.cache_write_1h) {
        let creation = Object::new()
            .with("ephemeral_5m_input_tokens", all.saturating_sub(long))
            .with("ephemeral_1h_input_tokens", long);
        usage.set("cache_creation", creation);
    }
    usage.set("output_tokens", tokens.output.unwrap_or(0));
    if let Some(reasoning) = tokens.reasoning {
        usage.set("output_tokens_details", Object::new().with("thinking_tokens", reasoning));
    }
    if let Some(searches) = tokens.web_searches.filter(|searches| *searches > 0) {
        usage.set("server_tool_use", Object::new().with("web_search_requests", searches));
    }
    usage
}

fn start_block(index: usize, block: Object, out: &mut Vec<u8>) {
    let data = Object::new().with("index", index as u64).with("content_block", block);
    event(out, "content_block_start", data);
}

/// Written by hand: most of a stream is this.
fn delta(index: usize, kind: &str, field: &str, text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
    out.extend_from_slice(index.to_string().as_bytes());
    out.extend_from_slice(b",\"delta\":{\"type\":\"");
    out.extend_from_slice(kind.as_bytes());
    out.extend_from_slice(b"\",\"");
    out.extend_from_slice(field.as_bytes());
    out.extend_from_slice(b"\":");
    write_text(text, out);
    out.extend_from_slice(b"}}\n\n");
}

fn event(out: &mut Vec<u8>, kind: &str, members: Object) {
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(kind.as_bytes());
    out.extend_from_slice(b"\ndata: ");
    let mut data = Object::new().with("type", kind);
    for (name, value) in members {
        data.set(&name, value);
    }
    data.write(out);
    out.extend_from_slice(b"\n\n");
}
