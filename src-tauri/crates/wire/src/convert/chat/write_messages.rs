//! Writes the messages of a conversation.

use crate::convert::changes::Changes;
use crate::convert::host::Replay;
use crate::convert::ir::{
    Call, CallKind, CallResult, Document, Image, Part, Request, Role, Source, Thought, Turn,
};
use crate::convert::repair::merge;
use crate::convert::tree::{Json, Object};
use crate::convert::{Host, Writing, arguments, media, names, reminder, results};
use domain::Dialect;

/// Between texts that were blocks of their own.
const BETWEEN: &str = "\n\n";

pub(super) fn write_messages(
    request: &mut Request,
    writing: &Writing<'_>,
    changes: &mut Changes,
) -> Vec<Object> {
    let mut messages = Vec::new();
    let system = request.system_text();
    if !system.is_empty() {
        messages.push(message("system", system));
    }
    let wraps_system = !writing.host.is_openai();
    let thinks = request.reasoning.thinking.is_on() || request.turns.iter().any(has_thought);
    let mut turns = std::mem::take(&mut request.turns);
    for turn in turns.iter_mut().filter(|turn| wraps_system && turn.role == Role::System) {
        *turn = Turn::new(Role::User, vec![Part::text(reminder(turn))]);
    }
    for turn in merge(turns) {
        match turn.role {
            Role::System => messages.push(message("system", turn.joined_text())),
            Role::User => write_user(&turn, writing, changes, &mut messages),
            Role::Assistant => messages.extend(write_assistant(&turn, writing, thinks, changes)),
        }
    }
    messages
}

fn message(role: &str, content: impl Into<Json>) -> Object {
    Object::new().with("role", role).with("content", content)
}

fn has_thought(turn: &Turn) -> bool {
    turn.parts.iter().any(|part| matches!(part, Part::Thought(_)))
}

/// Results as messages of their own, then what came with them that is no text, then what the user said.
fn write_user(turn: &Turn, writing: &Writing<'_>, changes: &mut Changes, messages: &mut Vec<Object>) {
    let mut content = Vec::new();
    let mut has_results = false;
    for part in &turn.parts {
        let Part::Result(result) = part else { continue };
        has_results = true;
        messages.push(write_result(result, writing, changes, &mut content));
    }
    for part in &turn.parts {
        content.extend(write_part(part, writing, changes));
    }
    if content.is_empty() {
        return;
    }
    if has_results && writing.host == Host::Mistral {
        changes.added("messages", "the upstream takes no user message right after a result");
        messages.push(message("assistant", "OK."));
    }
    let is_text = |part: &Object| part.text("type") == Some("text");
    let content: Json = match content.iter().all(is_text) {
        true => content.iter().filter_map(|part| part.text("text")).collect::<Vec<_>>().join(BETWEEN).into(),
        false => content.into(),
    };
    messages.push(message("user", content));
}

fn write_result(
    result: &CallResult,
    writing: &Writing<'_>,
    changes: &mut Changes,
    attached: &mut Vec<Object>,
) -> Object {
    let mut number = 0;
    let text = results::text(result, |part| {
        let written = write_part(part, writing, changes)?;
        if written.text("type") == Some("text") {
            return written.text("text").map(str::to_owned);
        }
        number += 1;
        let what = if matches!(part, Part::Image(_)) { "image" } else { "attachment" };
        attached.push(written);
        Some(format!("[{what} {number} of tool result attached below]"))
    });
    if number > 0 {
        changes.replaced("messages", "images of a result go into a user message behind it");
    }
    let id = names::call_id(&result.id, Dialect::OpenaiChat, writing.host);
    Object::new().with("role", "tool").with("tool_call_id", id.as_ref()).with("content", text)
}

fn write_part(part: &Part, writing: &Writing<'_>, changes: &mut Changes) -> Option<Object> {
    match part {
        Part::Text(text) => text_part(&text.text),
        Part::Refusal(text) => text_part(text),
        Part::Image(image) => write_image(image, changes),
        Part::Document(document) => write_document(document, writing, changes),
        Part::Audio(audio) => {
            let format = audio.mime.strip_prefix("audio/").unwrap_or("wav");
            let format = if format == "mpeg" { "mp3" } else { format };
            let inner = Object::new().with("data", audio.data.as_str()).with("format", format);
            Some(Object::new().with("type", "input_audio").with("input_audio", inner))
        }
        Part::Call(_) | Part::Result(_) | Part::Thought(_) | Part::Server(_) | Part::ToolReference(_) => None,
    }
}

fn text_part(text: &str) -> Option<Object> {
    (!text.is_empty()).then(|| Object::new().with("type", "text").with("text", text))
}

