//! Writes a request for a chat completion.

use super::write_messages::write_messages;
use crate::convert::changes::{Changes, Refusal};
use crate::convert::host::Switch;
use crate::convert::ir::{Choice, ChoiceMode, Effort, Function, Output, Request, SystemText, Thinking, Tool};
use crate::convert::tree::{Json, Object};
use crate::convert::{Writing, models, names, openai, schema};
use domain::Dialect;

/// The most stop sequences.
const STOPS: usize = 4;

pub(crate) fn write_request(
    mut request: Request,
    writing: &Writing<'_>,
    changes: &mut Changes,
) -> Result<Object, Refusal> {
    let is_openai = writing.host.is_openai();
    let format = settle_output(&mut request, writing, changes);
    let tools = write_tools(&request, writing, changes)?;
    let mut body = Object::new().with("model", writing.model);
    body.set("messages", write_messages(&mut request, writing, changes));
    if !tools.is_empty() {
        body.set("tools", tools);
        if let Some(choice) = write_choice(&request, writing, changes) {
            body.set("tool_choice", choice);
        }
        if let Some(parallel) = request.parallel {
            body.set("parallel_tool_calls", parallel);
        }
    }
    if let Some(max_output) = request.max_output {
        let is_new = is_openai || models::openai_reasons(writing.model);
        let name = if is_new { "max_completion_tokens" } else { "max_tokens" };
        body.set(name, max_output.max(1));
    }
    write_reasoning(&request, writing, changes, &mut body);
    let thinks = request.reasoning.thinking != Thinking::Off;
    let sampling = openai::sampling(&request, writing.model, thinks, changes);
    for (name, value) in [
        ("temperature", sampling.temperature),
        ("top_p", sampling.top_p),
        ("presence_penalty", sampling.presence_penalty),
        ("frequency_penalty", sampling.frequency_penalty),
    ] {
        if let Some(value) = value {
            body.set(name, value);
        }
    }
    if let Some(seed) = sampling.seed {
        body.set("seed", seed);
    }
    if sampling.top_k.is_some() {
        changes.dropped("top_k", "the upstream's dialect has no such field");
    }
    write_stop(&request, writing, changes, &mut body);
    if let Some(format) = format {
        body.set("response_format", format);
    }
    if let Some(verbosity) = &request.verbosity {
        match is_openai {
            true => body.set("verbosity", verbosity.as_str()),
            false => changes.dropped("verbosity", "the upstream doesn't know it"),
        }
    }
    if let Some(user) = &request.user {
        match is_openai {
            true => body.set("safety_identifier", openai::safety_identifier(user)),
            false => body.set("user", openai::safety_identifier(user)),
        }
    }
    if let Some(tier) = request.tier {
        match is_openai {
            true => body.set("service_tier", openai::write_tier(tier)),
            false => changes.dropped("service_tier", "the upstream has no tiers"),
        }
    }
    if let Some(key) = openai::cache_key(&request, writing.session, writing.host) {
        match is_openai {
            true => body.set("prompt_cache_key", key),
            false => changes.dropped("prompt_cache_key", "the upstream doesn't know it"),
        }
    }
    if request.metadata.is_some() {
        changes.dropped("metadata", "it is kept with stored answers only");
    }
    body.set("stream", writing.stream);
    if writing.stream {
        body.set("stream_options", Object::new().with("include_usage", true));
    }
    Ok(body)
}

