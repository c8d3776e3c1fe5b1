//! Limits, sampling, reasoning, formats, and what has no equivalent (rows 40 to 44, 60 to 65).

use super::{A, C, G, R, anthropic, body, body_at, chat, gemini, refused, responses, sent};
use crate::convert::tests::{check_stream, context, convert_with};
use crate::convert::{Host, RequestContext};
use serde_json::{Value, json};

#[test]
fn row_40_limits_are_those_of_the_upstream() {
    let (written, changes) = sent(C, A, &chat(&json!({ "max_tokens": 1_000_000 })));
    assert_eq!(written["max_tokens"], 64_000);
    assert!(changes.iter().any(|change| change.field == "max_tokens"));
    assert_eq!(body(C, A, &chat(&json!({})))["max_tokens"], 32_000);
    assert_eq!(
        body(C, R, &chat(&json!({ "max_completion_tokens": 5, "max_tokens": 7 })))["max_output_tokens"],
        16
    );
    assert_eq!(body(A, C, &anthropic(&json!({})))["max_completion_tokens"], 100);
    assert_eq!(body_at(A, C, Host::Other, "qwen", &anthropic(&json!({})))["max_tokens"], 100);
    let thinking =
        chat(&json!({ "max_tokens": 2000, "thinking": { "type": "enabled", "budget_tokens": 4000 } }));
    let written = body(C, A, &thinking);
    assert_eq!((&written["thinking"]["budget_tokens"], &written["max_tokens"]), (&json!(4000), &json!(6000)));
}

