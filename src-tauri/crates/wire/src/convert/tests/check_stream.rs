//! Checks streams as the strictest official parsers do, and more.

use domain::Dialect;
use serde_json::Value;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Ended,
    Failed,
}

type Check = Result<Outcome, String>;

pub(super) fn check(client: Dialect, stream: &str) -> Check {
    match client {
        Dialect::Anthropic => anthropic(&events(stream, "\n\n")?),
        Dialect::OpenaiChat => chat(stream),
        Dialect::OpenaiResponses => responses(&events(stream, "\n\n")?),
        Dialect::Gemini => gemini(stream),
    }
}

macro_rules! must {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(format!($($message)+));
        }
    };
}

/// Named events, whose name is their type.
fn events(stream: &str, separator: &str) -> Result<Vec<Value>, String> {
    must!(stream.ends_with(separator), "the last event isn't complete");
    let mut all = Vec::new();
    for event in stream.split_terminator(separator) {
        let (name, data) = event.split_once('\n').ok_or("an event without a name")?;
        let data = data.strip_prefix("data: ").ok_or("data must follow the name")?;
        let data: Value = serde_json::from_str(data).map_err(|error| error.to_string())?;
        must!(name.strip_prefix("event: ") == data["type"].as_str(), "{name} is not the type of {data}");
        all.push(data);
    }
    Ok(all)
}

fn anthropic(events: &[Value]) -> Check {
    let (first, rest) = events.split_first().ok_or("no event")?;
    must!(first["type"] == "message_start", "begins with {first}");
    let message = &first["message"];
    must!(message["content"] == Value::Array(Vec::new()) && message["stop_reason"].is_null(), "{message}");
    must!(message.get("stop_sequence").is_some() && message["role"] == "assistant", "{message}");
    must!(
        message["model"] == "asked-model" && message["id"].as_str().unwrap_or("").starts_with("msg_"),
        "{message}"
    );
    must!(
        message["usage"]["input_tokens"].is_u64() && message["usage"]["output_tokens"].is_u64(),
        "{message}"
    );
    let mut open: Option<String> = None;
    let mut index = 0;
    let mut json = String::new();
    let mut signed = false;
    for (at, event) in rest.iter().enumerate() {
        match event["type"].as_str().unwrap_or_default() {
            "content_block_start" => {
                must!(open.is_none() && event["index"] == index, "{event}");
                let block = &event["content_block"];
                let kind = block["type"].as_str().unwrap_or_default();
                let is_empty = match kind {
                    "text" => block["text"] == "",
                    "thinking" => block["thinking"] == "" && block["signature"] == "",
                    "redacted_thinking" => block["data"].as_str().is_some_and(|data| !data.is_empty()),
                    "tool_use" => {
                        block["input"] == serde_json::json!({})
                            && block["id"].is_string()
                            && block["name"].is_string()
                    }
                    _ => false,
                };
                must!(is_empty, "{block}");
                open = Some(kind.to_owned());
                json.clear();
                signed = false;
            }
            "content_block_delta" => {
                must!(event["index"] == index && !signed, "{event}");
                let delta = &event["delta"];
                let fits =
                    match (open.as_deref().unwrap_or_default(), delta["type"].as_str().unwrap_or_default()) {
                        ("text", "text_delta") => delta["text"].is_string(),
                        ("thinking", "thinking_delta") => delta["thinking"].is_string(),
                        ("thinking", "signature_delta") => {
                            signed = true;
                            delta["signature"].is_string()
                        }
                        ("tool_use", "input_json_delta") => {
                            json.push_str(delta["partial_json"].as_str().unwrap_or_default());
                            delta["partial_json"].is_string()
                        }
                        _ => false,
                    };
                must!(fits, "{event} in {open:?}");
            }
            "content_block_stop" => {
                let kind = open.take().ok_or("stop without start")?;
                must!(event["index"] == index, "{event}");
                must!(kind != "tool_use" || serde_json::from_str::<Value>(&json).is_ok(), "arguments {json}");
                index += 1;
            }
            "message_delta" => {
                must!(open.is_none() && at + 2 == rest.len(), "message_delta must be the last but one");
                must!(
                    event["delta"]["stop_reason"].is_string() && event["usage"]["output_tokens"].is_u64(),
                    "{event}"
                );
            }
            "message_stop" => {
                must!(
                    at > 0 && rest[at - 1]["type"] == "message_delta" && at + 1 == rest.len(),
                    "message_stop"
                );
                return Ok(Outcome::Ended);
            }
            "error" => {
                must!(at + 1 == rest.len() && event["error"]["message"].is_string(), "{event}");
                return Ok(Outcome::Failed);
            }
            "ping" => {}
            _ => return Err(format!("unknown {event}")),
        }
    }
    Err("no end".to_owned())
}

