//! Reads the messages of a conversation.

use crate::convert::changes::{Changes, Refusal};
use crate::convert::ir::{
    Audio, Cache, Call, CallKind, CallResult, Document, Image, Part, Role, Server, Source, SystemText, Text,
    Thought, Turn,
};
use crate::convert::tree::{Json, Object};
use crate::convert::{Reading, carrier, media, openai};
use domain::Dialect;

/// The conversation so far.
pub(super) struct Messages<'a> {
    reading: &'a Reading<'a>,
    pub(super) system: Vec<SystemText>,
    pub(super) turns: Vec<Turn>,
    /// The last call in the old form, which has no id: its function's name and the id made for it.
    old_call: Option<(String, String)>,
}

impl<'a> Messages<'a> {
    pub(super) fn new(reading: &'a Reading<'a>) -> Self {
        Self { reading, system: Vec::new(), turns: Vec::new(), old_call: None }
    }

    pub(super) fn read(
        &mut self,
        mut message: Object,
        at: usize,
        changes: &mut Changes,
    ) -> Result<(), Refusal> {
        let role = message.take_text("role").unwrap_or_default();
        match role.as_str() {
            "system" | "developer" => {
                let parts = self.parts(message.take("content"), changes);
                if self.turns.is_empty() {
                    self.system.extend(parts.into_iter().filter_map(|part| {
                        let Part::Text(text) = part else { return None };
                        Some(SystemText { text: text.text, cache: text.cache })
                    }));
                } else {
                    self.turns.push(Turn::new(Role::System, parts));
                }
            }
            "user" => {
                let mut parts = self.parts(message.take("content"), changes);
                if let (Some(name), Some(Part::Text(first))) = (message.take_text("name"), parts.first_mut())
                {
                    changes.replaced("name", "the name stands before what was said");
                    first.text = format!("{name}: {}", first.text);
                }
                self.turns.push(Turn::new(Role::User, parts));
            }
            "assistant" => self.assistant(message, at, changes),
            "tool" => {
                let id = message.take_text("tool_call_id").unwrap_or_default();
                self.result(id, message, changes);
            }
            "function" => {
                let name = message.take_text("name").unwrap_or_default();
                let known = self.old_call.take().filter(|(called, _)| *called == name || name.is_empty());
                self.result(known.map(|(_, id)| id).unwrap_or_default(), message, changes);
            }
            _ => {
                let field = format!("messages[{at}].role");
                return Err(Refusal::invalid(
                    field,
                    "未知的角色",
                    "it is none of system, developer, user, assistant, tool",
                ));
            }
        }
        Ok(())
    }

    fn result(&mut self, id: String, mut message: Object, changes: &mut Changes) {
        let parts = self.parts(message.take("content"), changes);
        let result = CallResult {
            id,
            name: None,
            namespace: None,
            kind: CallKind::Function,
            parts,
            is_error: false,
            cache: None,
        };
        self.turns.push(Turn::new(Role::User, vec![Part::Result(result)]));
    }

    fn assistant(&mut self, mut message: Object, at: usize, changes: &mut Changes) {
        let mut parts = self.thoughts(&mut message);
        parts.extend(self.parts(message.take("content"), changes));
        parts.extend(message.take_text("refusal").map(Part::Refusal));
        for (number, call) in message.take_list("tool_calls").into_iter().enumerate() {
            let Json::Object(call) = call else { continue };
            parts.extend(read_call(call, at, number));
        }
        if let Some(mut call) = message.take_object("function_call") {
            let name = call.take_text("name").unwrap_or_default();
            let id = format!("call_{at}_{name}");
            self.old_call = Some((name.clone(), id.clone()));
            parts.push(Part::Call(function_call(id, name, arguments_text(call.take("arguments")))));
        }
        self.turns.push(Turn::new(Role::Assistant, parts));
    }

    /// Thoughts in each vendor's field, each said once.
    fn thoughts(&self, message: &mut Object) -> Vec<Part> {
        let mut thoughts = Vec::new();
        for mut block in message.take_list("thinking_blocks").into_iter().filter_map(Json::into_object) {
            let opaque = block.take_text("signature").or_else(|| block.take_text("data"));
            let opaque = opaque.and_then(|value| {
                carrier::accept(value, Dialect::OpenaiChat, self.reading.upstream, self.reading.family)
            });
            let text = block.take_text("thinking").unwrap_or_default();
            let redacted = block.text("type") == Some("redacted_thinking");
            thoughts.push(Part::Thought(Thought { text, opaque, redacted }));
        }
        let details = message.take_list("reasoning_details").into_iter().filter_map(Json::into_object);
        let details: Vec<String> = details
            .filter_map(|mut detail| detail.take_text("text").or_else(|| detail.take_text("summary")))
            .collect();
        let texts = [message.take_text("reasoning_content"), message.take_text("reasoning")];
        let text =
            texts.into_iter().flatten().find(|text| !text.is_empty()).unwrap_or_else(|| details.concat());
        if thoughts.is_empty() && !text.trim().is_empty() {
            thoughts.push(Part::Thought(Thought { text, opaque: None, redacted: false }));
        }
        thoughts
    }

