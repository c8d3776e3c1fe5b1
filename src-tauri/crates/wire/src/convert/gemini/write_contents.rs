//! Writes the contents of a conversation.

use crate::convert::changes::Changes;
use crate::convert::ir::{
    Call, CallKind, CallResult, Document, Image, Opaque, Part, Request, Role, Source, Turn,
};
use crate::convert::models::Gemini;
use crate::convert::repair::merge;
use crate::convert::tree::{Json, Object};
use crate::convert::{Host, Writing, arguments, media, reminder, results};
use domain::Dialect;

/// What stands for reasoning state that is not there, as the vendor documents it.
const NO_SIGNATURE: &str = "skip_thought_signature_validator";

pub(super) fn write_contents(
    request: &mut Request,
    writing: &Writing<'_>,
    model: Option<Gemini>,
    changes: &mut Changes,
) -> Vec<Object> {
    let mut turns = std::mem::take(&mut request.turns);
    for turn in turns.iter_mut().filter(|turn| turn.role == Role::System) {
        *turn = Turn::new(Role::User, vec![Part::text(reminder(turn))]);
    }
    let mut turns = merge(turns);
    if turns.first().is_some_and(|turn| turn.role != Role::User) {
        changes.added("messages", "the first message must be the user's");
        turns.insert(0, Turn::new(Role::User, vec![Part::text(" ")]));
    }
    let is_real = |turn: &Turn| {
        turn.role == Role::User && !turn.parts.iter().any(|part| matches!(part, Part::Result(_)))
    };
    let current = turns.iter().rposition(is_real).unwrap_or(0);
    let is_new = model.is_some_and(|model| model.is_at_least((3, 0)));
    let mut writer = Contents { writing, is_new, changes };
    let mut contents = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        let (role, parts) = match turn.role {
            Role::Assistant => ("model", writer.model_parts(turn, is_new && at > current)),
            Role::User | Role::System => ("user", writer.user_parts(turn)),
        };
        if !parts.is_empty() {
            contents.push(Object::new().with("role", role).with("parts", parts));
        }
    }
    contents
}

struct Contents<'a, 'c> {
    writing: &'a Writing<'a>,
    /// Of the generation whose calls are signed, and whose results have parts.
    is_new: bool,
    changes: &'c mut Changes,
}

impl Contents<'_, '_> {
    /// `must_sign`: the first call must have reasoning state, or what stands for it.
    fn model_parts(&mut self, turn: &Turn, must_sign: bool) -> Vec<Object> {
        let mut parts = Vec::new();
        let mut signature: Option<String> = None;
        let mut has_call = false;
        for part in &turn.parts {
            let mut written = match part {
                Part::Thought(thought) => {
                    if let Some(own) = thought.opaque.as_ref().filter(|opaque| is_own(opaque)) {
                        signature = Some(own.value.clone());
                    }
                    continue;
                }
                Part::Text(text) if text.text.trim().is_empty() => continue,
                Part::Text(text) => text_part(&text.text),
                Part::Refusal(text) => text_part(text),
                Part::Call(call) => {
                    let is_first = !std::mem::replace(&mut has_call, true);
                    if must_sign && is_first && signature.is_none() {
                        signature = Some(NO_SIGNATURE.to_owned());
                    }
                    self.call(call)
                }
                Part::Image(_)
                | Part::Document(_)
                | Part::Audio(_)
                | Part::Result(_)
                | Part::Server(_)
                | Part::ToolReference(_) => continue,
            };
            if let Some(signature) = signature.take() {
                written.set("thoughtSignature", signature);
            }
            parts.push(written);
        }
        parts
    }

    fn user_parts(&mut self, turn: &Turn) -> Vec<Object> {
        let mut parts = Vec::new();
        let mut siblings = Vec::new();
        for part in &turn.parts {
            if let Part::Result(result) = part {
                parts.push(self.result(result, &mut siblings));
            }
        }
        parts.append(&mut siblings);
        for part in &turn.parts {
            parts.extend(self.part(part));
        }
        parts
    }

    fn takes_ids(&self) -> bool {
        self.writing.host != Host::Vertex
    }