fn chat(stream: &str) -> Check {
    must!(stream.ends_with("\n\n"), "the last event isn't complete");
    let mut chunks = Vec::new();
    for event in stream.split_terminator("\n\n") {
        chunks.push(event.strip_prefix("data: ").ok_or_else(|| format!("not data: {event}"))?);
    }
    let done = chunks.last() == Some(&"[DONE]");
    if done {
        chunks.pop();
    }
    let chunks: Vec<Value> = chunks
        .iter()
        .map(|chunk| serde_json::from_str(chunk).map_err(|error| format!("{chunk}: {error}")))
        .collect::<Result<_, _>>()?;
    let first = chunks.first().ok_or("no chunk")?;
    let mut finished = false;
    let mut calls: Vec<String> = Vec::new();
    for (at, chunk) in chunks.iter().enumerate() {
        if chunk.get("error").is_some() {
            must!(
                !done && !finished && at + 1 == chunks.len() && chunk["error"]["message"].is_string(),
                "{chunk}"
            );
            return Ok(Outcome::Failed);
        }
        for same in ["id", "object", "created", "model"] {
            must!(chunk[same] == first[same], "{same} of {chunk}");
        }
        must!(chunk["object"] == "chat.completion.chunk" && chunk["model"] == "asked-model", "{chunk}");
        let choices = chunk["choices"].as_array().ok_or("no choices")?;
        let Some(choice) = choices.first() else {
            must!(finished && at + 1 == chunks.len() && chunk["usage"]["total_tokens"].is_u64(), "{chunk}");
            continue;
        };
        must!(chunk["usage"].is_null() && choice["index"] == 0 && !finished, "{chunk}");
        let delta = &choice["delta"];
        must!((at == 0) == (delta.get("role").is_some()), "role in {chunk}");
        for call in delta["tool_calls"].as_array().into_iter().flatten() {
            let index = usize::try_from(call["index"].as_u64().ok_or("no index")?).unwrap();
            if index == calls.len() {
                must!(call["id"].is_string() && call["type"] == "function", "{call}");
                must!(call["function"]["name"].is_string() && call["function"]["arguments"] == "", "{call}");
                calls.push(String::new());
            } else {
                must!(
                    index + 1 == calls.len() && call.get("id").is_none() && call.get("type").is_none(),
                    "{call}"
                );
                calls[index].push_str(call["function"]["arguments"].as_str().ok_or("no arguments")?);
            }
        }
        if choice["finish_reason"].is_string() {
            finished = true;
            must!(delta == &serde_json::json!({}), "{chunk}");
            must!((choice["finish_reason"] == "tool_calls") <= !calls.is_empty(), "{chunk}");
        }
    }
    must!(done && finished, "no end");
    must!(calls.iter().all(|call| serde_json::from_str::<Value>(call).is_ok()), "arguments {calls:?}");
    must!(chunks.last().is_some_and(|chunk| chunk["choices"] == Value::Array(Vec::new())), "no usage");
    Ok(Outcome::Ended)
}