    fn parts(&self, content: Option<Json>, changes: &mut Changes) -> Vec<Part> {
        openai::parts_of(content).into_iter().filter_map(|part| read_part(part, changes)).collect()
    }
}

/// A part of a message, in this dialect's form or in that of Responses: clients mix them.
pub(crate) fn read_part(mut part: Object, changes: &mut Changes) -> Option<Part> {
    let cache = part.take_object("cache_control").map(|control| match control.text("ttl") {
        Some("1h") => Cache::OneHour,
        _ => Cache::FiveMinutes,
    });
    let kind = part.text("type").unwrap_or(if part.contains("text") { "text" } else { "" }).to_owned();
    match kind.as_str() {
        "text" | "input_text" | "output_text" | "summary_text" | "reasoning_text" => {
            Some(Part::Text(Text { text: part.take_text("text")?, cache, opaque: None }))
        }
        "refusal" => part.take_text("refusal").map(Part::Refusal),
        "image_url" | "input_image" | "image" => {
            let (url, detail) = match part.take("image_url") {
                Some(Json::Text(url)) => (Some(url), part.take_text("detail")),
                Some(Json::Object(mut image)) => (image.take_text("url"), image.take_text("detail")),
                _ => (None, part.take_text("detail")),
            };
            let source =
                url.map(media::source_of_url).or_else(|| part.take_text("file_id").map(Source::File))?;
            Some(Part::Image(Image { source, detail, cache }))
        }
        "input_audio" => {
            let mut audio = part.take_object("input_audio")?;
            let format = audio.take_text("format").unwrap_or_else(|| "wav".to_owned());
            let mime = if format == "mp3" { "audio/mpeg".to_owned() } else { format!("audio/{format}") };
            Some(Part::Audio(Audio { mime, data: media::tidy(audio.take_text("data")?) }))
        }
        "file" | "input_file" => {
            let mut file = part.take_object("file").unwrap_or(part);
            let name = file.take_text("filename");
            let data = file.take_text("file_data").map(|data| media::base64(mime_of(name.as_deref()), data));
            let url = file.take_text("file_url").map(media::source_of_url);
            let source = data.or(url).or_else(|| file.take_text("file_id").map(Source::File))?;
            Some(Part::Document(Document { source, name, context: None, cache }))
        }
        _ => {
            changes.replaced(kind.clone(), "this kind of content is not known");
            Some(Part::Server(Server { kind, json: part.into() }))
        }
    }
}

/// The type of a file that says none, told by its name.
fn mime_of(name: Option<&str>) -> Option<String> {
    let ending = name?.rsplit_once('.')?.1.to_ascii_lowercase();
    let mime = match ending.as_str() {
        "pdf" => "application/pdf",
        "txt" | "md" | "csv" | "json" | "xml" | "html" => "text/plain",
        _ => return None,
    };
    Some(mime.to_owned())
}

fn read_call(mut call: Object, at: usize, number: usize) -> Option<Part> {
    let id =
        call.take_text("id").filter(|id| !id.is_empty()).unwrap_or_else(|| format!("call_{at}_{number}"));
    if let Some(mut custom) = call.take_object("custom") {
        let mut call =
            function_call(id, custom.take_text("name")?, custom.take_text("input").unwrap_or_default());
        call.kind = CallKind::Freeform;
        return Some(Part::Call(call));
    }
    let mut function = call.take_object("function").unwrap_or(call);
    let name = function.take_text("name").filter(|name| !name.is_empty())?;
    Some(Part::Call(function_call(id, name, arguments_text(function.take("arguments")))))
}

fn function_call(id: String, name: String, arguments: String) -> Call {
    Call { id, name, namespace: None, kind: CallKind::Function, arguments, opaque: None, cache: None }
}

/// Arguments are a text; some clients send the object itself.
pub(crate) fn arguments_text(arguments: Option<Json>) -> String {
    match arguments {
        None => "{}".to_owned(),
        Some(Json::Text(text)) if text.trim().is_empty() => "{}".to_owned(),
        Some(Json::Text(text)) => text,
        Some(other @ (Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_))) => {
            other.to_compact()
        }
    }
}
