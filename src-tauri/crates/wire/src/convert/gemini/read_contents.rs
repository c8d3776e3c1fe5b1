//! Reads the contents of a conversation.

use super::{take, take_list, take_object, take_text};
use crate::convert::changes::{Changes, Refusal};
use crate::convert::ir::{
    Audio, Call, CallKind, CallResult, Document, Image, Opaque, Part, Role, Server, Source, Text, Thought,
    Turn,
};
use crate::convert::tree::{Json, Object};
use crate::convert::{Reading, carrier, media};
use domain::Dialect;

/// The conversation so far.
pub(super) struct Contents<'a> {
    reading: &'a Reading<'a>,
    pub(super) turns: Vec<Turn>,
    /// Calls that haven't been answered: id and name.
    open: Vec<(String, String)>,
}

impl<'a> Contents<'a> {
    pub(super) fn new(reading: &'a Reading<'a>) -> Self {
        Self { reading, turns: Vec::new(), open: Vec::new() }
    }

    pub(super) fn read_text(&mut self, text: String) {
        self.turns.push(Turn::new(Role::User, vec![Part::text(text)]));
    }

    pub(super) fn read(
        &mut self,
        mut content: Object,
        at: usize,
        changes: &mut Changes,
    ) -> Result<(), Refusal> {
        let role = match content.text("role") {
            Some("model") => Role::Assistant,
            Some("user" | "function") | None => Role::User,
            Some("system") => Role::System,
            Some(_) => {
                let en = "it is neither user nor model";
                return Err(Refusal::invalid(format!("contents[{at}].role"), "未知的角色", en));
            }
        };
        let list = match content.take("parts") {
            Some(parts) => parts.into_list(),
            None => vec![content.into()],
        };
        if role == Role::Assistant {
            self.open.clear();
        }
        let mut parts = Vec::with_capacity(list.len());
        for (number, part) in list.into_iter().enumerate() {
            match part {
                Json::Object(part) => self.part(part, (at, number), &mut parts, changes)?,
                Json::Text(text) => parts.push(Part::text(text)),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => {}
            }
        }
        self.turns.push(Turn::new(role, parts));
        Ok(())
    }

    fn part(
        &mut self,
        mut part: Object,
        place: (usize, usize),
        parts: &mut Vec<Part>,
        changes: &mut Changes,
    ) -> Result<(), Refusal> {
        let signature = take_text(&mut part, "thoughtSignature").and_then(|value| {
            carrier::accept(value, Dialect::Gemini, self.reading.upstream, self.reading.family)
        });
        let is_thought = part.take_bool("thought").unwrap_or(false);
        if let Some(opaque) = signature
            && !is_thought
        {
            before_its_part(opaque, parts);
        } else if is_thought {
            parts.push(Part::Thought(Thought {
                text: part.take_text("text").unwrap_or_default(),
                opaque: None,
                redacted: false,
            }));
            return Ok(());
        }
        if let Some(text) = part.take_text("text") {
            parts.push(Part::Text(Text { text, cache: None, opaque: None }));
        } else if let Some(call) = take_object(&mut part, "functionCall") {
            parts.extend(self.call(call, place));
        } else if let Some(response) = take_object(&mut part, "functionResponse") {
            parts.push(self.response(response, place));
        } else if let Some(data) =
            take_object(&mut part, "inlineData").or_else(|| take_object(&mut part, "fileData"))
        {
            let Some(media) = read_media(data, place)? else { return Ok(()) };
            match parts.last_mut() {
                // What stands behind a result belongs to it.
                Some(Part::Result(result)) if !matches!(media, Part::Audio(_)) => result.parts.push(media),
                _ => parts.push(media),
            }
        } else {
            let kind = part.iter().next().map(|(kind, _)| kind.to_owned());
            if let Some(kind) = kind {
                changes.replaced(kind.clone(), "only its own vendor knows it");
                parts.push(Part::Server(Server { kind, json: part.into() }));
            }
        }
        Ok(())
    }