fn write_image(image: &Image, changes: &mut Changes) -> Option<Object> {
    let url = match &image.source {
        Source::Base64 { data, .. } if data.is_empty() => return None,
        Source::Base64 { mime, data } => media::to_data_url(media::image_mime(mime, data), data),
        Source::Url(url) => url.clone(),
        Source::File(id) => {
            changes.replaced("image", "a file that another vendor keeps");
            return text_part(&format!("[image omitted: file {id}]"));
        }
        Source::Text(text) => return text_part(text),
    };
    let detail = image.detail.as_deref().map(|detail| if detail == "original" { "high" } else { detail });
    let inner = Object::new().with("url", url).with_some("detail", detail);
    Some(Object::new().with("type", "image_url").with("image_url", inner))
}

fn write_document(document: &Document, writing: &Writing<'_>, changes: &mut Changes) -> Option<Object> {
    if let Some(text) = results::document_text(document) {
        return text_part(&text);
    }
    let name = document.name.clone();
    match &document.source {
        Source::Base64 { mime, data } if writing.host.is_openai() => {
            let inner = Object::new()
                .with("filename", name.unwrap_or_else(|| "document.pdf".to_owned()))
                .with("file_data", media::to_data_url(mime, data));
            Some(Object::new().with("type", "file").with("file", inner))
        }
        Source::Url(url) => {
            changes.replaced("document", "the upstream takes no document by URL");
            text_part(&format!("[document: {url}]"))
        }
        Source::Base64 { mime, .. } => {
            changes.replaced("document", "the upstream takes no documents");
            text_part(&format!("[document omitted: {}]", name.as_deref().unwrap_or(mime)))
        }
        Source::File(id) => {
            changes.replaced("document", "a file that another vendor keeps");
            text_part(&format!("[document omitted: {}]", name.as_deref().unwrap_or(id)))
        }
        Source::Text(text) => text_part(text),
    }
}

fn write_assistant(
    turn: &Turn,
    writing: &Writing<'_>,
    thinks: bool,
    changes: &mut Changes,
) -> Option<Object> {
    let mut texts = Vec::new();
    let mut thoughts = Vec::new();
    let mut details = Vec::new();
    let mut calls = Vec::new();
    for part in &turn.parts {
        match part {
            Part::Text(text) => texts.push(text.text.as_str()),
            Part::Refusal(text) => texts.push(text.as_str()),
            Part::Thought(thought) => {
                if !thought.text.is_empty() {
                    thoughts.push(thought.text.as_str());
                }
                details.extend(own_details(thought));
            }
            Part::Call(call) => calls.push(write_call(call, writing)),
            Part::Image(_) | Part::Document(_) | Part::Audio(_) => {
                changes.dropped("messages", "the model's own images have no place in its messages");
            }
            Part::Result(_) | Part::Server(_) | Part::ToolReference(_) => {}
        }
    }
    let text = texts.join(BETWEEN);
    if text.trim().is_empty() && calls.is_empty() {
        return None;
    }
    let content = if text.is_empty() { Json::Null } else { Json::from(text) };
    let mut message = message("assistant", content);
    let thought = thoughts.join(BETWEEN);
    let field = match writing.host.reasoning_replay() {
        Replay::Never => None,
        Replay::ReasoningContent => Some("reasoning_content"),
        Replay::Reasoning => Some("reasoning"),
    };
    if field == Some("reasoning") && !details.is_empty() {
        message.set("reasoning_details", details);
    }
    match field {
        Some(field) if !thought.is_empty() => message.set(field, thought),
        // It wants the thoughts of every message, or of none.
        Some(field) if thinks && writing.host == Host::DeepSeek => message.set(field, " "),
        Some(_) => {}
        None if !thought.is_empty() => {
            changes.dropped("messages", "the upstream takes no thoughts back");
        }
        None => {}
    }
    if !calls.is_empty() {
        message.set("tool_calls", calls);
    }
    Some(message)
}

/// The details that a relay wants back as it sent them.
fn own_details(thought: &Thought) -> Vec<Json> {
    let own = thought.opaque.as_ref().filter(|opaque| opaque.origin == Dialect::OpenaiChat);
    own.and_then(|own| Json::parse(own.value.as_bytes()).ok()).map(Json::into_list).unwrap_or_default()
}

fn write_call(call: &Call, writing: &Writing<'_>) -> Object {
    let id = names::call_id(&call.id, Dialect::OpenaiChat, writing.host);
    let name = writing.names.upstream(call.namespace.as_deref(), &call.name, Dialect::OpenaiChat);
    let head = Object::new().with("id", id.as_ref());
    if call.kind == CallKind::Freeform && writing.host.is_openai() {
        let custom = Object::new().with("name", name).with("input", call.arguments.as_str());
        return head.with("type", "custom").with("custom", custom);
    }
    let arguments = match call.kind {
        CallKind::Freeform => Json::Object(Object::new().with("input", call.arguments.as_str())).to_compact(),
        CallKind::Function | CallKind::Search => arguments::to_text(&call.arguments),
    };
    let function = Object::new().with("name", name).with("arguments", arguments);
    head.with("type", "function").with("function", function)
}