#[test]
fn row_41_sampling_is_what_the_model_takes() {
    let hot =
        chat(&json!({ "temperature": 1.7, "top_p": 0.9, "top_k": 5, "seed": 1, "logit_bias": { "1": 2 } }));
    let (written, changes) = sent(C, A, &hot);
    assert_eq!(
        (&written["temperature"], written.get("top_p"), &written["top_k"]),
        (&json!(1.0), None, &json!(5))
    );
    let fields: Vec<_> = changes.iter().map(|change| change.field.as_ref()).collect();
    for field in ["temperature", "top_p", "seed", "logit_bias"] {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
    let newest = body_at(C, A, Host::Anthropic, "claude-opus-5", &hot);
    assert!(["temperature", "top_p", "top_k"].iter().all(|name| newest.get(name).is_none()));
    let reasoning = body(C, R, &hot);
    assert!(["temperature", "top_p"].iter().all(|name| reasoning.get(name).is_none()));
    let thinking = anthropic(&json!({ "temperature": 0.5, "thinking": { "type": "disabled" } }));
    assert_eq!(body_at(A, C, Host::OpenAi, "gpt-5.1", &thinking)["temperature"], 0.5);
    assert_eq!(body_at(A, C, Host::OpenAi, "o3", &thinking).get("temperature"), None);
}

#[test]
fn row_42_stop_sequences_fit() {
    let stops = anthropic(&json!({ "stop_sequences": ["1", "2", "3", "4", "5", "6", "7", "8"] }));
    assert_eq!(body(A, C, &stops)["stop"].as_array().unwrap().len(), 4);
    assert_eq!(body(A, G, &stops)["generationConfig"]["stopSequences"].as_array().unwrap().len(), 5);
    let (written, changes) = sent(A, R, &stops);
    assert_eq!(written.get("stop"), None);
    assert!(changes.iter().any(|change| change.field == "stop_sequences"));
    assert_eq!(body(C, A, &chat(&json!({ "stop": "END" })))["stop_sequences"], json!(["END"]));
    assert_eq!(body(C, A, &chat(&json!({ "stop": [" \n", "x"] })))["stop_sequences"], json!(["x"]));
}

#[test]
fn rows_43_and_44_reasoning_in_each_dialects_words() {
    let adaptive =
        anthropic(&json!({ "thinking": { "type": "adaptive" }, "output_config": { "effort": "high" } }));
    assert_eq!(body_at(A, C, Host::OpenAi, "gpt-5", &adaptive)["reasoning_effort"], "high");
    assert_eq!(body(A, R, &adaptive)["reasoning"], json!({ "effort": "high", "summary": "auto" }));
    assert_eq!(body(A, R, &adaptive)["include"], json!(["reasoning.encrypted_content"]));
    let config =
        |model| body_at(A, G, Host::Gemini, model, &adaptive)["generationConfig"]["thinkingConfig"].clone();
    assert_eq!(config("gemini-2.5-flash"), json!({ "thinkingBudget": 24576, "includeThoughts": true }));
    assert_eq!(config("gemini-3-flash"), json!({ "thinkingLevel": "high", "includeThoughts": true }));
    let effort = |model, effort: &str| {
        body_at(C, A, Host::Anthropic, model, &chat(&json!({ "reasoning_effort": effort })))
    };
    assert_eq!(effort("claude-opus-4-6", "high")["thinking"]["type"], "adaptive");
    assert_eq!(effort("claude-opus-4-6", "minimal")["output_config"]["effort"], "low");
    assert_eq!(
        effort("claude-opus-4-5", "medium")["thinking"],
        json!({ "type": "enabled", "budget_tokens": 8192 })
    );
    assert_eq!(effort("claude-opus-4-5", "low")["thinking"]["budget_tokens"], 1024);
    for word in ["none", "minimal", "low", "medium", "high", "xhigh", "max", "ultra", "nonsense"] {
        for (to, host, model) in [
            (A, Host::Anthropic, "claude-opus-4-5"),
            (A, Host::Anthropic, "claude-opus-5"),
            (R, Host::OpenAi, "gpt-5"),
            (G, Host::Gemini, "gemini-3-pro"),
            (G, Host::Gemini, "gemini-2.5-pro"),
        ] {
            body_at(C, to, host, model, &chat(&json!({ "reasoning_effort": word })));
        }
    }
    for thinking in [
        json!({ "type": "enabled" }),
        json!({ "type": "enabled", "budget_tokens": 500 }),
        json!({ "type": "enabled", "budget_tokens": -1 }),
    ] {
        let request = anthropic(&json!({ "thinking": thinking }));
        assert!(body_at(A, C, Host::OpenAi, "gpt-5", &request).is_object());
        let budget = &body(A, G, &request)["generationConfig"]["thinkingConfig"]["thinkingBudget"];
        assert!(budget.as_i64().is_some_and(|budget| budget == -1 || budget > 0), "{thinking}: {budget}");
    }
    let effort_only = anthropic(&json!({ "output_config": { "effort": "low" } }));
    assert_eq!(body(A, R, &effort_only)["reasoning"]["effort"], "low");
    let vendors = |host, model| body_at(A, C, host, model, &adaptive);
    assert_eq!(vendors(Host::Zhipu, "glm-4.6")["thinking"], json!({ "type": "enabled" }));
    assert_eq!(vendors(Host::Qwen, "qwen3")["enable_thinking"], true);
    assert_eq!(vendors(Host::OpenRouter, "x/y")["reasoning"], json!({ "effort": "high" }));
    let old = anthropic(&json!({ "thinking": { "type": "enabled", "budget_tokens": 31999 } }));
    assert_eq!(body_at(A, C, Host::OpenAi, "gpt-5.2", &old)["reasoning_effort"], "xhigh");
}

#[test]
fn row_61_users_are_not_named() {
    let user = json!({ "device_id": "d".repeat(64), "session_id": "s-1" }).to_string();
    let request = anthropic(&json!({ "metadata": { "user_id": user } }));
    let written = body(A, R, &request);
    assert_eq!(written["safety_identifier"].as_str().unwrap().len(), 64);
    assert_eq!(written["prompt_cache_key"], "s-1");
    assert!(!body(A, C, &request).to_string().contains("dddd"));
    assert_ne!(body(C, A, &chat(&json!({ "user": "me@x.example" })))["metadata"]["user_id"], "me@x.example");
}

#[test]
fn row_62_formats_of_answers() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let structured =
        chat(&json!({ "response_format": { "type": "json_schema", "json_schema": { "schema": schema } } }));
    assert_eq!(body(C, A, &structured)["output_config"]["format"]["schema"]["additionalProperties"], false);
    let format = &body(C, R, &structured)["text"]["format"];
    assert_eq!(
        (&format["type"], &format["name"], &format["strict"]),
        (&json!("json_schema"), &json!("answer"), &json!(false))
    );
    let config = &body(C, G, &structured)["generationConfig"];
    assert_eq!(
        (&config["responseMimeType"], &config["responseJsonSchema"]),
        (&json!("application/json"), &schema)
    );
    let old = body_at(C, A, Host::Anthropic, "claude-3-5-sonnet", &structured);
    assert!(old["system"].as_str().unwrap().contains("JSON schema"));
    let object =
        anthropic(&json!({ "output_config": { "format": { "type": "json_schema", "schema": schema } } }));
    assert_eq!(body(A, C, &object)["response_format"]["json_schema"]["schema"], schema);
    let told = body_at(A, C, Host::DeepSeek, "deepseek-chat", &object);
    assert_eq!(told["response_format"], json!({ "type": "json_object" }));
    let any = gemini(&json!({ "generationConfig": { "responseMimeType": "application/json" } }));
    let written = body(G, C, &any);
    assert!(written["messages"][0]["content"].as_str().unwrap().contains("JSON"));
    let with_tools = chat(
        &json!({ "response_format": structured["response_format"], "tools": [{ "type": "function", "function": { "name": "f" } }] }),
    );
    let written = body(C, G, &with_tools);
    assert_eq!(written.get("generationConfig"), None);
    assert!(written["systemInstruction"]["parts"][0]["text"].as_str().unwrap().contains("JSON schema"));
}