/// What the answer must look like: as a field, or in words where the upstream has none.
fn settle_output(request: &mut Request, writing: &Writing<'_>, changes: &mut Changes) -> Option<Object> {
    let json_object = || Object::new().with("type", "json_object");
    match &request.output {
        Output::Text => None,
        Output::JsonObject => {
            let said = request.system_text()
                + &request.turns.iter().map(|turn| turn.joined_text()).collect::<String>();
            if !said.to_ascii_lowercase().contains("json") {
                changes.added("messages", "the upstream wants the word JSON in the conversation");
                request.system.push(SystemText::new("Respond in JSON."));
            }
            Some(json_object())
        }
        Output::JsonSchema { schema, .. } if !writing.host.takes_json_schema() => {
            changes.replaced("response_format", "the schema is told in words");
            let text = format!("Respond in JSON, matching this JSON schema:\n{}", schema.to_compact());
            request.system.push(SystemText::new(text));
            Some(json_object())
        }
        Output::JsonSchema { name, description, schema, strict } => {
            let strict = *strict == Some(true) && schema.as_object().is_some_and(schema::is_strict);
            let inner = Object::new()
                .with("name", openai::schema_name(name.as_deref()))
                .with_some("description", description.clone())
                .with("schema", schema.clone())
                .with("strict", strict);
            Some(Object::new().with("type", "json_schema").with("json_schema", inner))
        }
    }
}

fn write_tools(
    request: &Request,
    writing: &Writing<'_>,
    changes: &mut Changes,
) -> Result<Vec<Object>, Refusal> {
    let allowed = match &request.choice {
        Some(Choice::Allowed { names, .. }) if !writing.host.is_openai() => Some(names),
        Some(Choice::Allowed { .. } | Choice::Auto | Choice::None | Choice::Required | Choice::Named(_))
        | None => None,
    };
    let mut tools = Vec::new();
    let mut has_web = false;
    for tool in &request.tools {
        match tool {
            Tool::Function(function) if allowed.is_some_and(|names| !names.contains(&function.name)) => {}
            Tool::Function(function) => tools.push(write_function(function, writing)),
            Tool::Search(search) => {
                let inner = Object::new()
                    .with("name", names::SEARCH)
                    .with_some("description", search.description.clone())
                    .with("parameters", schema::for_tool(search.schema.clone()));
                tools.push(Object::new().with("type", "function").with("function", inner));
            }
            Tool::Web(_) => has_web = true,
            Tool::Server { kind, .. } => {
                changes.dropped(format!("tools ({kind})"), "a tool that only its own vendor runs");
            }
        }
    }
    if has_web && tools.is_empty() {
        return Err(Refusal::cannot_convert("tools", "它不能搜索网页", "it has no search of the web"));
    }
    if has_web {
        changes.dropped("tools (web_search)", "the upstream has no search of the web");
    }
    Ok(tools)
}

fn write_function(function: &Function, writing: &Writing<'_>) -> Object {
    let name = writing.names.upstream(function.namespace.as_deref(), &function.name, Dialect::OpenaiChat);
    if let (Some(grammar), true) = (&function.freeform, writing.host.is_openai()) {
        let format = grammar.as_ref().map(|(syntax, definition)| {
            let inner = Object::new().with("syntax", syntax.as_str()).with("definition", definition.as_str());
            Object::new().with("type", "grammar").with("grammar", inner)
        });
        let custom = Object::new()
            .with("name", name)
            .with_some("description", function.description.clone())
            .with_some("format", format);
        return Object::new().with("type", "custom").with("custom", custom);
    }
    let (description, parameters, strict) = openai::parameters(function);
    let inner = Object::new()
        .with("name", name)
        .with_some("description", description)
        .with("parameters", parameters)
        .with_some("strict", strict.then_some(true));
    Object::new().with("type", "function").with("function", inner)
}

fn write_choice(request: &Request, writing: &Writing<'_>, changes: &mut Changes) -> Option<Json> {
    let named = |name: &str| {
        Object::new().with("type", "function").with("function", Object::new().with("name", name))
    };
    let choice = match request.choice.as_ref()? {
        Choice::Auto => Json::from("auto"),
        Choice::None => Json::from("none"),
        Choice::Required => Json::from("required"),
        Choice::Named(name) => match writing.names.declared(name) {
            Some(name) => named(name).into(),
            None => Json::from("auto"),
        },
        Choice::Allowed { mode, names } => {
            let mode = if *mode == ChoiceMode::Required { "required" } else { "auto" };
            if !writing.host.is_openai() {
                changes.replaced("tool_choice", "only the allowed tools are declared");
                return Some(Json::from(mode));
            }
            let tools: Vec<Object> =
                names.iter().filter_map(|name| writing.names.declared(name)).map(named).collect();
            let allowed = Object::new().with("mode", mode).with("tools", tools);
            Object::new().with("type", "allowed_tools").with("allowed_tools", allowed).into()
        }
    };
    Some(choice)
}

