//! Reads a request for a response.

use super::read_items::Items;
use super::read_tools::{read_choice, read_tool};
use crate::convert::changes::{Changes, Refusal};
use crate::convert::ir::{
    Cache, Effort, Output, Part, Reasoning, Request, Role, Show, SystemText, Thinking, Tool, Turn,
};
use crate::convert::names::WEB_SEARCH;
use crate::convert::tree::{Json, Object};
use crate::convert::{Reading, openai};

pub(crate) fn read_request(
    mut body: Object,
    reading: &Reading<'_>,
    changes: &mut Changes,
) -> Result<Request, Refusal> {
    refuse_what_is_kept_elsewhere(&mut body)?;
    let mut items = Items::new(reading);
    items.system.extend(body.take_text("instructions").map(SystemText::new));
    let mut tools = Vec::new();
    for tool in body.take_list("tools").into_iter().filter_map(Json::into_object) {
        read_tool(tool, None, &mut tools);
    }
    match body.take("input") {
        Some(Json::Text(text)) => items.turns.push(Turn::new(Role::User, vec![Part::text(text)])),
        Some(Json::Array(list)) => {
            for (at, item) in list.into_iter().enumerate() {
                let Json::Object(item) = item else {
                    return Err(Refusal::invalid(format!("input[{at}]"), "不是对象", "it is no object"));
                };
                items.read(item, at, changes)?;
            }
        }
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_)) | None => {}
    }
    tools.append(&mut items.tools);
    let mut request = Request {
        system: items.system,
        turns: items.turns,
        tools: first_of_each_name(tools),
        sampling: openai::take_sampling(&mut body),
        max_output: body.take_i64("max_output_tokens").and_then(|count| u64::try_from(count).ok()),
        parallel: body.take_bool("parallel_tool_calls"),
        store: body.take_bool("store"),
        metadata: body.take("metadata"),
        tier: body.take_text("service_tier").as_deref().and_then(openai::read_tier),
        cache_key: body.take_text("prompt_cache_key"),
        cache: body
            .take_text("prompt_cache_retention")
            .map(|kept| if kept == "24h" { Cache::OneHour } else { Cache::FiveMinutes }),
        include_usage: true,
        choice: body.take("tool_choice").and_then(read_choice),
        ..Request::default()
    };
    let (safety, user) = (body.take_text("safety_identifier"), body.take_text("user"));
    request.user = safety.or(user);
    if let Some(mut text) = body.take_object("text") {
        request.verbosity = text.take_text("verbosity");
        if let Some(format) = text.take_object("format") {
            request.output = match format.text("type") {
                Some("json_object") => Output::JsonObject,
                Some("json_schema") => openai::read_schema(format),
                _ => Output::Text,
            };
        }
    }
    request.reasoning = read_reasoning(&mut body, changes);
    // What only steers how the vendor keeps and sends things, and Codex's own.
    for name in
        ["model", "stream", "stream_options", "include", "truncation", "client_metadata", "background"]
    {
        body.take(name);
    }
    request.extra = body;
    Ok(request)
}

fn refuse_what_is_kept_elsewhere(body: &mut Object) -> Result<(), Refusal> {
    for name in ["previous_response_id", "conversation"] {
        if body.take(name).is_some() {
            return Err(Refusal::previous_response(name));
        }
    }
    if body.take("prompt").is_some() {
        return Err(Refusal::cannot_convert(
            "prompt",
            "模板保存在原供应商处",
            "the template is kept at its vendor",
        ));
    }
    if body.get("background") == Some(&Json::Bool(true)) {
        return Err(Refusal::cannot_convert(
            "background",
            "后台任务由原供应商运行",
            "background answers are made by their vendor",
        ));
    }
    Ok(())
}

fn read_reasoning(body: &mut Object, changes: &mut Changes) -> Reasoning {
    let Some(mut object) = body.take_object("reasoning") else { return Reasoning::default() };
    let thinking = match object.take_text("effort").as_deref() {
        None => Thinking::Unset,
        Some("none") => Thinking::Off,
        Some("auto") => Thinking::Adaptive,
        Some(word) => match Effort::parse(word) {
            Some(effort) => Thinking::Effort(effort),
            None => {
                changes.dropped("reasoning.effort", "an unknown word");
                Thinking::Unset
            }
        },
    };
    let summary = object.take_text("summary").or_else(|| object.take_text("generate_summary"));
    Reasoning { thinking, show: summary.as_deref().map(Show::parse_summary).unwrap_or_default() }
}

/// Codex says its tools twice now and then.
fn first_of_each_name(tools: Vec<Tool>) -> Vec<Tool> {
    let mut seen = std::collections::HashSet::new();
    let mut kept = Vec::with_capacity(tools.len());
    for tool in tools {
        let is_new = match &tool {
            Tool::Function(function) => seen.insert((function.namespace.clone(), function.name.clone())),
            Tool::Search(_) => seen.insert((None, crate::convert::names::SEARCH.to_owned())),
            Tool::Web(_) => seen.insert((None, WEB_SEARCH.to_owned())),
            Tool::Server { .. } => true,
        };
        if is_new {
            kept.push(tool);
        }
    }
    kept
}
