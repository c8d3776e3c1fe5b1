//! Writes generated content: as chunks, or whole.

use crate::convert::answer::{Answer, AnswerKind, AnswerPart, Emit, End, Head};
use crate::convert::arguments;
use crate::convert::ir::{CallKind, Failure, StopReason, Tokens};
use crate::convert::tree::{Json, Object, write_text};

/// Content that is being streamed.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    request_id: String,
    /// The stream is an array instead of events.
    is_array: bool,
    has_element: bool,
    /// What stands behind the candidates of every chunk.
    suffix: Vec<u8>,
    /// Reasoning state for the next part.
    signature: Option<String>,
}

impl Writer {
    pub(crate) fn new(request_id: &str, is_array: bool) -> Self {
        Self { request_id: request_id.to_owned(), is_array, ..Self::default() }
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        let opening: &[u8] = match (self.is_array, std::mem::replace(&mut self.has_element, true)) {
            (false, _) => b"data: ",
            (true, false) => b"[",
            (true, true) => b",\r\n",
        };
        out.extend_from_slice(opening);
    }

    fn finish(&self, out: &mut Vec<u8>) {
        if !self.is_array {
            out.extend_from_slice(b"\r\n\r\n");
        }
    }

    /// A chunk with one part, whose members `write` appends.
    fn chunk(&mut self, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        self.begin(out);
        out.extend_from_slice(b"{\"candidates\":[{\"content\":{\"parts\":[{");
        write(out);
        if let Some(signature) = self.signature.take() {
            out.extend_from_slice(b",\"thoughtSignature\":");
            write_text(&signature, out);
        }
        out.extend_from_slice(b"}],\"role\":\"model\"},\"index\":0}]");
        out.extend_from_slice(&self.suffix);
        self.finish(out);
    }
}

impl Emit for Writer {
    fn start(&mut self, head: &Head, _tokens: &Tokens, _out: &mut Vec<u8>) {
        let members =
            Object::new().with("modelVersion", head.model.as_str()).with("responseId", head.id.as_str());
        self.suffix.push(b',');
        let mut object = Vec::new();
        members.write(&mut object);
        self.suffix.extend_from_slice(&object[1..]);
    }

    fn open(&mut self, _index: usize, _part: &AnswerPart, _out: &mut Vec<u8>) {}

    fn delta(&mut self, _index: usize, part: &AnswerPart, text: &str, out: &mut Vec<u8>) {
        let end: &[u8] = match &part.kind {
            AnswerKind::Text | AnswerKind::Refusal => b"",
            AnswerKind::Thought => b",\"thought\":true",
            // A call is said at once.
            AnswerKind::Redacted | AnswerKind::Call(_) => return,
        };
        // State belongs to what comes after a thought.
        let signature = if end.is_empty() { None } else { self.signature.take() };
        self.chunk(out, |out| {
            out.extend_from_slice(b"\"text\":");
            write_text(text, out);
            out.extend_from_slice(end);
        });
        if signature.is_some() {
            self.signature = signature;
        }
    }

    fn close(&mut self, _index: usize, part: &AnswerPart, out: &mut Vec<u8>) {
        match &part.kind {
            AnswerKind::Thought | AnswerKind::Redacted => {
                if part.carrier.is_some() {
                    self.signature.clone_from(&part.carrier);
                }
            }
            AnswerKind::Call(_) => {
                let call = call_part(part);
                self.chunk(out, |out| {
                    let mut bytes = Vec::new();
                    call.write(&mut bytes);
                    out.extend_from_slice(&bytes[1..bytes.len() - 1]);
                });
            }
            AnswerKind::Text | AnswerKind::Refusal => {}
        }
    }

    fn end(&mut self, parts: &[AnswerPart], end: &End, out: &mut Vec<u8>) {
        self.begin(out);
        let content = Object::new().with("parts", vec![Object::new().with("text", "")]).with("role", "model");
        let candidate = Object::new()
            .with("content", content)
            .with("finishReason", finish_reason(parts, end.stop.reason))
            .with("index", 0_u64);
        let chunk =
            Object::new().with("candidates", vec![candidate]).with("usageMetadata", write_usage(&end.tokens));
        chunk.write(out);
        out.pop();
        out.extend_from_slice(&self.suffix);
        self.finish(out);
        if self.is_array {
            out.push(b']');
        }
    }

