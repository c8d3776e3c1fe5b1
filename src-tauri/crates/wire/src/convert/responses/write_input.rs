//! Writes the items of a conversation.

use crate::convert::changes::Changes;
use crate::convert::ir::{
    Call, CallKind, CallResult, Document, Image, Opaque, Part, Request, Role, Source, Thought, Turn,
};
use crate::convert::tree::{Json, Object};
use crate::convert::{Writing, arguments, media, names, results};
use domain::Dialect;

pub(super) fn write_input(
    request: &mut Request,
    writing: &Writing<'_>,
    changes: &mut Changes,
) -> Vec<Object> {
    let mut items = Vec::new();
    for turn in &request.turns {
        match turn.role {
            Role::System => items.push(message("developer", vec![input_text(&turn.joined_text())])),
            Role::User => write_user(turn, writing, changes, &mut items),
            Role::Assistant => write_assistant(turn, writing, changes, &mut items),
        }
    }
    let is_prefill = request.turns.last().is_some_and(|turn| turn.role == Role::Assistant);
    if is_prefill {
        changes.added("messages", "the model doesn't continue its own message: it is asked to");
        items.push(message("developer", vec![input_text("Continue the last assistant message.")]));
    }
    items
}

fn message(role: &str, content: Vec<Object>) -> Object {
    Object::new().with("type", "message").with("role", role).with("content", content)
}

fn input_text(text: &str) -> Object {
    Object::new().with("type", "input_text").with("text", text)
}

fn write_user(turn: &Turn, writing: &Writing<'_>, changes: &mut Changes, items: &mut Vec<Object>) {
    let mut content = Vec::new();
    for part in &turn.parts {
        if let Part::Result(result) = part {
            items.push(write_result(result, writing, changes));
        } else {
            content.extend(write_part(part, changes));
        }
    }
    if !content.is_empty() {
        items.push(message("user", content));
    }
}

fn write_assistant(turn: &Turn, writing: &Writing<'_>, changes: &mut Changes, items: &mut Vec<Object>) {
    let mut texts: Vec<Object> = Vec::new();
    let mut reasoning: Option<Object> = None;
    for part in &turn.parts {
        if !matches!(part, Part::Text(_) | Part::Refusal(_)) && !texts.is_empty() {
            items.push(message("assistant", std::mem::take(&mut texts)));
        }
        match part {
            Part::Text(text) => {
                // What was thought stands right before what it belongs to.
                items.extend(reasoning.take());
                texts.push(
                    Object::new()
                        .with("type", "output_text")
                        .with("text", text.text.as_str())
                        .with("annotations", Vec::<Json>::new()),
                );
            }
            Part::Refusal(text) => {
                items.extend(reasoning.take());
                texts.push(Object::new().with("type", "refusal").with("refusal", text.as_str()));
            }
            Part::Thought(thought) => match write_reasoning(thought) {
                Some(item) => {
                    items.extend(reasoning.replace(item));
                }
                None => changes.dropped("messages", "the upstream takes no foreign thoughts back"),
            },
            Part::Call(call) => {
                items.extend(reasoning.take());
                items.push(write_call(call, writing));
            }
            Part::Image(_)
            | Part::Document(_)
            | Part::Audio(_)
            | Part::Result(_)
            | Part::Server(_)
            | Part::ToolReference(_) => {}
        }
    }
    if !texts.is_empty() {
        items.push(message("assistant", texts));
    }
}

fn write_reasoning(thought: &Thought) -> Option<Object> {
    let opaque: &Opaque =
        thought.opaque.as_ref().filter(|opaque| opaque.origin == Dialect::OpenaiResponses)?;
    let summary: Vec<Object> = opaque
        .summary
        .iter()
        .map(|text| Object::new().with("type", "summary_text").with("text", text.as_str()))
        .collect();
    Some(
        Object::new()
            .with("type", "reasoning")
            .with_some("id", opaque.item.as_deref())
            .with("summary", summary)
            .with("encrypted_content", opaque.value.as_str()),
    )
}

