//! Reads a request to generate content.

use super::read_contents::Contents;
use super::{take, take_list, take_object, take_text};
use crate::convert::changes::{Changes, Refusal};
use crate::convert::ir::{
    Choice, ChoiceMode, Effort, Function, Output, Reasoning, Request, Show, SystemText, Thinking, Tier, Tool,
    WebSearch,
};
use crate::convert::tree::{Json, Object};
use crate::convert::{Reading, schema};

pub(crate) fn read_request(
    mut body: Object,
    reading: &Reading<'_>,
    changes: &mut Changes,
) -> Result<Request, Refusal> {
    if take(&mut body, "cachedContent").is_some() {
        return Err(Refusal::cannot_convert(
            "cachedContent",
            "缓存的内容保存在原供应商处",
            "the cached content is kept at its vendor",
        ));
    }
    let mut request = Request {
        system: take(&mut body, "systemInstruction").map(system_texts).unwrap_or_default(),
        include_usage: true,
        ..Request::default()
    };
    let mut contents = Contents::new(reading);
    for (at, content) in take_list(&mut body, "contents").into_iter().enumerate() {
        match content {
            Json::Object(content) => contents.read(content, at, changes)?,
            Json::Text(text) => contents.read_text(text),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => {
                return Err(Refusal::invalid(format!("contents[{at}]"), "不是对象", "it is no object"));
            }
        }
    }
    request.turns = contents.turns;
    for tool in take_list(&mut body, "tools").into_iter().filter_map(Json::into_object) {
        read_tool(tool, &mut request.tools);
    }
    if let Some(mut config) = take_object(&mut body, "toolConfig")
        && let Some(calling) = take_object(&mut config, "functionCallingConfig")
    {
        request.choice = read_choice(calling);
    }
    if let Some(config) = take_object(&mut body, "generationConfig") {
        read_config(config, &mut request, changes)?;
    }
    let tier = take_text(&mut body, "serviceTier");
    request.tier = tier.filter(|tier| tier.to_ascii_lowercase().contains("priority")).map(|_| Tier::Priority);
    for name in ["model", "labels", "safetySettings"] {
        if take(&mut body, name).is_some() && name != "model" {
            changes.dropped(name, "only its own vendor knows it");
        }
    }
    request.extra = body;
    Ok(request)
}

fn system_texts(system: Json) -> Vec<SystemText> {
    let parts = match system {
        Json::Object(mut content) => match content.take("parts") {
            Some(parts) => parts.into_list(),
            None => vec![content.into()],
        },
        other @ (Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::Array(_)) => {
            other.into_list()
        }
    };
    let texts = parts.into_iter().filter_map(|part| match part {
        Json::Text(text) => Some(text),
        Json::Object(mut part) => part.take_text("text"),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => None,
    });
    texts.map(SystemText::new).collect()
}

fn read_tool(mut tool: Object, tools: &mut Vec<Tool>) {
    for mut declaration in
        take_list(&mut tool, "functionDeclarations").into_iter().filter_map(Json::into_object)
    {
        let parameters =
            take(&mut declaration, "parametersJsonSchema").or_else(|| take(&mut declaration, "parameters"));
        let Some(name) = declaration.take_text("name").filter(|name| !name.is_empty()) else { continue };
        tools.push(Tool::Function(Function {
            name,
            namespace: None,
            description: declaration.take_text("description"),
            schema: parameters.map(schema::from_gemini).and_then(Json::into_object).unwrap_or_default(),
            strict: None,
            freeform: None,
            deferred: false,
            cache: None,
        }));
    }
    for name in ["googleSearch", "googleSearchRetrieval"] {
        if take(&mut tool, name).is_some() {
            tools.push(Tool::Web(WebSearch::default()));
        }
    }
    for (kind, json) in tool {
        tools.push(Tool::Server { kind, json });
    }
}

fn read_choice(mut calling: Object) -> Option<Choice> {
    let names = take_list(&mut calling, "allowedFunctionNames");
    let mut names: Vec<String> = names.into_iter().filter_map(Json::into_text).collect();
    match (calling.text("mode").map(str::to_ascii_uppercase).as_deref(), names.len()) {
        (Some("NONE"), _) => Some(Choice::None),
        (Some("ANY"), 0) => Some(Choice::Required),
        (Some("ANY"), 1) => names.pop().map(Choice::Named),
        (Some("ANY"), _) => Some(Choice::Allowed { mode: ChoiceMode::Required, names }),
        (_, 0) => Some(Choice::Auto),
        _ => Some(Choice::Allowed { mode: ChoiceMode::Auto, names }),
    }
}

fn read_config(mut config: Object, request: &mut Request, changes: &mut Changes) -> Result<(), Refusal> {
    let number = |config: &mut Object, name: &str| take(config, name).and_then(|value| value.as_f64());
    let whole = |config: &mut Object, name: &str| take(config, name).and_then(|value| value.as_i64());
    request.max_output = whole(&mut config, "maxOutputTokens").and_then(|count| u64::try_from(count).ok());
    request.sampling.temperature = number(&mut config, "temperature");
    request.sampling.top_p = number(&mut config, "topP");
    request.sampling.top_k = number(&mut config, "topK");
    request.sampling.seed = whole(&mut config, "seed");
    request.sampling.presence_penalty = number(&mut config, "presencePenalty");
    request.sampling.frequency_penalty = number(&mut config, "frequencyPenalty");
    request.stop = take_list(&mut config, "stopSequences").into_iter().filter_map(Json::into_text).collect();
    request.count = whole(&mut config, "candidateCount");
    let modalities = take_list(&mut config, "responseModalities");
    if modalities.iter().filter_map(Json::as_text).any(|kind| !kind.eq_ignore_ascii_case("text")) {
        return Err(Refusal::cannot_convert(
            "generationConfig.responseModalities",
            "只能输出文本",
            "there is only text in the answer",
        ));
    }
    let mime = take_text(&mut config, "responseMimeType");
    let schemas = ["responseJsonSchema", "_responseJsonSchema", "responseSchema"];
    let schema = schemas.iter().find_map(|name| take(&mut config, name));
    request.output = match schema {
        Some(schema) => Output::JsonSchema {
            name: None,
            description: None,
            schema: schema::from_gemini(schema),
            strict: None,
        },
        None if mime.as_deref() == Some("application/json") => Output::JsonObject,
        None => Output::Text,
    };
    if let Some(thinking) = take_object(&mut config, "thinkingConfig") {
        request.reasoning = read_thinking(thinking);
    }
    for (name, _) in config {
        changes.dropped(format!("generationConfig.{name}"), "the upstream's dialect has no such field");
    }
    Ok(())
}

fn read_thinking(mut config: Object) -> Reasoning {
    let budget = take(&mut config, "thinkingBudget").and_then(|budget| budget.as_i64());
    let level = take_text(&mut config, "thinkingLevel");
    let thinking = match (level.as_deref().and_then(Effort::parse), budget) {
        (Some(effort), _) => Thinking::Effort(effort),
        (None, Some(0)) => Thinking::Off,
        (None, Some(budget)) if budget > 0 => Thinking::Budget(budget.unsigned_abs()),
        (None, Some(_)) => Thinking::Adaptive,
        (None, None) => Thinking::Unset,
    };
    let shown = take(&mut config, "includeThoughts").and_then(|shown| shown.as_bool());
    Reasoning { thinking, show: if shown == Some(true) { Show::Auto } else { Show::Unset } }
}