    fn call(&self, call: &Call) -> Object {
        let args = match call.kind {
            CallKind::Freeform => Object::new().with("input", call.arguments.as_str()),
            CallKind::Function | CallKind::Search => arguments::to_object(&call.arguments, false),
        };
        let name = self.writing.names.upstream(call.namespace.as_deref(), &call.name, Dialect::Gemini);
        let id = self.takes_ids().then_some(call.id.as_str());
        let inner = Object::new().with_some("id", id).with("name", name).with("args", args);
        Object::new().with("functionCall", inner)
    }

    fn result(&mut self, result: &CallResult, siblings: &mut Vec<Object>) -> Object {
        let mut attached = Vec::new();
        let text = results::text(result, |part| {
            let written = self.part(part)?;
            match written.text("text") {
                Some(text) => Some(text.to_owned()),
                None => {
                    attached.push(written);
                    None
                }
            }
        });
        let response = match result.is_error {
            true => {
                let text = text.strip_prefix("Error: ").unwrap_or(&text);
                Object::new().with("error", text)
            }
            false => Object::new().with("output", text),
        };
        let name = result.name.as_deref().unwrap_or_default();
        let name = self.writing.names.upstream(result.namespace.as_deref(), name, Dialect::Gemini);
        let id = self.takes_ids().then_some(result.id.as_str());
        let mut inner = Object::new().with_some("id", id).with("name", name).with("response", response);
        if self.is_new && !attached.is_empty() {
            inner.set("parts", attached);
        } else {
            siblings.append(&mut attached);
        }
        Object::new().with("functionResponse", inner)
    }

    fn part(&mut self, part: &Part) -> Option<Object> {
        match part {
            Part::Text(text) => (!text.text.is_empty()).then(|| text_part(&text.text)),
            Part::Refusal(text) => Some(text_part(text)),
            Part::Image(image) => Some(self.image(image)),
            Part::Document(document) => Some(self.document(document)),
            Part::Audio(audio) => Some(inline(&audio.mime, &audio.data)),
            Part::Call(_) | Part::Result(_) | Part::Thought(_) | Part::Server(_) | Part::ToolReference(_) => {
                None
            }
        }
    }

    fn image(&mut self, image: &Image) -> Object {
        match &image.source {
            Source::Base64 { mime, data } => {
                let mime = media::image_mime(mime, data);
                let is_taken =
                    matches!(mime, "image/png" | "image/jpeg" | "image/webp" | "image/heic" | "image/heif");
                if is_taken && !data.is_empty() {
                    return inline(mime, data);
                }
                self.changes.replaced("image", "the upstream doesn't take this kind of image");
                text_part(&format!("[image omitted: {mime}]"))
            }
            Source::Url(url) => {
                self.changes.replaced("image", "the upstream takes no images by URL");
                text_part(&format!("[image: {url}]"))
            }
            Source::File(id) => {
                self.changes.replaced("image", "a file that another vendor keeps");
                text_part(&format!("[image omitted: file {id}]"))
            }
            Source::Text(text) => text_part(text),
        }
    }

    fn document(&mut self, document: &Document) -> Object {
        if let Some(text) = results::document_text(document) {
            return text_part(&text);
        }
        let name = document.name.as_deref();
        match &document.source {
            Source::Base64 { mime, data } if mime == "application/pdf" || mime.starts_with("video/") => {
                inline(mime, data)
            }
            Source::Base64 { mime, .. } => {
                self.changes.replaced("document", "the upstream doesn't take this kind of document");
                text_part(&format!("[document omitted: {}]", name.unwrap_or(mime)))
            }
            Source::Url(url) => {
                self.changes.replaced("document", "the upstream takes no documents by URL");
                text_part(&format!("[document: {url}]"))
            }
            Source::File(id) => {
                self.changes.replaced("document", "a file that another vendor keeps");
                text_part(&format!("[document omitted: {}]", name.unwrap_or(id)))
            }
            Source::Text(text) => text_part(text),
        }
    }
}

fn is_own(opaque: &Opaque) -> bool {
    opaque.origin == Dialect::Gemini
}

fn text_part(text: &str) -> Object {
    Object::new().with("text", text)
}

fn inline(mime: &str, data: &str) -> Object {
    Object::new().with("inlineData", Object::new().with("mimeType", mime).with("data", Json::from(data)))
}