fn write_call(call: &Call, writing: &Writing<'_>) -> Object {
    let id = names::call_id(&call.id, Dialect::OpenaiResponses, writing.host);
    let name = writing.names.upstream(call.namespace.as_deref(), &call.name, Dialect::OpenaiResponses);
    let is_custom = call.kind == CallKind::Freeform;
    let head = Object::new()
        .with("type", if is_custom { "custom_tool_call" } else { "function_call" })
        .with("call_id", id.as_ref())
        .with("name", name);
    match is_custom {
        true => head.with("input", call.arguments.as_str()),
        false => head.with("arguments", arguments::to_text(&call.arguments)),
    }
}

fn write_result(result: &CallResult, writing: &Writing<'_>, changes: &mut Changes) -> Object {
    let is_text = |part: &Part| {
        matches!(part, Part::Text(_))
            || matches!(part, Part::Document(document) if results::document_text(document).is_some())
    };
    let output: Json = if result.parts.iter().all(is_text) {
        results::text(result, |_| None).into()
    } else {
        let mut parts: Vec<Object> =
            result.parts.iter().filter_map(|part| write_part(part, changes)).collect();
        if result.is_error {
            let text = parts.first().and_then(|part| part.text("text")).unwrap_or_default();
            let said = results::failed(text.to_owned(), true);
            match parts.first_mut().filter(|part| part.text("type") == Some("input_text")) {
                Some(first) => first.set("text", said),
                None => parts.insert(0, input_text(&said)),
            }
        }
        parts.into()
    };
    let kind =
        if result.kind == CallKind::Freeform { "custom_tool_call_output" } else { "function_call_output" };
    let id = names::call_id(&result.id, Dialect::OpenaiResponses, writing.host);
    Object::new().with("type", kind).with("call_id", id.as_ref()).with("output", output)
}

fn write_part(part: &Part, changes: &mut Changes) -> Option<Object> {
    match part {
        Part::Text(text) => Some(input_text(&text.text)),
        Part::Refusal(text) => Some(input_text(text)),
        Part::Image(image) => write_image(image, changes),
        Part::Document(document) => write_document(document, changes),
        Part::Audio(audio) => {
            changes.replaced("audio", "the upstream's dialect has no audio");
            Some(input_text(&format!("[audio omitted: {}]", audio.mime)))
        }
        Part::Call(_) | Part::Result(_) | Part::Thought(_) | Part::Server(_) | Part::ToolReference(_) => None,
    }
}

fn write_image(image: &Image, changes: &mut Changes) -> Option<Object> {
    let url = match &image.source {
        Source::Base64 { data, .. } if data.is_empty() => return None,
        Source::Base64 { mime, data } => media::to_data_url(media::image_mime(mime, data), data),
        Source::Url(url) => url.clone(),
        Source::File(id) => {
            changes.replaced("image", "a file that another vendor keeps");
            return Some(input_text(&format!("[image omitted: file {id}]")));
        }
        Source::Text(text) => return Some(input_text(text)),
    };
    let detail = match image.detail.as_deref() {
        Some(detail @ ("low" | "high")) => detail,
        Some("original") => "high",
        Some(_) | None => "auto",
    };
    Some(Object::new().with("type", "input_image").with("image_url", url).with("detail", detail))
}

fn write_document(document: &Document, changes: &mut Changes) -> Option<Object> {
    if let Some(text) = results::document_text(document) {
        return Some(input_text(&text));
    }
    let file = Object::new().with("type", "input_file");
    match &document.source {
        Source::Base64 { mime, data } => {
            let name = document.name.as_deref().unwrap_or("document.pdf");
            Some(file.with("filename", name).with("file_data", media::to_data_url(mime, data)))
        }
        Source::Url(url) => Some(file.with("file_url", url.as_str())),
        Source::File(id) => {
            changes.replaced("document", "a file that another vendor keeps");
            Some(input_text(&format!("[document omitted: {}]", document.name.as_deref().unwrap_or(id))))
        }
        Source::Text(text) => Some(input_text(text)),
    }
}
