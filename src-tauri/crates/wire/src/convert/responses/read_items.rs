//! Reads the items of a conversation.

use super::read_tools::read_tool;
use crate::convert::carrier::{self, Known};
use crate::convert::changes::{Changes, Refusal};
use crate::convert::chat::{arguments_text, read_part};
use crate::convert::ir::{Call, CallKind, CallResult, Part, Role, SystemText, Thought, Tool, Turn};
use crate::convert::tree::{Json, Object};
use crate::convert::{Reading, openai};
use domain::Dialect;

/// The conversation so far.
pub(super) struct Items<'a> {
    reading: &'a Reading<'a>,
    pub(super) system: Vec<SystemText>,
    pub(super) turns: Vec<Turn>,
    /// Tools that are declared in between.
    pub(super) tools: Vec<Tool>,
}

impl<'a> Items<'a> {
    pub(super) fn new(reading: &'a Reading<'a>) -> Self {
        Self { reading, system: Vec::new(), turns: Vec::new(), tools: Vec::new() }
    }

    pub(super) fn read(&mut self, mut item: Object, at: usize, changes: &mut Changes) -> Result<(), Refusal> {
        let kind = item.text("type").unwrap_or("message").to_owned();
        match kind.as_str() {
            "message" | "agent_message" => return self.message(item, at, changes),
            "reasoning" => self.reasoning(item),
            "function_call" => {
                let arguments = arguments_text(item.take("arguments"));
                self.call(item, CallKind::Function, arguments, at);
            }
            "custom_tool_call" => {
                let input = item.take_text("input").unwrap_or_default();
                self.call(item, CallKind::Freeform, input, at);
            }
            "tool_search_call" => {
                let arguments = arguments_text(item.take("arguments"));
                item.set("name", crate::convert::names::SEARCH);
                self.call(item, CallKind::Search, arguments, at);
            }
            "local_shell_call" | "shell_call" | "apply_patch_call" => {
                let action = item.take("action").or_else(|| item.take("operation"));
                item.set("name", kind.trim_end_matches("_call"));
                self.call(item, CallKind::Function, arguments_text(action), at);
            }
            "function_call_output"
            | "local_shell_call_output"
            | "shell_call_output"
            | "apply_patch_call_output" => {
                self.output(item, CallKind::Function, changes);
            }
            "custom_tool_call_output" => self.output(item, CallKind::Freeform, changes),
            "tool_search_output" => self.search_output(item),
            "additional_tools" => {
                for tool in item.take_list("tools").into_iter().filter_map(Json::into_object) {
                    read_tool(tool, None, &mut self.tools);
                }
            }
            "item_reference" => return Err(Refusal::previous_response("input")),
            "compaction_trigger" => {
                return Err(Refusal::cannot_convert(
                    format!("input[{at}]"),
                    "压缩由原供应商完成",
                    "compaction is done by its own vendor",
                ));
            }
            "compaction" | "context_compaction" | "compaction_summary" => self.compaction(item, changes),
            // They steer a vendor's server, or say what it did.
            _ => changes.dropped(format!("input ({kind})"), "only its own vendor knows it"),
        }
        Ok(())
    }

    fn message(&mut self, mut item: Object, at: usize, changes: &mut Changes) -> Result<(), Refusal> {
        let role = match item.text("role") {
            Some("user") => Role::User,
            Some("assistant") => Role::Assistant,
            Some("system" | "developer") => Role::System,
            _ => {
                let en = "it is none of user, assistant, system, developer";
                return Err(Refusal::invalid(format!("input[{at}].role"), "未知的角色", en));
            }
        };
        let parts: Vec<Part> = openai::parts_of(item.take("content"))
            .into_iter()
            .filter_map(|part| read_part(part, changes))
            .collect();
        if role == Role::System && self.turns.is_empty() {
            self.system.extend(parts.iter().filter_map(Part::as_text).map(SystemText::new));
        } else {
            self.turns.push(Turn::new(role, parts));
        }
        Ok(())
    }