    fn call(&mut self, mut call: Object, (at, number): (usize, usize)) -> Option<Part> {
        let name = call.take_text("name").filter(|name| !name.is_empty())?;
        let id = call.take_text("id").filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| format!("call_{at}_{number}"));
        self.open.push((id.clone(), name.clone()));
        Some(Part::Call(Call {
            id,
            name,
            namespace: None,
            kind: CallKind::Function,
            arguments: call.take("args").map_or_else(|| "{}".to_owned(), |args| args.to_compact()),
            opaque: None,
            cache: None,
        }))
    }

    fn response(&mut self, mut response: Object, (at, number): (usize, usize)) -> Part {
        let id = response.take_text("id").filter(|id| !id.is_empty());
        let name = response.take_text("name").filter(|name| !name.is_empty());
        let is_it = |(open_id, open_name): &(String, String)| match (&id, &name) {
            (Some(id), _) => open_id == id,
            (None, Some(name)) => open_name == name,
            (None, None) => true,
        };
        let known = self.open.iter().position(is_it).map(|at| self.open.remove(at).0);
        let id = known.or(id).unwrap_or_else(|| format!("result_{at}_{number}"));
        let (text, is_error) = response_text(response.take("response"));
        let mut parts = vec![Part::text(text)];
        for inner in take_list(&mut response, "parts").into_iter().filter_map(Json::into_object) {
            let mut inner = inner;
            let data = take_object(&mut inner, "inlineData").or_else(|| take_object(&mut inner, "fileData"));
            if let Some(Ok(Some(media))) = data.map(|data| read_media(data, (at, number))) {
                parts.push(media);
            }
        }
        Part::Result(CallResult {
            id,
            name,
            namespace: None,
            kind: CallKind::Function,
            parts,
            is_error,
            cache: None,
        })
    }
}

/// Reasoning state of another vendor goes into the thought before its part, as that vendor has it.
fn before_its_part(opaque: Opaque, parts: &mut Vec<Part>) {
    if let Some(Part::Thought(thought)) = parts.last_mut()
        && thought.opaque.is_none()
    {
        thought.redacted = opaque.redacted;
        thought.opaque = Some(opaque);
        return;
    }
    let redacted = opaque.redacted;
    parts.push(Part::Thought(Thought { text: String::new(), opaque: Some(opaque), redacted }));
}

/// The text of a function's response, and whether it failed.
fn response_text(response: Option<Json>) -> (String, bool) {
    let object = match response {
        Some(Json::Object(object)) => object,
        Some(Json::Text(text)) => return (text, false),
        Some(other @ (Json::Bool(_) | Json::Number(_) | Json::Array(_))) => {
            return (other.to_compact(), false);
        }
        Some(Json::Null) | None => return (String::new(), false),
    };
    if object.len() == 1
        && let Some(error) = object.get("error")
    {
        let text = error.as_text().map_or_else(|| error.to_compact(), str::to_owned);
        return (text, true);
    }
    for name in ["output", "result", "content"] {
        match object.get(name) {
            Some(Json::Text(text)) if object.iter().all(|(other, _)| other == name || other == "name") => {
                return (text.clone(), false);
            }
            Some(_) | None => {}
        }
    }
    (Json::Object(object).to_compact(), false)
}

fn read_media(mut data: Object, (at, number): (usize, usize)) -> Result<Option<Part>, Refusal> {
    let mime = take_text(&mut data, "mimeType").unwrap_or_default().to_ascii_lowercase();
    let name = take_text(&mut data, "displayName");
    let uri = take(&mut data, "fileUri").and_then(Json::into_text);
    let source = match (data.take_text("data"), uri) {
        (Some(data), _) => media::base64(Some(mime.clone()), data),
        (None, Some(uri)) => {
            let is_vendors = uri.starts_with("gs://") || uri.contains("generativelanguage.googleapis.com");
            if is_vendors || uri.contains("youtube.com") || uri.contains("youtu.be") {
                return Err(Refusal::cannot_convert(
                    format!("contents[{at}].parts[{number}].fileData"),
                    "文件保存在原供应商处",
                    "the file is kept at its vendor",
                ));
            }
            Source::Url(uri)
        }
        (None, None) => return Ok(None),
    };
    if mime.starts_with("audio/")
        && let Source::Base64 { mime, data } = source
    {
        return Ok(Some(Part::Audio(Audio { mime, data })));
    }
    Ok(Some(match mime.starts_with("image/") {
        true => Part::Image(Image { source, detail: None, cache: None }),
        false => Part::Document(Document { source, name, context: None, cache: None }),
    }))
}
