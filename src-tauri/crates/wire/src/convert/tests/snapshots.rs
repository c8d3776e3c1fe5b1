//! Every pair, to be looked at: one rich request, and the answer to it as a stream.

use super::streams::{fixture, memory, stream};
use super::{asking, convert};
use domain::Dialect;
use serde_json::{Value, json};

const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A tool loop with a picture, and with most options that the dialect has.
fn rich(dialect: Dialect) -> Value {
    let mut request = asking(dialect);
    let url = format!("data:image/png;base64,{PNG}");
    let more = match dialect {
        Dialect::Anthropic => json!({
            "system": [{ "type": "text", "text": "Be brief.", "cache_control": { "type": "ephemeral" } }],
            "messages": [
                { "role": "user", "content": [
                    { "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": PNG } },
                    { "type": "text", "text": "Where is this?" },
                ] },
                { "role": "assistant", "content": [
                    { "type": "thinking", "thinking": "hm", "signature": "EqQB" },
                    { "type": "text", "text": "Let me look." },
                    { "type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": { "city": "Bern" } },
                ] },
                { "role": "user", "content": [
                    { "type": "tool_result", "tool_use_id": "toolu_1", "content": "sun" },
                    { "type": "text", "text": "Go on." },
                ] },
            ],
            "temperature": 0.5, "top_k": 5, "stop_sequences": ["END"], "tool_choice": { "type": "auto" },
            "metadata": { "user_id": "u1" },
        }),
        Dialect::OpenaiChat => json!({
            "messages": [
                { "role": "system", "content": "Be brief." },
                { "role": "user", "content": [
                    { "type": "image_url", "image_url": { "url": url } }, { "type": "text", "text": "Where is this?" },
                ] },
                { "role": "assistant", "content": "Let me look.", "reasoning_content": "hm", "tool_calls": [
                    { "id": "call_1", "type": "function", "function": { "name": "get_weather", "arguments": "{\"city\":\"Bern\"}" } },
                ] },
                { "role": "tool", "tool_call_id": "call_1", "content": "sun" },
                { "role": "user", "content": "Go on." },
            ],
            "temperature": 0.5, "seed": 7, "stop": "END", "tool_choice": "auto", "reasoning_effort": "low",
            "max_completion_tokens": 9000, "user": "u1",
            "response_format": { "type": "json_schema", "json_schema": { "name": "place", "schema": { "type": "object", "properties": { "city": { "type": "string" } } } } },
        }),
        Dialect::OpenaiResponses => json!({
            "instructions": "Be brief.",
            "input": [
                { "role": "user", "content": [
                    { "type": "input_image", "image_url": url }, { "type": "input_text", "text": "Where is this?" },
                ] },
                { "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": "hm" }], "encrypted_content": "gAAA" },
                { "type": "message", "role": "assistant", "content": [{ "type": "output_text", "text": "Let me look.", "annotations": [] }] },
                { "type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": "{\"city\":\"Bern\"}" },
                { "type": "function_call_output", "call_id": "call_1", "output": "sun" },
                { "role": "user", "content": "Go on." },
            ],
            "temperature": 0.5, "tool_choice": "required", "reasoning": { "effort": "medium", "summary": "auto" },
            "max_output_tokens": 9000, "parallel_tool_calls": false, "text": { "verbosity": "low" },
        }),
        Dialect::Gemini => json!({
            "systemInstruction": { "parts": [{ "text": "Be brief." }] },
            "contents": [
                { "role": "user", "parts": [
                    { "inlineData": { "mimeType": "image/png", "data": PNG } }, { "text": "Where is this?" },
                ] },
                { "role": "model", "parts": [
                    { "text": "Let me look." },
                    { "functionCall": { "name": "get_weather", "args": { "city": "Bern" } }, "thoughtSignature": "c2ln" },
                ] },
                { "role": "user", "parts": [
                    { "functionResponse": { "name": "get_weather", "response": { "output": "sun" } } }, { "text": "Go on." },
                ] },
            ],
            "generationConfig": { "temperature": 0.5, "maxOutputTokens": 9000, "stopSequences": ["END"],
                "thinkingConfig": { "thinkingBudget": 2048, "includeThoughts": true } },
            "toolConfig": { "functionCallingConfig": { "mode": "ANY", "allowedFunctionNames": ["get_weather"] } },
            "safetySettings": [{ "category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF" }],
        }),
    };
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

fn pairs() -> impl Iterator<Item = (Dialect, Dialect)> {
    let all = Dialect::ALL.into_iter().flat_map(|one| Dialect::ALL.map(|other| (one, other)));
    all.filter(|(one, other)| one != other)
}

#[test]
fn requests() {
    for (from, to) in pairs() {
        let (written, converted) = convert(from, to, &rich(from));
        let changes: Vec<String> = converted
            .changes
            .iter()
            .map(|change| format!("{} {}: {}", change.field, change.action.as_str(), change.reason))
            .collect();
        let shown = json!({ "body": written, "changes": changes });
        insta::assert_json_snapshot!(format!("request-{from}-to-{to}"), shown);
    }
}

#[test]
fn answers() {
    for (upstream, client) in pairs() {
        let bytes = fixture(upstream, "tools");
        let written = stream(&memory(client, upstream), [bytes.as_slice()]);
        insta::assert_snapshot!(format!("stream-{upstream}-to-{client}"), written);
    }
}
