//! What only one vendor's servers know, in a conversation that goes to another: a short text in its place.

use super::changes::Changes;
use super::ir::{Part, Server, Turn};
use super::tree::{Json, Object};

/// The longest text that stands for one of them.
const LIMIT: usize = 4096;

/// Puts texts in the places of server parts.
pub(crate) fn replace(turns: &mut [Turn], changes: &mut Changes) {
    for part in turns.iter_mut().flat_map(|turn| &mut turn.parts) {
        replace_part(part, changes);
        if let Part::Result(result) = part {
            result.parts.iter_mut().for_each(|inner| replace_part(inner, changes));
        }
    }
}

fn replace_part(part: &mut Part, changes: &mut Changes) {
    if let Part::Server(server) = part {
        changes.replaced(server.kind.clone(), "only its own vendor knows it: a text stands for it");
        *part = Part::text(text_of(server));
    } else if let Part::ToolReference(name) = part {
        *part = Part::text(format!("Tool loaded: {name}"));
    }
}

fn text_of(server: &Server) -> String {
    let object = server.json.as_object();
    let text = match server.kind.as_str() {
        "server_tool_use" | "mcp_tool_use" => object.map(|object| {
            let name = object.text("name").unwrap_or("tool");
            let input = object.get("input").map(Json::to_compact).unwrap_or_default();
            format!("[{name}: {input}]")
        }),
        "web_search_tool_result" | "search_result" | "web_search_call" => object.map(sources),
        kind if kind.ends_with("_tool_result") || kind == "mcp_tool_result" => {
            object.and_then(|object| object.get("content")).map(inner_text)
        }
        _ => None,
    };
    let text = text.filter(|text| !text.is_empty());
    let mut text = text.unwrap_or_else(|| format!("[unsupported content: {}]", server.kind));
    text.truncate(text.floor_char_boundary(LIMIT));
    text
}

/// Titles and URLs, a line each.
fn sources(object: &Object) -> String {
    let mut lines = Vec::new();
    let content = object.get("content").and_then(Json::as_array).unwrap_or_default();
    let own = std::iter::once(object);
    for object in content.iter().filter_map(Json::as_object).chain(own) {
        let url = object.text("url").or_else(|| object.text("source"));
        if let Some(url) = url {
            lines.push(format!("{} <{url}>", object.text("title").unwrap_or_default()).trim().to_owned());
        }
        if let Some(text) = object.text("text") {
            lines.push(text.to_owned());
        }
    }
    lines.join("\n")
}

fn inner_text(content: &Json) -> String {
    match content {
        Json::Text(text) => text.clone(),
        Json::Array(items) => {
            let texts = items.iter().filter_map(|item| item.as_object()?.text("text"));
            texts.collect::<Vec<_>>().join("\n")
        }
        Json::Object(object) => {
            let named = ["stdout", "stderr", "text", "error_code"];
            let texts = named.iter().filter_map(|name| object.text(name)).filter(|text| !text.is_empty());
            texts.collect::<Vec<_>>().join("\n")
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => String::new(),
    }
}
