//! Writes the items of a response.

use crate::convert::answer::{AnswerKind, AnswerPart, Head};
use crate::convert::arguments;
use crate::convert::ir::CallKind;
use crate::convert::tree::{Json, Object};

/// The id of the part's item.
pub(super) fn item_id(head: &Head, index: usize, part: &AnswerPart) -> String {
    let prefix = match &part.kind {
        AnswerKind::Text | AnswerKind::Refusal => "msg",
        AnswerKind::Thought | AnswerKind::Redacted => "rs",
        AnswerKind::Call(call) => match call.kind {
            CallKind::Function => "fc",
            CallKind::Freeform => "ctc",
            CallKind::Search => "tsc",
        },
    };
    format!("{prefix}_{}_{index}", head.bare_id())
}

/// The item as it begins.
pub(super) fn begun(id: &str, part: &AnswerPart) -> Object {
    let empty =
        AnswerPart { text: String::new(), carrier: None, citations: Vec::new(), kind: part.kind.clone() };
    let mut item = whole(id, &empty, "in_progress");
    for name in ["content", "summary"] {
        if item.contains(name) {
            item.set(name, Vec::<Json>::new());
        }
    }
    if item.contains("arguments") && item.text("type") == Some("function_call") {
        item.set("arguments", "");
    }
    item
}

/// The whole item.
pub(super) fn whole(id: &str, part: &AnswerPart, status: &str) -> Object {
    match &part.kind {
        AnswerKind::Text | AnswerKind::Refusal => Object::new()
            .with("type", "message")
            .with("id", id)
            .with("status", status)
            .with("role", "assistant")
            .with("content", vec![content_part(part)]),
        AnswerKind::Thought | AnswerKind::Redacted => {
            let summary = (!part.text.is_empty()).then(|| summary_part(&part.text));
            let carrier = part.carrier.as_deref().map_or(Json::Null, Json::from);
            Object::new()
                .with("type", "reasoning")
                .with("id", id)
                .with("summary", summary.into_iter().collect::<Vec<_>>())
                .with("encrypted_content", carrier)
        }
        AnswerKind::Call(call) => {
            let (kind, field, value) = match call.kind {
                CallKind::Function => {
                    ("function_call", "arguments", Json::from(arguments::to_text(&part.text)))
                }
                CallKind::Freeform => ("custom_tool_call", "input", Json::from(part.text.as_str())),
                CallKind::Search => {
                    ("tool_search_call", "arguments", Json::from(arguments::to_object(&part.text, false)))
                }
            };
            let mut item = Object::new()
                .with("type", kind)
                .with("id", id)
                .with("status", status)
                .with("call_id", call.id.as_str());
            match call.kind {
                CallKind::Search => item.set("execution", "client"),
                CallKind::Function | CallKind::Freeform => item.set("name", call.name.as_str()),
            }
            item.with_some("namespace", call.namespace.as_deref()).with(field, value)
        }
    }
}

pub(super) fn summary_part(text: &str) -> Object {
    Object::new().with("type", "summary_text").with("text", text)
}

/// The part of a message's content.
pub(super) fn content_part(part: &AnswerPart) -> Object {
    if part.is_refusal() {
        return Object::new().with("type", "refusal").with("refusal", part.text.as_str());
    }
    let length = part.text.chars().count() as u64;
    let annotations: Vec<Object> = part
        .citations
        .iter()
        .map(|citation| {
            let (start, end) = citation.span.unwrap_or((0, length));
            Object::new()
                .with("type", "url_citation")
                .with("start_index", start)
                .with("end_index", end)
                .with("url", citation.url.as_str())
                .with("title", citation.title.as_str())
        })
        .collect();
    Object::new()
        .with("type", "output_text")
        .with("text", part.text.as_str())
        .with("annotations", annotations)
        .with("logprobs", Vec::<Json>::new())
}
