//! Writes a request for a response.

use super::write_input::write_input;
use crate::convert::changes::{Changes, Refusal};
use crate::convert::ir::{Choice, ChoiceMode, Effort, Function, Output, Request, Show, Thinking, Tool};
use crate::convert::names::WEB_SEARCH;
use crate::convert::tree::{Json, Object};
use crate::convert::{Host, Writing, models, names, openai, schema};
use domain::Dialect;

/// The least that may be asked for.
const MIN_OUTPUT: u64 = 16;

pub(crate) fn write_request(
    mut request: Request,
    writing: &Writing<'_>,
    changes: &mut Changes,
) -> Result<Object, Refusal> {
    let is_codex = writing.host == Host::ChatGpt;
    let mut body = Object::new().with("model", writing.model);
    let instructions = request.system_text();
    if !instructions.is_empty() || is_codex {
        body.set("instructions", instructions);
    }
    body.set("input", write_input(&mut request, writing, changes));
    let tools = write_tools(&request, writing, changes)?;
    if !tools.is_empty() {
        body.set("tools", tools);
        if let Some(choice) = write_choice(&request, writing) {
            body.set("tool_choice", choice);
        }
        if let Some(parallel) = request.parallel {
            body.set("parallel_tool_calls", parallel);
        }
    }
    write_limits(&request, writing, is_codex, changes, &mut body);
    write_reasoning(&request, writing, changes, &mut body);
    write_text(&request, writing, changes, &mut body);
    if let Some(key) = openai::cache_key(&request, writing.session, writing.host) {
        body.set("prompt_cache_key", key);
    }
    if let Some(user) = request.user.as_deref().filter(|_| !is_codex) {
        body.set("safety_identifier", openai::safety_identifier(user));
    }
    if let Some(tier) = request.tier {
        body.set("service_tier", openai::write_tier(tier));
    }
    if request.metadata.is_some() {
        changes.dropped("metadata", "it is kept with stored answers only");
    }
    body.set("store", false);
    // That back end answers with streams only; a stream is read as well where a whole answer is wanted.
    body.set("stream", writing.stream || is_codex);
    Ok(body)
}

fn write_limits(
    request: &Request,
    writing: &Writing<'_>,
    is_codex: bool,
    changes: &mut Changes,
    body: &mut Object,
) {
    let thinks = request.reasoning.thinking != Thinking::Off;
    let sampling = openai::sampling(request, writing.model, thinks, changes);
    if is_codex {
        for (name, is_set) in [
            ("max_tokens", request.max_output.is_some()),
            ("temperature", sampling.temperature.is_some()),
            ("top_p", sampling.top_p.is_some()),
        ] {
            if is_set {
                changes.dropped(name, "the upstream refuses it");
            }
        }
    } else {
        if let Some(max_output) = request.max_output {
            if max_output < MIN_OUTPUT {
                changes.adjusted("max_tokens", "the upstream wants at least 16");
            }
            body.set("max_output_tokens", max_output.max(MIN_OUTPUT));
        }
        for (name, value) in [("temperature", sampling.temperature), ("top_p", sampling.top_p)] {
            if let Some(value) = value {
                body.set(name, value);
            }
        }
    }
    for (name, is_set) in [
        ("top_k", sampling.top_k.is_some()),
        ("seed", sampling.seed.is_some()),
        ("presence_penalty", sampling.presence_penalty.is_some()),
        ("frequency_penalty", sampling.frequency_penalty.is_some()),
        ("stop", !request.stop.is_empty()),
    ] {
        if is_set {
            changes.dropped(name, "the upstream's dialect has no such field");
        }
    }
}

fn write_reasoning(request: &Request, writing: &Writing<'_>, changes: &mut Changes, body: &mut Object) {
    let model = writing.model;
    let thinking = request.reasoning.thinking;
    let reasons = models::openai_reasons(model) || !writing.host.is_openai();
    if !reasons {
        if thinking.is_on() {
            changes.dropped("reasoning", "the model doesn't reason");
        }
        return;
    }
    let mut reasoning = Object::new();
    match thinking {
        Thinking::Unset | Thinking::Adaptive => {}
        Thinking::Off if models::openai_takes_no_effort(model) => reasoning.set("effort", "none"),
        Thinking::Off => reasoning.set("effort", models::openai_effort(model, Effort::Minimal).as_str()),
        Thinking::Budget(_) | Thinking::Effort(_) => {
            if let Some(effort) = thinking.effort() {
                let fitting = models::openai_effort(model, effort);
                if fitting != effort {
                    changes.adjusted("reasoning", "the model doesn't know this effort: the nearest one");
                }
                reasoning.set("effort", fitting.as_str());
            }
        }
    }
    match request.reasoning.show {
        Show::Detailed => reasoning.set("summary", "detailed"),
        Show::Omit => {}
        Show::Auto => reasoning.set("summary", "auto"),
        Show::Unset if thinking.is_on() => reasoning.set("summary", "auto"),
        Show::Unset => {}
    }
    if !reasoning.is_empty() {
        body.set("reasoning", reasoning);
    }
    body.set("include", vec!["reasoning.encrypted_content".to_owned()]);
}

