//! Reads the tools of a request, and which of them the model should use.

use crate::convert::ir::{Choice, ChoiceMode, Function, Search, Tool, WebSearch};
use crate::convert::names::WEB_SEARCH;
use crate::convert::openai;
use crate::convert::tree::{Json, Object};

/// Appends the tool, or the tools of a namespace.
pub(super) fn read_tool(mut tool: Object, namespace: Option<&str>, tools: &mut Vec<Tool>) {
    let kind = tool.text("type").unwrap_or("function").to_owned();
    let namespace_of = |function: Function| Function { namespace: namespace.map(str::to_owned), ..function };
    match kind.as_str() {
        "function" => {
            let deferred = tool.take_bool("defer_loading").unwrap_or(false);
            let inner = tool.take_object("function").unwrap_or(tool);
            if let Some(function) = openai::read_function(inner) {
                // Left out, it is on in this dialect.
                let strict = Some(function.strict.unwrap_or(true));
                tools.push(Tool::Function(namespace_of(Function { strict, deferred, ..function })));
            }
        }
        "custom" => tools.extend(openai::read_custom(tool).map(namespace_of).map(Tool::Function)),
        "namespace" => {
            let name = tool.take_text("name").unwrap_or_default();
            for inner in tool.take_list("tools").into_iter().filter_map(Json::into_object) {
                if inner.text("type") != Some("namespace") {
                    read_tool(inner, Some(&name), tools);
                }
            }
        }
        "tool_search" if tool.text("execution").is_none_or(|execution| execution == "client") => {
            tools.push(Tool::Search(Search {
                description: tool.take_text("description"),
                schema: tool.take_object("parameters").unwrap_or_default(),
            }));
        }
        kind if kind.starts_with("web_search") => {
            let mut filters = tool.take_object("filters").unwrap_or_default();
            let domains = |filters: &mut Object, name| {
                filters.take_list(name).into_iter().filter_map(Json::into_text).collect()
            };
            tools.push(Tool::Web(WebSearch {
                max_uses: None,
                allowed: domains(&mut filters, "allowed_domains"),
                blocked: domains(&mut filters, "blocked_domains"),
                location: tool.take("user_location"),
            }));
        }
        _ => tools.push(Tool::Server { kind, json: tool.into() }),
    }
}

pub(super) fn read_choice(choice: Json) -> Option<Choice> {
    let mut choice = match choice {
        Json::Text(word) => return openai::read_choice_word(&word),
        Json::Object(object) => object,
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => return None,
    };
    match choice.text("type") {
        Some("allowed_tools") => {
            let mode = match choice.text("mode") {
                Some("required") => ChoiceMode::Required,
                _ => ChoiceMode::Auto,
            };
            let tools = choice.take_list("tools").into_iter().filter_map(Json::into_object);
            Some(Choice::Allowed {
                mode,
                names: tools.filter_map(|mut tool| tool.take_text("name")).collect(),
            })
        }
        Some(kind) if kind.starts_with("web_search") => Some(Choice::Named(WEB_SEARCH.to_owned())),
        Some(_) => {
            let kind = choice.take_text("type");
            choice.take_text("name").or(kind).map(Choice::Named)
        }
        None => None,
    }
}
