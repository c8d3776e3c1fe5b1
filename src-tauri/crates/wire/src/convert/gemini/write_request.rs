//! Writes a request to generate content. Model and stream are said by its path.

use super::write_config::write_config;
use super::write_contents::write_contents;
use crate::convert::changes::Changes;
use crate::convert::ir::{Choice, ChoiceMode, Function, Output, Request, SystemText, Tool};
use crate::convert::models::Gemini;
use crate::convert::tree::{Json, Object};
use crate::convert::{Writing, names, schema};
use domain::Dialect;

pub(crate) fn write_request(mut request: Request, writing: &Writing<'_>, changes: &mut Changes) -> Object {
    let model = Gemini::of(writing.model);
    let tools = write_tools(&request, writing, model, changes);
    let has_functions = tools.first().is_some_and(|tool| tool.contains("functionDeclarations"));
    settle_output(&mut request, has_functions, model, changes);
    let mut body = Object::new();
    let system = request.system_text();
    if !system.is_empty() {
        let parts = vec![Object::new().with("text", system)];
        body.set("systemInstruction", Object::new().with("parts", parts));
    }
    body.set("contents", write_contents(&mut request, writing, model, changes));
    if !tools.is_empty() {
        body.set("tools", tools);
    }
    if has_functions && let Some(calling) = write_choice(&request, writing, changes) {
        body.set("toolConfig", Object::new().with("functionCallingConfig", calling));
    }
    if request.parallel == Some(false) {
        changes.dropped("parallel_tool_calls", "the upstream may call several tools at once");
    }
    let config = write_config(&request, writing, model, changes);
    if !config.is_empty() {
        body.set("generationConfig", config);
    }
    for (name, is_set) in [
        ("user", request.user.is_some()),
        ("metadata", request.metadata.is_some()),
        ("verbosity", request.verbosity.is_some()),
        ("service_tier", request.tier.is_some()),
        ("prompt_cache_key", request.cache_key.is_some()),
    ] {
        if is_set {
            changes.dropped(name, "the upstream's dialect has no such field");
        }
    }
    body
}

/// Older models answer by a schema only without functions.
fn settle_output(request: &mut Request, has_functions: bool, model: Option<Gemini>, changes: &mut Changes) {
    let is_old = model.is_some_and(|model| !model.is_at_least((3, 0)));
    if !has_functions || !is_old {
        return;
    }
    let text = match &request.output {
        Output::Text => return,
        Output::JsonObject => "Respond with one JSON object only.".to_owned(),
        Output::JsonSchema { schema, .. } => {
            format!("Respond with one JSON value only, matching this JSON schema:\n{}", schema.to_compact())
        }
    };
    changes.replaced("response_format", "the model is told in words: it takes no schema beside functions");
    request.system.push(SystemText::new(text));
    request.output = Output::Text;
}

fn write_tools(
    request: &Request,
    writing: &Writing<'_>,
    model: Option<Gemini>,
    changes: &mut Changes,
) -> Vec<Object> {
    let allowed = match &request.choice {
        Some(Choice::Allowed { mode: ChoiceMode::Auto, names }) => Some(names),
        Some(Choice::Allowed { .. } | Choice::Auto | Choice::None | Choice::Required | Choice::Named(_))
        | None => None,
    };
    let mut functions = Vec::new();
    let mut has_web = false;
    for tool in &request.tools {
        match tool {
            Tool::Function(function) if allowed.is_some_and(|names| !names.contains(&function.name)) => {}
            Tool::Function(function) => functions.push(write_function(function, writing, model)),
            Tool::Search(search) => functions.push(
                Object::new()
                    .with("name", names::SEARCH)
                    .with_some("description", search.description.clone())
                    .with("parametersJsonSchema", schema::for_gemini_tool(search.schema.clone())),
            ),
            Tool::Web(web) => {
                has_web = true;
                if !web.allowed.is_empty() || !web.blocked.is_empty() {
                    changes.dropped("tools (web_search)", "the upstream's search knows no domains");
                }
            }
            Tool::Server { kind, .. } => {
                changes.dropped(format!("tools ({kind})"), "a tool that only its own vendor runs");
            }
        }
    }
    let mut tools = Vec::new();
    if !functions.is_empty() {
        tools.push(Object::new().with("functionDeclarations", functions));
    }
    if has_web && tools.is_empty() {
        tools.push(Object::new().with("googleSearch", Object::new()));
    } else if has_web {
        changes.dropped("tools (web_search)", "the upstream doesn't search beside functions");
    }
    tools
}

fn write_function(function: &Function, writing: &Writing<'_>, model: Option<Gemini>) -> Object {
    let name = writing.names.upstream(function.namespace.as_deref(), &function.name, Dialect::Gemini);
    let (description, parameters) = function.as_function();
    let declaration = Object::new().with("name", name).with("description", description.unwrap_or_default());
    let parameters = schema::for_gemini_tool(parameters);
    let has_none = parameters.get("properties").and_then(Json::as_object).is_none_or(Object::is_empty);
    if has_none && !parameters.contains("additionalProperties") {
        return declaration;
    }
    match model {
        Some(model) if !model.is_at_least((2, 0)) => {
            declaration.with("parameters", schema::restrict(parameters))
        }
        Some(_) | None => declaration.with("parametersJsonSchema", parameters),
    }
}

fn write_choice(request: &Request, writing: &Writing<'_>, changes: &mut Changes) -> Option<Object> {
    let mode = |mode: &str| Object::new().with("mode", mode);
    Some(match request.choice.as_ref()? {
        Choice::Auto => mode("AUTO"),
        Choice::None => mode("NONE"),
        Choice::Required => mode("ANY"),
        Choice::Named(name) => {
            let name = writing.names.declared(name)?;
            mode("ANY").with("allowedFunctionNames", vec![name.to_owned()])
        }
        Choice::Allowed { mode: ChoiceMode::Required, names } => {
            let names: Vec<String> =
                names.iter().filter_map(|name| writing.names.declared(name)).map(str::to_owned).collect();
            mode("ANY").with("allowedFunctionNames", names)
        }
        Choice::Allowed { mode: ChoiceMode::Auto, .. } => {
            changes.replaced("tool_choice", "only the allowed tools are declared");
            mode("AUTO")
        }
    })
}
