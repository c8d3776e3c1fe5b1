//! Writes a request for a message.

use super::breakpoints::{add_breakpoints, limit_breakpoints};
use super::write_blocks::{cache_control, write_turn};
use super::write_reasoning::write_reasoning;
use crate::convert::changes::Changes;
use crate::convert::ir::{Choice, ChoiceMode, Output, Part, Request, Role, Tier, Tool, Turn};
use crate::convert::models::Claude;
use crate::convert::names::WEB_SEARCH;
use crate::convert::repair::merge;
use crate::convert::tree::{Json, Object};
use crate::convert::{Host, Writing, names, reminder, schema};
use domain::Dialect;

/// What is asked for when nothing was: more than any answer needs, less than any model has.
const DEFAULT_MAX_TOKENS: u64 = 32_000;

pub(crate) fn write_request(mut request: Request, writing: &Writing<'_>, changes: &mut Changes) -> Object {
    let claude = Claude::of(writing.model);
    settle_output(&mut request, claude, changes);
    let turns = arrange(&mut request, writing, claude, changes);
    let mut body = Object::new().with("model", writing.model);
    let limit = claude.and_then(Claude::max_output);
    let mut max_tokens = request.max_output.unwrap_or(DEFAULT_MAX_TOKENS).max(1);
    if let Some(limit) = limit.filter(|limit| *limit < max_tokens) {
        if request.max_output.is_some() {
            changes.adjusted("max_tokens", "more than the model writes");
        }
        max_tokens = limit;
    }
    body.set("max_tokens", max_tokens);
    if let Some(system) = write_system(&request) {
        body.set("system", system);
    }
    let messages: Vec<Json> = turns.iter().filter_map(|turn| write_turn(turn, writing, changes)).collect();
    body.set("messages", messages);
    write_tools(&request, writing, changes, &mut body);
    write_reasoning(&request, &turns, claude, limit, changes, &mut body);
    write_output(&request, &mut body);
    write_sampling(&request, claude, changes, &mut body);
    if let Some(user) = &request.user {
        body.set("metadata", Object::new().with("user_id", anonymous(user, 256)));
    }
    match request.tier {
        Some(Tier::Priority | Tier::Flex) => changes.dropped("service_tier", "the upstream has no such tier"),
        Some(Tier::Standard) | None => {}
    }
    for (name, is_set) in [
        ("seed", request.sampling.seed.is_some()),
        ("presence_penalty", request.sampling.presence_penalty.is_some()),
        ("frequency_penalty", request.sampling.frequency_penalty.is_some()),
        ("verbosity", request.verbosity.is_some()),
        ("metadata", request.metadata.is_some()),
        ("prompt_cache_key", request.cache_key.is_some()),
    ] {
        if is_set {
            changes.dropped(name, "the upstream's dialect has no such field");
        }
    }
    limit_breakpoints(&mut body, changes);
    if writing.caching {
        add_breakpoints(&mut body, request.cache);
    }
    body.set("stream", writing.stream);
    body
}

/// What the answer must look like, where only words can say it.
fn settle_output(request: &mut Request, claude: Option<Claude>, changes: &mut Changes) {
    let instruction = match &request.output {
        Output::Text => return,
        Output::JsonSchema { .. } if claude.is_some_and(Claude::takes_schema) => return,
        Output::JsonObject => "Respond with one JSON object only.".to_owned(),
        Output::JsonSchema { schema, .. } => {
            format!("Respond with one JSON value only, matching this JSON schema:\n{}", schema.to_compact())
        }
    };
    changes.replaced("response_format", "the model is told in words");
    request.system.push(crate::convert::ir::SystemText::new(instruction));
    request.output = Output::Text;
}