#[test]
fn rows_63_and_65_what_would_mean_something_else_is_refused_by_its_name() {
    for (request, from, to, field) in [
        (chat(&json!({ "n": 2 })), C, A, "n"),
        (chat(&json!({ "n": 2 })), C, R, "n"),
        (chat(&json!({ "n": 2 })), C, G, "n"),
        (
            gemini(&json!({ "generationConfig": { "candidateCount": 2 } })),
            G,
            C,
            "generationConfig.candidateCount",
        ),
        (chat(&json!({ "modalities": ["text", "audio"] })), C, A, "modalities"),
        (responses(&json!({ "previous_response_id": "resp_1" })), R, A, "previous_response_id"),
        (responses(&json!({ "conversation": "conv_1" })), R, C, "conversation"),
        (responses(&json!({ "prompt": { "id": "p" } })), R, A, "prompt"),
        (responses(&json!({ "background": true })), R, A, "background"),
        (responses(&json!({ "input": [{ "type": "item_reference", "id": "x" }] })), R, A, "input"),
        (
            gemini(&json!({ "generationConfig": { "responseModalities": ["IMAGE"] } })),
            G,
            A,
            "generationConfig.responseModalities",
        ),
    ] {
        let refusal = refused(from, to, &request);
        assert_eq!(refusal.field, field);
        assert!(refusal.message.contains(field), "{}", refusal.message);
    }
    assert_eq!(
        refused(R, A, &responses(&json!({ "previous_response_id": "x" }))).code,
        "previous_response_not_found"
    );
    for harmless in [
        json!({ "n": 1 }),
        json!({ "logprobs": true, "top_logprobs": 2 }),
        json!({ "prediction": {} }),
        json!({ "store": true }),
    ] {
        sent(C, A, &chat(&harmless));
    }
    sent(
        R,
        A,
        &responses(&json!({ "previous_response_id": null, "background": false, "truncation": "auto" })),
    );
}

#[test]
fn codex_at_chatgpt_gets_what_it_must_have() {
    let written: Value = body_at(
        A,
        R,
        Host::ChatGpt,
        "gpt-5.1-codex",
        &anthropic(&json!({ "temperature": 1, "metadata": { "user_id": "u" } })),
    );
    assert_eq!(
        (&written["instructions"], &written["stream"], &written["store"]),
        (&json!(""), &json!(true), &json!(false))
    );
    for name in ["max_output_tokens", "temperature", "safety_identifier", "metadata"] {
        assert_eq!(written.get(name), None, "{name}");
    }
}

#[test]
fn row_40_a_request_for_no_output_is_answered_at_once() {
    for to in [C, R, G] {
        for stream in [true, false] {
            let context = RequestContext { stream, ..context(to) };
            let none = anthropic(&json!({ "max_tokens": 0 }));
            let (_, converted) = convert_with(A, &none, &context, to);
            let answer = String::from_utf8(converted.answer.unwrap()).unwrap();
            if stream {
                check_stream::check(A, &answer).unwrap();
            } else {
                let message: Value = serde_json::from_str(&answer).unwrap();
                assert_eq!(
                    (&message["stop_reason"], &message["content"]),
                    (&json!("max_tokens"), &json!([]))
                );
                assert!(message["usage"]["input_tokens"].as_u64().unwrap() > 0);
            }
            assert!(convert_with(A, &anthropic(&json!({})), &context, to).1.answer.is_none());
        }
    }
}