fn write_reasoning(request: &Request, writing: &Writing<'_>, changes: &mut Changes, body: &mut Object) {
    let thinking = request.reasoning.thinking;
    if thinking == Thinking::Unset {
        return;
    }
    let is_off = thinking == Thinking::Off;
    let effort = thinking.effort();
    match writing.host.thinking_switch() {
        Switch::ThinkingType => {
            body.set("thinking", Object::new().with("type", if is_off { "disabled" } else { "enabled" }));
        }
        Switch::EnableThinking => {
            body.set("enable_thinking", !is_off);
            if let (Thinking::Budget(_) | Thinking::Effort(_), Some(effort)) = (thinking, effort) {
                let budget = if let Thinking::Budget(budget) = thinking { budget } else { effort.budget() };
                body.set("thinking_budget", budget);
            }
        }
        Switch::Reasoning => {
            let reasoning = match thinking {
                Thinking::Budget(budget) => Object::new().with("max_tokens", budget),
                Thinking::Off | Thinking::Unset => Object::new().with("enabled", false),
                Thinking::Adaptive => Object::new().with("enabled", true),
                Thinking::Effort(effort) => {
                    let effort = if effort == Effort::Max { Effort::XHigh } else { effort };
                    Object::new().with("effort", effort.as_str())
                }
            };
            body.set("reasoning", reasoning);
        }
        Switch::Effort => write_effort(thinking, writing, changes, body),
    }
}

fn write_effort(thinking: Thinking, writing: &Writing<'_>, changes: &mut Changes, body: &mut Object) {
    let model = writing.model;
    match thinking.effort() {
        // As much as it finds right is what it does without being told.
        Some(_) if thinking == Thinking::Adaptive => {}
        Some(effort) if models::openai_reasons(model) => {
            let fitting = models::openai_effort(model, effort);
            if fitting != effort {
                changes.adjusted("reasoning", "the model doesn't know this effort: the nearest one");
            }
            body.set("reasoning_effort", fitting.as_str());
        }
        // A model that doesn't reason refuses the field at OpenAI; elsewhere the name says little.
        Some(_) if writing.host.is_openai() => changes.dropped("reasoning", "the model doesn't reason"),
        Some(effort) => {
            let effort = match effort {
                Effort::Minimal | Effort::Low => Effort::Low,
                Effort::Medium => Effort::Medium,
                Effort::High | Effort::XHigh | Effort::Max => Effort::High,
            };
            body.set("reasoning_effort", effort.as_str());
        }
        None if models::openai_takes_no_effort(model) => body.set("reasoning_effort", "none"),
        None if models::openai_reasons(model) => {
            let least = models::openai_effort(model, Effort::Minimal);
            body.set("reasoning_effort", least.as_str());
        }
        None => {}
    }
}

fn write_stop(request: &Request, writing: &Writing<'_>, changes: &mut Changes, body: &mut Object) {
    if request.stop.is_empty() {
        return;
    }
    if models::openai_reasons(writing.model) {
        changes.dropped("stop", "the model takes no stop sequences");
        return;
    }
    if request.stop.len() > STOPS {
        changes.adjusted("stop", "the upstream takes four stop sequences");
    }
    body.set("stop", request.stop.iter().take(STOPS).cloned().collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use crate::convert::Host;

    #[test]
    fn only_the_known_few_have_no_schemas() {
        assert!(Host::Other.takes_json_schema() && !Host::DeepSeek.takes_json_schema());
    }
}