fn write_text(request: &Request, writing: &Writing<'_>, changes: &mut Changes, body: &mut Object) {
    let mut text = Object::new();
    match &request.output {
        Output::Text => {}
        Output::JsonObject => text.set("format", Object::new().with("type", "json_object")),
        Output::JsonSchema { name, description, schema, strict } => {
            let strict = *strict == Some(true) && schema.as_object().is_some_and(schema::is_strict);
            let format = Object::new()
                .with("type", "json_schema")
                .with("name", openai::schema_name(name.as_deref()))
                .with_some("description", description.clone())
                .with("schema", schema.clone())
                .with("strict", strict);
            text.set("format", format);
        }
    }
    match &request.verbosity {
        Some(verbosity) if writing.host.is_openai() => text.set("verbosity", verbosity.as_str()),
        Some(_) => changes.dropped("verbosity", "the upstream doesn't know it"),
        None => {}
    }
    if !text.is_empty() {
        body.set("text", text);
    }
}

fn write_tools(
    request: &Request,
    writing: &Writing<'_>,
    changes: &mut Changes,
) -> Result<Vec<Object>, Refusal> {
    let mut tools = Vec::new();
    for tool in &request.tools {
        match tool {
            Tool::Function(function) => tools.push(write_function(function, writing)),
            Tool::Search(search) => tools.push(
                Object::new()
                    .with("type", "function")
                    .with("name", names::SEARCH)
                    .with_some("description", search.description.clone())
                    .with("parameters", schema::for_tool(search.schema.clone()))
                    .with("strict", false),
            ),
            Tool::Web(web) => {
                if !web.blocked.is_empty() {
                    return Err(Refusal::cannot_convert(
                        "tools.blocked_domains",
                        "它的网页搜索不能排除域名",
                        "its search of the web excludes no domains",
                    ));
                }
                if web.max_uses.is_some() {
                    changes.dropped("tools.max_uses", "the upstream counts no searches");
                }
                let filters = (!web.allowed.is_empty())
                    .then(|| Object::new().with("allowed_domains", web.allowed.clone()));
                tools.push(
                    Object::new()
                        .with("type", "web_search")
                        .with_some("filters", filters)
                        .with_some("user_location", web.location.clone()),
                );
            }
            Tool::Server { kind, .. } => {
                changes.dropped(format!("tools ({kind})"), "a tool that only its own vendor runs");
            }
        }
    }
    Ok(tools)
}

fn write_function(function: &Function, writing: &Writing<'_>) -> Object {
    let name =
        writing.names.upstream(function.namespace.as_deref(), &function.name, Dialect::OpenaiResponses);
    if let Some(grammar) = &function.freeform {
        let format = grammar.as_ref().map(|(syntax, definition)| {
            Object::new()
                .with("type", "grammar")
                .with("syntax", syntax.as_str())
                .with("definition", definition.as_str())
        });
        return Object::new()
            .with("type", "custom")
            .with("name", name)
            .with_some("description", function.description.clone())
            .with_some("format", format);
    }
    let (description, parameters, strict) = openai::parameters(function);
    Object::new()
        .with("type", "function")
        .with("name", name)
        .with_some("description", description)
        .with("parameters", parameters)
        .with("strict", strict)
}

fn write_choice(request: &Request, writing: &Writing<'_>) -> Option<Json> {
    let named = |name: &str| Object::new().with("type", "function").with("name", name);
    let choice = match request.choice.as_ref()? {
        Choice::Auto => Json::from("auto"),
        Choice::None => Json::from("none"),
        Choice::Required => Json::from("required"),
        Choice::Named(name) if name == WEB_SEARCH && writing.names.declared(name).is_none() => {
            Object::new().with("type", WEB_SEARCH).into()
        }
        Choice::Named(name) => match writing.names.declared(name) {
            Some(name) => named(name).into(),
            None => Json::from("auto"),
        },
        Choice::Allowed { mode, names } => {
            let mode = if *mode == ChoiceMode::Required { "required" } else { "auto" };
            let tools: Vec<Object> =
                names.iter().filter_map(|name| writing.names.declared(name)).map(named).collect();
            Object::new().with("type", "allowed_tools").with("mode", mode).with("tools", tools).into()
        }
    };
    Some(choice)
}
