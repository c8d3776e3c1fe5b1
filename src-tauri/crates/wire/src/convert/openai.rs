//! What both OpenAI dialects say in the same way.

use super::changes::Changes;
use super::ir::{Choice, Function, Output, Request, Sampling, Tier};
use super::tree::{Json, Object};
use super::{Host, models, names, schema};

pub(crate) fn take_sampling(body: &mut Object) -> Sampling {
    Sampling {
        temperature: body.take_f64("temperature"),
        top_p: body.take_f64("top_p"),
        top_k: body.take_f64("top_k"),
        seed: body.take_i64("seed"),
        presence_penalty: body.take_f64("presence_penalty"),
        frequency_penalty: body.take_f64("frequency_penalty"),
    }
}

pub(crate) fn read_tier(word: &str) -> Option<Tier> {
    match word {
        "priority" | "fast" => Some(Tier::Priority),
        "flex" => Some(Tier::Flex),
        "default" => Some(Tier::Standard),
        _ => None,
    }
}

pub(crate) fn write_tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Standard => "default",
        Tier::Flex => "flex",
        Tier::Priority => "priority",
    }
}

/// Name, description, parameters, strict.
pub(crate) fn read_function(mut function: Object) -> Option<Function> {
    Some(Function {
        name: function.take_text("name").filter(|name| !name.is_empty())?,
        namespace: None,
        description: function.take_text("description"),
        schema: function.take_object("parameters").unwrap_or_default(),
        strict: function.take_bool("strict"),
        freeform: None,
        deferred: false,
        cache: None,
    })
}

/// A tool that takes raw text.
pub(crate) fn read_custom(mut custom: Object) -> Option<Function> {
    let grammar = custom.take_object("format").and_then(|mut format| {
        let inner = format.take_object("grammar");
        let mut format = inner.unwrap_or(format);
        Some((format.take_text("syntax")?, format.take_text("definition")?))
    });
    Some(Function {
        name: custom.take_text("name").filter(|name| !name.is_empty())?,
        namespace: None,
        description: custom.take_text("description"),
        schema: Object::new(),
        strict: None,
        freeform: Some(grammar),
        deferred: false,
        cache: None,
    })
}

/// Name, description, schema and strict of an answer's format.
pub(crate) fn read_schema(mut format: Object) -> Output {
    match format.take("schema") {
        Some(schema) => Output::JsonSchema {
            name: format.take_text("name"),
            description: format.take_text("description"),
            schema,
            strict: format.take_bool("strict"),
        },
        None => Output::JsonObject,
    }
}

pub(crate) fn read_choice_word(word: &str) -> Option<Choice> {
    match word {
        "auto" => Some(Choice::Auto),
        "none" => Some(Choice::None),
        "required" | "any" => Some(Choice::Required),
        _ => None,
    }
}

/// A name for a schema: it is required, and may have few characters.
pub(crate) fn schema_name(name: Option<&str>) -> String {
    let plain = |character: char| {
        if character.is_ascii_alphanumeric() || "_-".contains(character) { character } else { '_' }
    };
    let name: String = name.unwrap_or_default().chars().map(plain).take(64).collect();
    if name.is_empty() { "answer".to_owned() } else { name }
}

/// Parameters and strictness of a function: strict only where it was asked for and holds.
pub(crate) fn parameters(function: &Function) -> (Option<String>, Object, bool) {
    let (description, parameters) = function.as_function();
    let parameters = schema::for_tool(parameters);
    let strict = function.strict == Some(true) && schema::is_strict(&parameters);
    (description, parameters, strict)
}

/// Sampling that the model takes; what it doesn't take is noted.
pub(crate) fn sampling(request: &Request, model: &str, thinks: bool, changes: &mut Changes) -> Sampling {
    if !models::openai_reasons(model) || (!thinks && models::openai_takes_no_effort(model)) {
        return request.sampling.clone();
    }
    let sampling = &request.sampling;
    for (name, is_set) in [
        ("temperature", sampling.temperature.is_some()),
        ("top_p", sampling.top_p.is_some()),
        ("presence_penalty", sampling.presence_penalty.is_some()),
        ("frequency_penalty", sampling.frequency_penalty.is_some()),
    ] {
        if is_set {
            changes.dropped(name, "the model takes no sampling parameters");
        }
    }
    Sampling { seed: sampling.seed, top_k: sampling.top_k, ..Sampling::default() }
}

/// The user, in 64 characters that name nobody.
pub(crate) fn safety_identifier(user: &str) -> String {
    names::digest(user, 64)
}

/// The key under which OpenAI finds the cached prompt again.
pub(crate) fn cache_key(request: &Request, session: Option<&str>, host: Host) -> Option<String> {
    let own = || request.session.clone().or(session.map(str::to_owned)).filter(|_| host.is_openai());
    let key = request.cache_key.clone().or_else(own)?;
    Some(if key.len() > 64 { names::digest(&key, 64) } else { key })
}

/// Content that is a text or a list of parts.
pub(crate) fn parts_of(content: Option<Json>) -> Vec<Object> {
    let parts = content.map(Json::into_list).unwrap_or_default().into_iter();
    parts
        .filter_map(|part| match part {
            Json::Text(text) => Some(Object::new().with("type", "text").with("text", text)),
            Json::Object(object) => Some(object),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => None,
        })
        .collect()
}
