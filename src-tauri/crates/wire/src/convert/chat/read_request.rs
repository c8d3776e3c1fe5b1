//! Reads a request for a chat completion.

use super::read_messages::Messages;
use crate::convert::changes::{Changes, Refusal};
use crate::convert::ir::{
    Cache, Choice, ChoiceMode, Effort, Function, Output, Reasoning, Request, Show, Thinking, Tool, WebSearch,
};
use crate::convert::tree::{Json, Object};
use crate::convert::{Reading, openai};

pub(crate) fn read_request(
    mut body: Object,
    reading: &Reading<'_>,
    changes: &mut Changes,
) -> Result<Request, Refusal> {
    let mut messages = Messages::new(reading);
    for (at, message) in body.take_list("messages").into_iter().enumerate() {
        let Json::Object(message) = message else {
            return Err(Refusal::invalid(format!("messages[{at}]"), "不是对象", "it is no object"));
        };
        messages.read(message, at, changes)?;
    }
    let mut request = Request {
        system: messages.system,
        turns: messages.turns,
        sampling: openai::take_sampling(&mut body),
        stop: body.take_list("stop").into_iter().filter_map(Json::into_text).collect(),
        verbosity: body.take_text("verbosity"),
        parallel: body.take_bool("parallel_tool_calls"),
        store: body.take_bool("store"),
        count: body.take_i64("n"),
        metadata: body.take("metadata"),
        tier: body.take_text("service_tier").as_deref().and_then(openai::read_tier),
        cache_key: body.take_text("prompt_cache_key"),
        cache: body
            .take_text("prompt_cache_retention")
            .map(|kept| if kept == "24h" { Cache::OneHour } else { Cache::FiveMinutes }),
        ..Request::default()
    };
    let (old, new) = (body.take_i64("max_tokens"), body.take_i64("max_completion_tokens"));
    request.max_output = new.or(old).and_then(|count| u64::try_from(count).ok());
    let (safety, user) = (body.take_text("safety_identifier"), body.take_text("user"));
    request.user = user.or(safety);
    let options = body.take_object("stream_options");
    request.include_usage =
        options.and_then(|mut options| options.take_bool("include_usage")).unwrap_or(false);
    read_reasoning(&mut body, &mut request);
    read_format(&mut body, &mut request);
    for tool in body.take_list("tools").into_iter().filter_map(Json::into_object) {
        request.tools.extend(read_tool(tool));
    }
    for function in body.take_list("functions").into_iter().filter_map(Json::into_object) {
        request.tools.extend(openai::read_function(function).map(Tool::Function));
    }
    request.choice = body.take("tool_choice").or_else(|| body.take("function_call")).and_then(read_choice);
    if let Some(mut options) = body.take_object("web_search_options") {
        request
            .tools
            .push(Tool::Web(WebSearch { location: options.take("user_location"), ..WebSearch::default() }));
    }
    let modalities = body.take_list("modalities");
    if modalities.iter().any(|kind| kind.as_text() == Some("audio")) {
        return Err(Refusal::cannot_convert("modalities", "无法输出音频", "there is no audio in the answer"));
    }
    for name in ["model", "stream", "audio"] {
        body.take(name);
    }
    if body.take_bool("logprobs") == Some(false) {
        body.take("top_logprobs");
    } else if body.contains("top_logprobs") {
        changes.dropped("logprobs", "the upstream's dialect has no such field");
        body.take("top_logprobs");
    }
    request.extra = body;
    Ok(request)
}

/// Every vendor's way to ask for thinking.
fn read_reasoning(body: &mut Object, request: &mut Request) {
    let mut reasoning = Reasoning::default();
    let effort = |text: &str| match text {
        "none" => Some(Thinking::Off),
        "auto" => Some(Thinking::Adaptive),
        text => Effort::parse(text).map(Thinking::Effort),
    };
    let budget = |budget: i64| match u64::try_from(budget) {
        Ok(0) => Thinking::Off,
        Ok(budget) => Thinking::Budget(budget),
        Err(_) => Thinking::Adaptive,
    };
    let switched = |on: bool| if on { Thinking::Adaptive } else { Thinking::Off };
    let mut template = body.take_object("chat_template_kwargs").unwrap_or_default();
    let (own, nested) = (body.take_bool("enable_thinking"), template.take_bool("enable_thinking"));
    if let Some(on) = own.or(nested) {
        reasoning.thinking = switched(on);
    }
    if let Some(count) = body.take_i64("thinking_budget").filter(|_| reasoning.thinking != Thinking::Off) {
        reasoning.thinking = budget(count);
    }
    if let Some(mut thinking) = body.take_object("thinking") {
        let count = thinking.take_i64("budget_tokens");
        reasoning.thinking = match (thinking.text("type"), count) {
            (Some("disabled"), _) => Thinking::Off,
            (_, Some(count)) => budget(count),
            _ => Thinking::Adaptive,
        };
    }
    if let Some(mut object) = body.take_object("reasoning") {
        let (words, count) = (object.take_text("effort"), object.take_i64("max_tokens"));
        let said = words.as_deref().and_then(effort).or(count.map(budget));
        reasoning.thinking = said.or(object.take_bool("enabled").map(switched)).unwrap_or(reasoning.thinking);
        if object.take_bool("exclude") == Some(true) {
            reasoning.show = Show::Omit;
        }
    }
    if let Some(said) = body.take_text("reasoning_effort").as_deref().and_then(effort) {
        reasoning.thinking = said;
    }
    request.reasoning = reasoning;
}

fn read_format(body: &mut Object, request: &mut Request) {
    let Some(mut format) = body.take_object("response_format") else { return };
    request.output = match format.text("type") {
        Some("json_object") => Output::JsonObject,
        Some("json_schema") => match format.take_object("json_schema") {
            Some(inner) => openai::read_schema(inner),
            None => Output::JsonObject,
        },
        _ => Output::Text,
    };
}

fn read_tool(mut tool: Object) -> Option<Tool> {
    match tool.text("type") {
        Some("custom") => {
            let custom = tool.take_object("custom").unwrap_or(tool);
            openai::read_custom(custom).map(Tool::Function)
        }
        Some("function") | None => {
            let cache = tool.contains("cache_control").then_some(Cache::FiveMinutes);
            let function = tool.take_object("function").unwrap_or(tool);
            openai::read_function(function).map(|function| Tool::Function(Function { cache, ..function }))
        }
        Some(kind) => Some(Tool::Server { kind: kind.to_owned(), json: tool.into() }),
    }
}

fn read_choice(choice: Json) -> Option<Choice> {
    let mut choice = match choice {
        Json::Text(word) => return openai::read_choice_word(&word),
        Json::Object(object) => object,
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => return None,
    };
    let name = |mut inner: Object| inner.take_text("name").map(Choice::Named);
    match choice.text("type") {
        Some("allowed_tools") => {
            let mut allowed = choice.take_object("allowed_tools")?;
            let mode = if allowed.text("mode") == Some("required") {
                ChoiceMode::Required
            } else {
                ChoiceMode::Auto
            };
            let tools = allowed.take_list("tools").into_iter().filter_map(Json::into_object);
            let names = tools.filter_map(|mut tool| {
                let mut inner =
                    tool.take_object("function").or_else(|| tool.take_object("custom")).unwrap_or(tool);
                inner.take_text("name")
            });
            Some(Choice::Allowed { mode, names: names.collect() })
        }
        _ => match choice.take_object("function").or_else(|| choice.take_object("custom")) {
            Some(inner) => name(inner),
            None => name(choice),
        },
    }
}