    fn reasoning(&mut self, mut item: Object) {
        let texts = |list: Vec<Json>| -> Vec<String> {
            let objects = list.into_iter().filter_map(Json::into_object);
            objects.filter_map(|mut object| object.take_text("text")).collect()
        };
        let mut summary = texts(item.take_list("summary"));
        let content = texts(item.take_list("content"));
        if summary.is_empty() {
            summary = content;
        }
        let opaque = item.take_text("encrypted_content").and_then(|value| {
            carrier::accept(value, Dialect::OpenaiResponses, self.reading.upstream, self.reading.family)
        });
        let redacted = opaque.as_ref().is_some_and(|opaque| opaque.redacted);
        let thought = Thought { text: summary.join("\n\n"), opaque, redacted };
        self.turns.push(Turn::new(Role::Assistant, vec![Part::Thought(thought)]));
    }

    fn call(&mut self, mut item: Object, kind: CallKind, arguments: String, at: usize) {
        let id = item.take_text("call_id").or_else(|| item.take_text("id"));
        let call = Call {
            id: id.filter(|id| !id.is_empty()).unwrap_or_else(|| format!("call_{at}")),
            name: item.take_text("name").unwrap_or_default(),
            namespace: item.take_text("namespace").filter(|namespace| !namespace.is_empty()),
            kind,
            arguments,
            opaque: None,
            cache: None,
        };
        self.turns.push(Turn::new(Role::Assistant, vec![Part::Call(call)]));
    }

    fn output(&mut self, mut item: Object, kind: CallKind, changes: &mut Changes) {
        let parts = match item.take("output") {
            Some(Json::Object(object)) => vec![Part::text(Json::Object(object).to_compact())],
            Some(Json::Array(parts)) if parts.iter().all(is_other_output) => {
                vec![Part::text(Json::Array(parts).to_compact())]
            }
            output => {
                openai::parts_of(output).into_iter().filter_map(|part| read_part(part, changes)).collect()
            }
        };
        self.result(item, kind, parts);
    }

    /// A search's result declares the tools that it found.
    fn search_output(&mut self, mut item: Object) {
        let before = self.tools.len();
        for tool in item.take_list("tools").into_iter().filter_map(Json::into_object) {
            read_tool(tool, None, &mut self.tools);
        }
        let names = self.tools[before..].iter().filter_map(|tool| match tool {
            Tool::Function(function) => Some(function.name.as_str()),
            Tool::Web(_) | Tool::Search(_) | Tool::Server { .. } => None,
        });
        let text = format!("Tools loaded: {}", names.collect::<Vec<_>>().join(", "));
        self.result(item, CallKind::Search, vec![Part::text(text)]);
    }

    fn result(&mut self, mut item: Object, kind: CallKind, parts: Vec<Part>) {
        let id = item.take_text("call_id").or_else(|| item.take_text("id")).unwrap_or_default();
        let result =
            CallResult { id, name: None, namespace: None, kind, parts, is_error: false, cache: None };
        self.turns.push(Turn::new(Role::User, vec![Part::Result(result)]));
    }

    /// Our own summaries are read; a vendor's can't be.
    fn compaction(&mut self, mut item: Object, changes: &mut Changes) {
        match item.take_text("encrypted_content").map(|value| carrier::unwrap(&value)) {
            Some(Known::Carried(opaque, _)) => {
                let text = format!("Summary of the conversation so far:\n{}", opaque.value);
                self.turns.push(Turn::new(Role::User, vec![Part::text(text)]));
            }
            Some(Known::Vendors) | None => {
                changes.dropped("input (compaction)", "only its own vendor can read it");
            }
        }
    }
}

/// An output that is a list of anything but content.
fn is_other_output(part: &Json) -> bool {
    part.as_object().is_none_or(|object| object.text("type").is_none() && !object.contains("text"))
}