fn responses(events: &[Value]) -> Check {
    must!(events.len() > 2, "too few events");
    must!(
        events[0]["type"] == "response.created" && events[1]["type"] == "response.in_progress",
        "the beginning"
    );
    let mut items: Vec<Value> = Vec::new();
    let mut open: Option<String> = None;
    let mut text = String::new();
    for (number, event) in events.iter().enumerate() {
        must!(event["sequence_number"] == number, "{event}");
        let kind = event["type"].as_str().unwrap_or_default();
        let kind = kind.strip_prefix("response.").ok_or_else(|| format!("{event}"))?;
        let in_item = ["created", "in_progress", "completed", "incomplete", "failed"];
        if !in_item.contains(&kind) {
            must!(event["output_index"] == items.len(), "{event}");
        }
        if event.get("item_id").is_some() {
            must!(event["item_id"].as_str() == open.as_deref(), "{event} in {open:?}");
        }
        match kind {
            "created" | "in_progress" => {
                must!(number < 2 && event["response"]["status"] == "in_progress", "{event}");
            }
            "output_item.added" => {
                must!(open.is_none(), "{event}");
                open = event["item"]["id"].as_str().map(str::to_owned);
                text.clear();
            }
            kind if kind.ends_with(".delta") => text.push_str(event["delta"].as_str().ok_or("no delta")?),
            "output_text.done" | "reasoning_summary_text.done" => {
                must!(event["text"] == text, "{event}: {text}");
            }
            "refusal.done" => must!(event["refusal"] == text, "{event}: {text}"),
            "function_call_arguments.done" => must!(event["arguments"] == text, "{event}: {text}"),
            "custom_tool_call_input.done" => must!(event["input"] == text, "{event}: {text}"),
            "content_part.added"
            | "content_part.done"
            | "reasoning_summary_part.added"
            | "reasoning_summary_part.done" => must!(event["part"].is_object(), "{event}"),
            "output_item.done" => {
                must!(event["item"]["id"].as_str() == open.take().as_deref(), "{event}");
                must!(
                    event["item"]["type"] == "reasoning" || event["item"]["status"] == "completed",
                    "{event}"
                );
                items.push(event["item"].clone());
            }
            "completed" | "incomplete" => {
                must!(number + 1 == events.len() && open.is_none(), "{event}");
                let response = &event["response"];
                must!(response["status"] == kind && response["model"] == "asked-model", "{event}");
                must!(
                    response["output"] == Value::Array(items.clone()),
                    "the output is not that of the items"
                );
                let usage = &response["usage"];
                must!(usage["input_tokens_details"]["cached_tokens"].is_u64(), "{usage}");
                must!(usage["output_tokens_details"]["reasoning_tokens"].is_u64(), "{usage}");
                must!(
                    (kind == "incomplete") == response["incomplete_details"]["reason"].is_string(),
                    "{event}"
                );
                return Ok(Outcome::Ended);
            }
            "failed" => {
                must!(
                    number + 1 == events.len() && event["response"]["error"]["message"].is_string(),
                    "{event}"
                );
                return Ok(Outcome::Failed);
            }
            _ => return Err(format!("unknown {event}")),
        }
    }
    Err("no end".to_owned())
}

fn gemini(stream: &str) -> Check {
    let separator = if stream.contains("\r\n\r\n") { "\r\n\r\n" } else { "\n\n" };
    let mut chunks: Vec<Value> = Vec::new();
    // An error comes in an event of the other line ends.
    for event in stream.replace("\r\n", "\n").split_terminator("\n\n") {
        let data = event.strip_prefix("data: ").ok_or_else(|| format!("not data: {event}"))?;
        must!(!data.contains('\n'), "several lines");
        chunks.push(serde_json::from_str(data).map_err(|error| format!("{data}: {error}"))?);
    }
    must!(stream.ends_with(separator) || stream.ends_with("\n\n"), "the last event isn't complete");
    let last = chunks.len() - 1;
    for (at, chunk) in chunks.iter().enumerate() {
        if chunk.get("error").is_some() {
            must!(at == last && chunk["error"]["status"].is_string(), "{chunk}");
            return Ok(Outcome::Failed);
        }
        let candidate = &chunk["candidates"][0];
        must!(chunk["modelVersion"] == "asked-model" && candidate["content"]["role"] == "model", "{chunk}");
        let parts = candidate["content"]["parts"].as_array().ok_or("no parts")?;
        must!(!parts.is_empty(), "{chunk}");
        for part in parts {
            let data = ["text", "functionCall"].iter().filter(|name| part.get(**name).is_some()).count();
            must!(data == 1, "{part}");
            must!(part.get("functionCall").is_none_or(|call| call["args"].is_object()), "{part}");
        }
        must!((at == last) == candidate["finishReason"].is_string(), "{chunk}");
    }
    must!(chunks[last]["usageMetadata"]["totalTokenCount"].is_u64(), "no usage");
    Ok(Outcome::Ended)
}
