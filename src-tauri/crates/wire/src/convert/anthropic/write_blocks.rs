//! Writes the content blocks of messages.

use crate::convert::changes::Changes;
use crate::convert::ir::{Audio, Cache, CallKind, CallResult, Document, Image, Part, Role, Source, Turn};
use crate::convert::tree::{Json, Object};
use crate::convert::{Writing, arguments, media, names};
use domain::Dialect;

pub(super) fn cache_control(cache: Cache) -> Object {
    let control = Object::new().with("type", "ephemeral");
    match cache {
        Cache::FiveMinutes => control,
        Cache::OneHour => control.with("ttl", "1h"),
    }
}

/// A turn as a message; `None` when nothing of it can be said.
pub(super) fn write_turn(turn: &Turn, writing: &Writing<'_>, changes: &mut Changes) -> Option<Json> {
    let role = match turn.role {
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::System => "system",
    };
    let blocks: Vec<Object> =
        turn.parts.iter().filter_map(|part| write_part(part, writing, changes)).collect();
    if blocks.is_empty() {
        return None;
    }
    let is_text = |block: &Object| block.len() == 2 && block.text("type") == Some("text");
    let content: Json = match blocks.as_slice() {
        [only] if is_text(only) => Json::from(only.text("text").unwrap_or_default()),
        _ => blocks.into(),
    };
    Some(Object::new().with("role", role).with("content", content).into())
}

fn write_part(part: &Part, writing: &Writing<'_>, changes: &mut Changes) -> Option<Object> {
    match part {
        Part::Text(text) => text_block(&text.text, text.cache),
        Part::Refusal(text) => text_block(text, None),
        Part::Image(image) => write_image(image, changes),
        Part::Document(document) => write_document(document, changes),
        Part::Audio(Audio { mime, .. }) => {
            changes.replaced("audio", "the upstream's dialect has no audio");
            text_block(&format!("[audio omitted: {mime}]"), None)
        }
        Part::Call(call) => {
            let input = match call.kind {
                CallKind::Freeform => Object::new().with("input", call.arguments.as_str()),
                CallKind::Function | CallKind::Search => arguments::to_object(&call.arguments, false),
            };
            let id = names::call_id(&call.id, Dialect::Anthropic, writing.host);
            let name = writing.names.upstream(call.namespace.as_deref(), &call.name, Dialect::Anthropic);
            let block = Object::new().with("type", "tool_use").with("id", id.as_ref()).with("name", name);
            Some(block.with("input", input).with_some("cache_control", call.cache.map(cache_control)))
        }
        Part::Result(result) => Some(write_result(result, writing, changes)),
        Part::Thought(thought) => {
            let opaque = thought.opaque.as_ref().filter(|opaque| opaque.origin == Dialect::Anthropic)?;
            if thought.redacted || opaque.redacted {
                return Some(
                    Object::new().with("type", "redacted_thinking").with("data", opaque.value.as_str()),
                );
            }
            let text = if opaque.summary.is_empty() { thought.text.clone() } else { opaque.summary.concat() };
            let block = Object::new().with("type", "thinking").with("thinking", text);
            Some(block.with("signature", opaque.value.as_str()))
        }
        // Both have become texts before.
        Part::Server(_) | Part::ToolReference(_) => None,
    }
}

/// Blank texts are refused.
fn text_block(text: &str, cache: Option<Cache>) -> Option<Object> {
    if text.trim().is_empty() {
        return None;
    }
    let block = Object::new().with("type", "text").with("text", text);
    Some(block.with_some("cache_control", cache.map(cache_control)))
}

fn write_result(result: &CallResult, writing: &Writing<'_>, changes: &mut Changes) -> Object {
    let id = names::call_id(&result.id, Dialect::Anthropic, writing.host);
    let mut block = Object::new().with("type", "tool_result").with("tool_use_id", id.as_ref());
    let inner: Vec<Object> =
        result.parts.iter().filter_map(|part| write_part(part, writing, changes)).collect();
    match inner.as_slice() {
        [] if result.is_error => block.set("content", "Error: tool failed"),
        [] => {}
        [only] if only.text("type") == Some("text") => {
            block.set("content", only.text("text").unwrap_or_default());
        }
        _ => block.set("content", inner),
    }
    if result.is_error {
        block.set("is_error", true);
    }
    block.with_some("cache_control", result.cache.map(cache_control))
}

fn write_image(image: &Image, changes: &mut Changes) -> Option<Object> {
    let source = match &image.source {
        Source::Base64 { mime, data } => {
            let mime = media::image_mime(mime, data);
            if !matches!(mime, "image/jpeg" | "image/png" | "image/gif" | "image/webp") || data.is_empty() {
                changes.replaced("image", "the upstream doesn't take this kind of image");
                return text_block(&format!("[image omitted: {mime}]"), image.cache);
            }
            Object::new().with("type", "base64").with("media_type", mime).with("data", data.as_str())
        }
        Source::Url(url) => Object::new().with("type", "url").with("url", url.as_str()),
        Source::File(id) => {
            changes.replaced("image", "a file that another vendor keeps");
            return text_block(&format!("[image omitted: file {id}]"), image.cache);
        }
        Source::Text(text) => return text_block(text, image.cache),
    };
    let block = Object::new().with("type", "image").with("source", source);
    Some(block.with_some("cache_control", image.cache.map(cache_control)))
}

fn write_document(document: &Document, changes: &mut Changes) -> Option<Object> {
    let name = document.name.as_deref();
    let plain =
        |text: &str| Object::new().with("type", "text").with("media_type", "text/plain").with("data", text);
    let source = match &document.source {
        Source::Base64 { mime, data }
            if mime == "application/pdf" || media::sniff(data) == Some("application/pdf") =>
        {
            Object::new()
                .with("type", "base64")
                .with("media_type", "application/pdf")
                .with("data", data.as_str())
        }
        Source::Base64 { mime, data } => match media::decode_text(data) {
            Some(text) if !text.is_empty() => plain(&text),
            Some(_) | None => {
                changes.replaced("document", "the upstream doesn't take this kind of document");
                let name = name.unwrap_or(mime);
                return text_block(&format!("[document omitted: {name}]"), document.cache);
            }
        },
        Source::Url(url) => Object::new().with("type", "url").with("url", url.as_str()),
        Source::Text(text) if text.trim().is_empty() => return None,
        Source::Text(text) => plain(text),
        Source::File(id) => {
            changes.replaced("document", "a file that another vendor keeps");
            return text_block(&format!("[document omitted: {}]", name.unwrap_or(id)), document.cache);
        }
    };
    let block = Object::new()
        .with("type", "document")
        .with("source", source)
        .with_some("title", name)
        .with_some("context", document.context.as_deref());
    Some(block.with_some("cache_control", document.cache.map(cache_control)))
}
