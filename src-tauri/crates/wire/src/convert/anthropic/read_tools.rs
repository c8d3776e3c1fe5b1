//! Reads the tools of a request, and which of them the model should use.

use super::read_request::take_cache;
use crate::convert::changes::Changes;
use crate::convert::ir::{Choice, Function, Request, Tool, WebSearch};
use crate::convert::tree::{Json, Object};

/// Tools that the client runs, and whose schemas Anthropic's models know without being told.
const KNOWN: [(&str, &str, &str); 3] = [
    (
        "bash_",
        "Runs a command in a persistent bash session.",
        r#"{"type":"object","properties":{"command":{"type":"string","description":"The command to run."},"restart":{"type":"boolean","description":"Restarts the session."}}}"#,
    ),
    (
        "text_editor_",
        "Views and edits text files.",
        r#"{"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert"]},"path":{"type":"string"},"file_text":{"type":"string"},"old_str":{"type":"string"},"new_str":{"type":"string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"},"view_range":{"type":"array","items":{"type":"integer"}}},"required":["command","path"]}"#,
    ),
    (
        "memory_",
        "Keeps notes in files under /memories.",
        r#"{"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert","delete","rename"]},"path":{"type":"string"},"file_text":{"type":"string"},"old_str":{"type":"string"},"new_str":{"type":"string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"},"old_path":{"type":"string"},"new_path":{"type":"string"},"view_range":{"type":"array","items":{"type":"integer"}}},"required":["command"]}"#,
    ),
];

pub(super) fn read_tool(mut tool: Object, changes: &mut Changes) -> Option<Tool> {
    let kind = tool.take_text("type").filter(|kind| kind != "custom");
    let Some(kind) = kind else {
        return Some(Tool::Function(Function {
            name: tool.take_text("name")?,
            namespace: None,
            description: tool.take_text("description"),
            schema: tool.take_object("input_schema").unwrap_or_default(),
            strict: tool.take_bool("strict"),
            freeform: None,
            deferred: tool.take_bool("defer_loading").unwrap_or(false),
            cache: take_cache(&mut tool),
        }));
    };
    if kind.starts_with("web_search_") {
        return Some(Tool::Web(WebSearch {
            max_uses: tool.take_i64("max_uses"),
            allowed: texts(&mut tool, "allowed_domains"),
            blocked: texts(&mut tool, "blocked_domains"),
            location: tool.take("user_location"),
        }));
    }
    if let Some((_, description, schema)) = KNOWN.iter().find(|(prefix, ..)| kind.starts_with(prefix)) {
        changes.replaced(kind, "a tool that only this vendor's models know became a function");
        return Some(Tool::Function(Function {
            name: tool.take_text("name")?,
            namespace: None,
            description: Some((*description).to_owned()),
            schema: Json::parse(schema.as_bytes()).ok()?.into_object()?,
            strict: None,
            freeform: None,
            deferred: false,
            cache: take_cache(&mut tool),
        }));
    }
    Some(Tool::Server { kind, json: tool.into() })
}

pub(super) fn read_choice(mut choice: Object, request: &mut Request) {
    if let Some(disabled) = choice.take_bool("disable_parallel_tool_use") {
        request.parallel = Some(!disabled);
    }
    request.choice = match choice.text("type") {
        Some("auto") => Some(Choice::Auto),
        Some("any") => Some(Choice::Required),
        Some("none") => Some(Choice::None),
        Some("tool") => choice.take_text("name").map(Choice::Named),
        _ => None,
    };
}

fn texts(object: &mut Object, name: &str) -> Vec<String> {
    object.take_list(name).into_iter().filter_map(Json::into_text).collect()
}