    fn fail(&mut self, _parts: &[AnswerPart], failure: &Failure, out: &mut Vec<u8>) {
        let error = failure.body(&self.request_id);
        out.extend_from_slice(&match self.is_array {
            true => crate::gemini::array_error_tail(&error, !self.has_element),
            false => crate::gemini::error_event(&error),
        });
    }

    /// Its official clients fail on anything but data.
    fn keep_alive(&self, _out: &mut Vec<u8>) {}
}

/// The whole content.
pub(crate) fn body(answer: &Answer) -> Object {
    let mut parts: Vec<Object> = Vec::new();
    let mut signature: Option<&str> = None;
    for part in &answer.parts {
        let mut written = match &part.kind {
            AnswerKind::Thought | AnswerKind::Redacted => {
                if part.carrier.is_some() {
                    signature = part.carrier.as_deref();
                }
                if !part.text.is_empty() {
                    parts.push(Object::new().with("text", part.text.as_str()).with("thought", true));
                }
                continue;
            }
            AnswerKind::Text | AnswerKind::Refusal => Object::new().with("text", part.text.as_str()),
            AnswerKind::Call(_) => call_part(part),
        };
        if signature.is_none()
            && part.as_call().is_none()
            && let Some(text) =
                parts.last_mut().filter(|last| is_plain_text(last)).and_then(|last| last.get_mut("text"))
        {
            let joined = text.as_text().unwrap_or_default().to_owned() + &part.text;
            *text = joined.into();
            continue;
        }
        if let Some(signature) = signature.take() {
            written.set("thoughtSignature", signature);
        }
        parts.push(written);
    }
    if parts.is_empty() {
        parts.push(Object::new().with("text", ""));
    }
    let candidate = Object::new()
        .with("content", Object::new().with("parts", parts).with("role", "model"))
        .with("finishReason", finish_reason(&answer.parts, answer.end.stop.reason))
        .with("index", 0_u64);
    Object::new()
        .with("candidates", vec![candidate])
        .with("usageMetadata", write_usage(&answer.end.tokens))
        .with("modelVersion", answer.head.model.as_str())
        .with("responseId", answer.head.id.as_str())
}

/// A text to which more can be added.
fn is_plain_text(part: &Object) -> bool {
    part.contains("text") && !part.contains("thought")
}

fn call_part(part: &AnswerPart) -> Object {
    let Some(call) = part.as_call() else { return Object::new() };
    let args: Json = match call.kind {
        CallKind::Freeform => Object::new().with("input", part.text.as_str()).into(),
        CallKind::Function | CallKind::Search => arguments::to_object(&part.text, false).into(),
    };
    let inner =
        Object::new().with("id", call.id.as_str()).with("name", call.name.as_str()).with("args", args);
    Object::new().with("functionCall", inner)
}

fn finish_reason(parts: &[AnswerPart], reason: StopReason) -> &'static str {
    match reason {
        StopReason::End if parts.iter().any(AnswerPart::is_refusal) => "SAFETY",
        StopReason::End | StopReason::Tool | StopReason::Sequence | StopReason::Pause => "STOP",
        StopReason::Length | StopReason::ContextFull => "MAX_TOKENS",
        StopReason::Refusal => "SAFETY",
    }
}

fn write_usage(tokens: &Tokens) -> Object {
    let output = tokens.output.unwrap_or(0);
    let thoughts = tokens.reasoning.unwrap_or(0).min(output);
    let mut usage = Object::new()
        .with("promptTokenCount", tokens.input.unwrap_or(0))
        .with("candidatesTokenCount", output - thoughts)
        .with("totalTokenCount", tokens.total());
    if let Some(read) = tokens.cache_read.filter(|read| *read > 0) {
        usage.set("cachedContentTokenCount", read);
    }
    if thoughts > 0 {
        usage.set("thoughtsTokenCount", thoughts);
    }
    usage
}