/// The turns as this dialect wants them: the user first, instructions in between as reminders.
fn arrange(
    request: &mut Request,
    writing: &Writing<'_>,
    claude: Option<Claude>,
    changes: &mut Changes,
) -> Vec<Turn> {
    let takes_system = writing.host == Host::Anthropic && claude.is_some_and(Claude::takes_mid_system);
    let mut turns: Vec<Turn> = Vec::new();
    for turn in std::mem::take(&mut request.turns) {
        let follows_user = turns.last().is_some_and(|last| last.role == Role::User);
        if turn.role == Role::System && !(takes_system && follows_user) {
            turns.push(Turn::new(Role::User, vec![Part::text(reminder(&turn))]));
        } else {
            turns.push(turn);
        }
    }
    turns.retain(|turn| turn.parts.iter().any(is_sendable));
    let mut turns = merge(turns);
    if turns.first().is_some_and(|turn| turn.role != Role::User) {
        changes.added("messages", "the first message must be the user's");
        turns.insert(0, Turn::new(Role::User, vec![Part::text(".")]));
    }
    if let Some(last) = turns.last_mut().filter(|last| last.role == Role::Assistant) {
        if let Some(Part::Text(text)) = last.parts.last_mut() {
            text.text.truncate(text.text.trim_end().len());
        }
        if claude.is_some_and(|claude| !claude.takes_prefill()) {
            changes.added("messages", "the model doesn't continue its own message: it is asked to");
            let ask = "Continue your last message from exactly where it stops.";
            turns.push(Turn::new(Role::User, vec![Part::text(ask)]));
        }
    }
    turns
}

/// Whether anything of the part will be in the request.
fn is_sendable(part: &Part) -> bool {
    match part {
        Part::Text(text) => !text.text.trim().is_empty(),
        Part::Refusal(text) => !text.trim().is_empty(),
        Part::Thought(thought) => {
            thought.opaque.as_ref().is_some_and(|opaque| opaque.origin == Dialect::Anthropic)
        }
        Part::Image(_)
        | Part::Document(_)
        | Part::Audio(_)
        | Part::Call(_)
        | Part::Result(_)
        | Part::Server(_)
        | Part::ToolReference(_) => true,
    }
}

fn write_system(request: &Request) -> Option<Json> {
    match request.system.as_slice() {
        [] => None,
        [only] if only.cache.is_none() => Some(Json::from(only.text.as_str())),
        blocks => {
            let block = |block: &crate::convert::ir::SystemText| {
                Object::new()
                    .with("type", "text")
                    .with("text", block.text.as_str())
                    .with_some("cache_control", block.cache.map(cache_control))
            };
            Some(blocks.iter().map(block).collect::<Vec<_>>().into())
        }
    }
}

fn write_tools(request: &Request, writing: &Writing<'_>, changes: &mut Changes, body: &mut Object) {
    let allowed = match &request.choice {
        Some(Choice::Allowed { names, .. }) => Some(names),
        Some(Choice::Auto | Choice::None | Choice::Required | Choice::Named(_)) | None => None,
    };
    // Others that speak the dialect refuse what they don't know.
    let takes_strict =
        writing.host == Host::Anthropic && Claude::of(writing.model).is_some_and(Claude::takes_schema);
    let mut tools = Vec::new();
    for tool in &request.tools {
        match tool {
            Tool::Function(function) => {
                if allowed.is_some_and(|names| !names.contains(&function.name)) {
                    continue;
                }
                let name =
                    writing.names.upstream(function.namespace.as_deref(), &function.name, Dialect::Anthropic);
                let (description, parameters) = function.as_function();
                let strict = function
                    .strict
                    .filter(|strict| *strict && takes_strict && schema::is_strict(&parameters));
                tools.push(
                    Object::new()
                        .with("name", name)
                        .with_some("description", description)
                        .with("input_schema", schema::for_tool(parameters))
                        .with_some("strict", strict)
                        .with_some("cache_control", function.cache.map(cache_control)),
                );
            }
            Tool::Search(search) => tools.push(
                Object::new()
                    .with("name", names::SEARCH)
                    .with_some("description", search.description.clone())
                    .with("input_schema", schema::for_tool(search.schema.clone())),
            ),
            Tool::Web(web) => {
                let list = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
                // Both lists at once are refused.
                let blocked = if web.allowed.is_empty() { list(&web.blocked) } else { None };
                tools.push(
                    Object::new()
                        .with("type", "web_search_20250305")
                        .with("name", WEB_SEARCH)
                        .with_some("max_uses", web.max_uses)
                        .with_some("allowed_domains", list(&web.allowed))
                        .with_some("blocked_domains", blocked)
                        .with_some("user_location", web.location.clone()),
                );
            }
            Tool::Server { kind, .. } => {
                changes.dropped(format!("tools ({kind})"), "a tool that only its own vendor runs");
            }
        }
    }
    if tools.is_empty() {
        return;
    }
    body.set("tools", tools);
    if let Some(choice) = write_choice(request, writing, changes) {
        body.set("tool_choice", choice);
    }
}

