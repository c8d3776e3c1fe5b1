//! Checks requests as the vendors' servers do: who speaks when, calls and results in pairs, names and ids.

use domain::Dialect;
use serde_json::Value;
use std::collections::HashSet;

type Check = Result<(), String>;

macro_rules! must {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(format!($($message)+));
        }
    };
}

pub(super) fn check(to: Dialect, body: &Value) -> Check {
    match to {
        Dialect::Anthropic => anthropic(body),
        Dialect::OpenaiChat => chat(body),
        Dialect::OpenaiResponses => responses(body),
        Dialect::Gemini => gemini(body),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn is_plain(text: &str, limit: usize) -> bool {
    (1..=limit).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn names<'a>(names: impl Iterator<Item = &'a Value>, limit: usize) -> Check {
    let mut seen = HashSet::new();
    for name in names {
        let name = name.as_str().ok_or("a tool without a name")?;
        must!(is_plain(name, limit) && seen.insert(name), "the name {name}");
    }
    Ok(())
}

fn schema(schema: &Value) -> Check {
    must!(schema["type"] == "object" && schema["properties"].is_object(), "schema {schema}");
    for union in ["anyOf", "oneOf", "allOf"] {
        must!(schema.get(union).is_none(), "schema {schema}");
    }
    Ok(())
}

fn anthropic(body: &Value) -> Check {
    must!(body["max_tokens"].as_u64().is_some_and(|count| count > 0), "max_tokens");
    let messages: Vec<_> = list(&body["messages"]).collect();
    must!(messages.first().is_some_and(|message| message["role"] == "user"), "the first message");
    let mut open: Vec<&str> = Vec::new();
    let mut ids = HashSet::new();
    for pair in messages.windows(2) {
        must!(pair[0]["role"] != pair[1]["role"], "two of the same role");
    }
    for message in &messages {
        let mut expected = std::mem::take(&mut open);
        let blocks: Vec<_> = list(&message["content"]).collect();
        must!(message["content"].as_str().is_none_or(|text| !text.trim().is_empty()), "a blank message");
        must!(message["content"].is_string() || !blocks.is_empty(), "an empty message");
        let mut only_results = true;
        for block in blocks {
            match block["type"].as_str().unwrap_or_default() {
                "text" => {
                    must!(!block["text"].as_str().unwrap_or_default().trim().is_empty(), "a blank text");
                }
                "tool_use" => {
                    let id = block["id"].as_str().ok_or("no id")?;
                    must!(is_plain(id, 200) && ids.insert(id), "the id {id}");
                    must!(
                        block["input"].is_object() && is_plain(block["name"].as_str().unwrap_or(""), 128),
                        "{block}"
                    );
                    open.push(id);
                }
                "tool_result" => {
                    must!(only_results && message["role"] == "user", "a result behind something else");
                    let id = block["tool_use_id"].as_str().unwrap_or_default();
                    must!(expected.first() == Some(&id), "a result for {id} instead of {expected:?}");
                    expected.remove(0);
                }
                "image" | "document" => {
                    must!(block["source"]["type"].is_string(), "{block}");
                }
                "thinking" | "redacted_thinking" => {}
                other => return Err(format!("block {other}")),
            }
            only_results &= block["type"] == "tool_result";
        }
        must!(expected.is_empty(), "no result for {expected:?}");
    }
    must!(open.is_empty(), "no result for {open:?}");
    for block in list(&body["system"]) {
        must!(!block["text"].as_str().unwrap_or_default().is_empty(), "an empty instruction");
    }
    let tools: Vec<_> = list(&body["tools"]).collect();
    names(tools.iter().map(|tool| &tool["name"]), 128)?;
    for tool in tools.iter().filter(|tool| tool.get("type").is_none()) {
        schema(&tool["input_schema"])?;
    }
    must!(!tools.is_empty() || body.get("tool_choice").is_none(), "a choice without tools");
    must!(body["temperature"].as_f64().is_none_or(|value| (0.0..=1.0).contains(&value)), "the temperature");
    if let Some(budget) = body["thinking"]["budget_tokens"].as_u64() {
        must!(budget >= 1024 && budget < body["max_tokens"].as_u64().unwrap_or(0), "the budget");
    }
    Ok(())
}

fn chat(body: &Value) -> Check {
    let messages: Vec<_> = list(&body["messages"]).collect();
    must!(!messages.is_empty(), "no messages");
    let mut open: HashSet<&str> = HashSet::new();
    for message in &messages {
        let role = message["role"].as_str().unwrap_or_default();
        must!(role == "tool" || open.is_empty(), "no result for {open:?} before {role}");
        match role {
            "system" | "user" => {
                must!(
                    message["content"].is_string() || !message["content"].as_array().unwrap().is_empty(),
                    "{message}"
                );
                for part in list(&message["content"]) {
                    let kind = part["type"].as_str().unwrap_or_default();
                    must!(["text", "image_url", "file", "input_audio"].contains(&kind), "{part}");
                    must!(part.get(kind).is_some(), "{part}");
                }
            }
            "assistant" => {
                must!(message.get("content").is_some(), "{message}");
                must!(message["content"].is_string() || message.get("tool_calls").is_some(), "{message}");
                must!(message.get("tool_calls") != Some(&Value::Array(Vec::new())), "{message}");
                for call in list(&message["tool_calls"]) {
                    let id = call["id"].as_str().ok_or("no id")?;
                    must!(id.len() <= 40 && open.insert(id), "the id {id}");
                    let inner = &call[call["type"].as_str().unwrap_or_default()];
                    must!(is_plain(inner["name"].as_str().unwrap_or_default(), 64), "{call}");
                    must!(inner["arguments"].is_string() || inner["input"].is_string(), "{call}");
                }
            }
            "tool" => {
                let id = message["tool_call_id"].as_str().unwrap_or_default();
                must!(open.remove(id) && message["content"].is_string(), "{message}");
            }
            other => return Err(format!("the role {other}")),
        }
    }
    must!(open.is_empty(), "no result for {open:?}");
    let inner = |tool: &'_ Value| tool[tool["type"].as_str().unwrap_or_default()].clone();
    let tools: Vec<Value> = list(&body["tools"]).map(inner).collect();
    names(tools.iter().map(|tool| &tool["name"]), 64)?;
    for tool in tools.iter().filter(|tool| tool.get("parameters").is_some()) {
        schema(&tool["parameters"])?;
    }
    for name in ["tool_choice", "parallel_tool_calls"] {
        must!(!tools.is_empty() || body.get(name).is_none(), "{name} without tools");
    }
    must!(body.get("tools") != Some(&Value::Array(Vec::new())), "empty tools");
    must!(body["stream"] == true || body.get("stream_options").is_none(), "stream_options");
    must!(body.get("max_tokens").is_none() || body.get("max_completion_tokens").is_none(), "both limits");
    must!(list(&body["stop"]).count() <= 4, "stop");
    Ok(())
}

fn responses(body: &Value) -> Check {
    let items: Vec<_> = list(&body["input"]).collect();
    must!(!items.is_empty(), "no input");
    let mut open: HashSet<&str> = HashSet::new();
    for (at, item) in items.iter().enumerate() {
        match item["type"].as_str().unwrap_or_default() {
            "message" => {
                let role = item["role"].as_str().unwrap_or_default();
                for part in list(&item["content"]) {
                    let kind = part["type"].as_str().unwrap_or_default();
                    let fits = match role {
                        "assistant" => ["output_text", "refusal"].contains(&kind),
                        _ => kind.starts_with("input_"),
                    };
                    must!(fits, "{part} of {role}");
                }
                must!(list(&item["content"]).next().is_some(), "{item}");
            }
            "function_call" | "custom_tool_call" => {
                let id = item["call_id"].as_str().ok_or("no id")?;
                must!(id.len() <= 64 && open.insert(id), "the id {id}");
                must!(item["arguments"].is_string() || item["input"].is_string(), "{item}");
                must!(
                    item.get("id").is_none() && is_plain(item["name"].as_str().unwrap_or_default(), 64),
                    "{item}"
                );
            }
            "function_call_output" | "custom_tool_call_output" => {
                must!(open.remove(item["call_id"].as_str().unwrap_or_default()), "{item}");
                must!(item["output"].is_string() || item["output"].is_array(), "{item}");
            }
            "reasoning" => must!(item["summary"].is_array() && at + 1 < items.len(), "{item}"),
            other => return Err(format!("item {other}")),
        }
    }
    must!(open.is_empty(), "no result for {open:?}");
    let tools: Vec<_> = list(&body["tools"]).filter(|tool| tool.get("name").is_some()).collect();
    names(tools.iter().map(|tool| &tool["name"]), 64)?;
    for tool in tools.iter().filter(|tool| tool["type"] == "function") {
        schema(&tool["parameters"])?;
        must!(tool["strict"].is_boolean(), "{tool}");
    }
    must!(body["store"] == false, "store");
    must!(body["max_output_tokens"].as_u64().is_none_or(|count| count >= 16), "max_output_tokens");
    for name in ["stop", "top_k", "seed", "n", "messages", "max_tokens"] {
        must!(body.get(name).is_none(), "{name}");
    }
    Ok(())
}

fn gemini(body: &Value) -> Check {
    let contents: Vec<_> = list(&body["contents"]).collect();
    must!(contents.first().is_some_and(|content| content["role"] == "user"), "the first content");
    for pair in contents.windows(2) {
        must!(pair[0]["role"] != pair[1]["role"], "two of the same role");
    }
    let mut open: Vec<&Value> = Vec::new();
    for content in &contents {
        let expected = std::mem::take(&mut open);
        let parts: Vec<_> = list(&content["parts"]).collect();
        must!(!parts.is_empty(), "no parts");
        let mut answered = Vec::new();
        for part in parts {
            let data = ["text", "inlineData", "functionCall", "functionResponse"];
            must!(data.iter().filter(|name| part.get(**name).is_some()).count() == 1, "{part}");
            if let Some(call) = part.get("functionCall") {
                must!(call["args"].is_object() && call["name"].is_string(), "{part}");
                open.push(&call["name"]);
            }
            if let Some(response) = part.get("functionResponse") {
                must!(response["response"].is_object(), "{part}");
                answered.push(&response["name"]);
            }
        }
        must!(answered == expected, "{answered:?} instead of {expected:?}");
    }
    must!(open.is_empty(), "no result for {open:?}");
    let tools: Vec<_> = list(&body["tools"]).collect();
    let functions: Vec<_> = tools.iter().flat_map(|tool| list(&tool["functionDeclarations"])).collect();
    for function in &functions {
        let name = function["name"].as_str().unwrap_or_default();
        must!(
            !name.is_empty() && name.len() <= 64 && !name.starts_with(|first: char| first.is_ascii_digit()),
            "{name}"
        );
        if let Some(parameters) = function.get("parametersJsonSchema") {
            schema(parameters)?;
            must!(parameters.get("$schema").is_none(), "{parameters}");
        }
    }
    must!(!functions.is_empty() || body.get("toolConfig").is_none(), "toolConfig without functions");
    let thinking = &body["generationConfig"]["thinkingConfig"];
    must!(thinking.get("thinkingBudget").is_none() || thinking.get("thinkingLevel").is_none(), "{thinking}");
    Ok(())
}