fn write_choice(request: &Request, writing: &Writing<'_>, changes: &mut Changes) -> Option<Object> {
    let of_type = |kind: &str| Object::new().with("type", kind);
    let mut choice = match &request.choice {
        Some(Choice::None) => return Some(of_type("none")),
        Some(Choice::Required) => of_type("any"),
        Some(Choice::Named(name)) => match writing.names.declared(name) {
            Some(name) => of_type("tool").with("name", name),
            None if name == WEB_SEARCH => of_type("tool").with("name", WEB_SEARCH),
            None => of_type("auto"),
        },
        Some(Choice::Allowed { mode, .. }) => {
            changes.replaced("tool_choice", "only the allowed tools are declared");
            of_type(if *mode == ChoiceMode::Required { "any" } else { "auto" })
        }
        Some(Choice::Auto) => of_type("auto"),
        None if request.parallel == Some(false) => of_type("auto"),
        None => return None,
    };
    if request.parallel == Some(false) {
        choice.set("disable_parallel_tool_use", true);
    }
    Some(choice)
}

fn write_output(request: &Request, body: &mut Object) {
    if let Output::JsonSchema { schema, .. } = &request.output {
        let format = Object::new().with("type", "json_schema").with("schema", schema::closed(schema.clone()));
        let mut config = body.take_object("output_config").unwrap_or_default();
        config.set("format", format);
        body.set("output_config", config);
    }
}

fn write_sampling(request: &Request, claude: Option<Claude>, changes: &mut Changes, body: &mut Object) {
    let stop: Vec<String> = request.stop.iter().filter(|stop| !stop.trim().is_empty()).cloned().collect();
    if stop.len() < request.stop.len() {
        changes.dropped("stop", "a stop sequence of white space is refused");
    }
    if !stop.is_empty() {
        body.set("stop_sequences", stop);
    }
    let sampling = &request.sampling;
    let named = [("temperature", sampling.temperature), ("top_p", sampling.top_p), ("top_k", sampling.top_k)];
    if claude.is_some_and(|claude| !claude.takes_sampling()) {
        for (name, _) in named
            .iter()
            .filter(|(name, value)| value.is_some_and(|value| *name != "temperature" || value != 1.0))
        {
            changes.dropped(*name, "the model takes no sampling parameters");
        }
        return;
    }
    let thinks = matches!(body.get("thinking"), Some(Json::Object(thinking)) if thinking.text("type") != Some("disabled"));
    let mut temperature = sampling.temperature;
    if let Some(asked) = temperature.filter(|asked| !(0.0..=1.0).contains(asked)) {
        changes.adjusted("temperature", "the upstream's goes from 0 to 1");
        temperature = Some(asked.clamp(0.0, 1.0));
    }
    let mut top_p = sampling.top_p;
    let mut top_k = sampling.top_k;
    if thinks {
        for (name, value) in [("temperature", &mut temperature), ("top_k", &mut top_k)] {
            if value.take().is_some() {
                changes.dropped(name, "not together with thinking");
            }
        }
        top_p = top_p.map(|top_p| top_p.clamp(0.95, 1.0));
    }
    if temperature.is_some() && top_p.is_some() && claude.is_some_and(|claude| !claude.takes_both_samplings())
    {
        changes.dropped("top_p", "not together with a temperature");
        top_p = None;
    }
    for (name, value) in [("temperature", temperature), ("top_p", top_p)] {
        if let Some(value) = value {
            body.set(name, value);
        }
    }
    if let Some(top_k) = top_k.filter(|top_k| *top_k >= 0.0) {
        // A float to integer cast saturates.
        body.set("top_k", top_k as u64);
    }
}

/// Who the user is, without an address in it, and not too long.
fn anonymous(user: &str, limit: usize) -> String {
    let looks_like_address = user.contains('@') || user.starts_with('+');
    if looks_like_address || user.len() > limit { names::digest(user, 64) } else { user.to_owned() }
}
