//! Tools, their names and schemas, and which of them is chosen (rows 30 to 39, 66, 69 to 74).

use super::{A, C, G, R, anthropic, body, body_at, chat, gemini, refused, responses, sent};
use crate::convert::Host;
use serde_json::{Value, json};

#[test]
fn the_same_tools_and_choice_in_each_dialect() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let tools = anthropic(&json!({
        "tools": [{ "name": "f", "description": "d", "input_schema": schema }],
        "tool_choice": { "type": "tool", "name": "f", "disable_parallel_tool_use": true },
    }));
    let written = body(A, C, &tools);
    assert_eq!(
        written["tools"],
        json!([{ "type": "function", "function": { "name": "f", "description": "d", "parameters": schema } }])
    );
    assert_eq!(written["tool_choice"], json!({ "type": "function", "function": { "name": "f" } }));
    assert_eq!(written["parallel_tool_calls"], false);
    let written = body(A, R, &tools);
    assert_eq!(
        written["tools"],
        json!([{ "type": "function", "name": "f", "description": "d", "parameters": schema, "strict": false }])
    );
    assert_eq!(written["tool_choice"], json!({ "type": "function", "name": "f" }));
    let written = body(A, G, &tools);
    assert_eq!(
        written["tools"],
        json!([{ "functionDeclarations": [{ "name": "f", "description": "d", "parametersJsonSchema": schema }] }])
    );
    assert_eq!(
        written["toolConfig"]["functionCallingConfig"],
        json!({ "mode": "ANY", "allowedFunctionNames": ["f"] })
    );
    for (from, request) in [(C, body(A, C, &tools)), (R, body(A, R, &tools))] {
        let back = body(from, A, &request);
        assert_eq!(back["tools"], tools["tools"], "{from}");
        assert_eq!(back["tool_choice"], tools["tool_choice"], "{from}");
    }
}

#[test]
fn rows_30_and_31_codex_declares_its_tools_in_namespaces() {
    let function = |name: &str| json!({ "type": "function", "name": name, "parameters": { "type": "object", "properties": {} }, "strict": false });
    let request = responses(&json!({
        "tools": [function("f")],
        "input": [
            { "type": "additional_tools", "role": "developer", "tools": [
                function("f"),
                { "type": "namespace", "name": "m", "tools": [function("w"), function("m__x")] },
                { "type": "namespace", "name": "functions", "tools": [function("exec")] },
                { "type": "custom", "name": "apply_patch", "description": "p", "format": { "type": "grammar", "syntax": "lark", "definition": "start: x" } },
                { "type": "tool_search", "execution": "client", "parameters": { "type": "object", "properties": { "q": { "type": "string" } } } },
            ] },
            { "role": "user", "content": "hi" },
            { "type": "custom_tool_call", "call_id": "c1", "name": "apply_patch", "input": "*** Begin" },
            { "type": "custom_tool_call_output", "call_id": "c1", "output": "done" },
            { "type": "function_call", "call_id": "c2", "name": "w", "namespace": "m", "arguments": "{}" },
            { "type": "function_call_output", "call_id": "c2", "output": "ok" },
            { "type": "tool_search_call", "call_id": "c3", "execution": "client", "arguments": { "q": "x" }, "status": "completed" },
            { "type": "tool_search_output", "call_id": "c3", "tools": [function("found")] },
        ],
    }));
    let written = body(R, A, &request);
    let names: Vec<_> =
        written["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["f", "m__w", "m__x", "exec", "apply_patch", "tool_search", "found"]);
    let patch = &written["tools"][4];
    assert_eq!(patch["input_schema"]["required"], json!(["input"]));
    assert!(patch["description"].as_str().unwrap().contains("start: x"));
    let said = written["messages"].to_string();
    assert!(said.contains(r#""input":{"input":"*** Begin"}"#) && said.contains("m__w"), "{said}");
    assert!(said.contains("Tools loaded: found"), "{said}");
    let native = body(R, C, &request);
    assert_eq!(native["tools"][4]["custom"]["format"]["grammar"]["syntax"], "lark");
    let plain = body_at(R, C, Host::Other, "qwen", &request);
    assert_eq!(plain["tools"][4]["function"]["parameters"]["required"], json!(["input"]));
    assert_eq!(plain["messages"][1]["tool_calls"][0]["function"]["arguments"], r#"{"input":"*** Begin"}"#);
    body(R, G, &request);
}

#[test]
fn rows_33_to_35_odd_names_and_schemas() {
    let tools = chat(&json!({
        "tools": [
            { "type": "function", "function": { "name": "my.tool/x", "parameters": null } },
            { "type": "function", "function": { "name": "查询" } },
            { "type": "function", "function": { "name": "f", "parameters": {} } },
            { "type": "function", "function": { "name": "f", "parameters": {} } },
            { "type": "function", "function": { "name": "g", "parameters": { "type": ["object", "null"], "anyOf": [{ "properties": { "a": {} } }] } } },
        ],
        "tool_choice": { "type": "function", "function": { "name": "my.tool/x" } },
    }));
    for to in [A, R, G] {
        let (written, changes) = sent(C, to, &tools);
        assert!(changes.iter().any(|change| change.field == "tools"), "{to}");
        let text = written.to_string();
        assert!(!text.contains("my.tool/x"), "{to}: {text}");
    }
    let written = body(C, A, &tools);
    assert_eq!(written["tool_choice"]["name"], written["tools"][0]["name"]);
    assert_eq!(written["tools"].as_array().unwrap().len(), 4);
}

#[test]
fn rows_36_and_37_a_choice_names_what_is_there() {
    let made_up = chat(&json!({ "tools": [{ "type": "function", "function": { "name": "f" } }],
        "tool_choice": { "type": "function", "function": { "name": "nope" } } }));
    assert_eq!(refused(C, A, &made_up).field, "tool_choice");
    for (choice, to) in [("required", A), ("required", G), ("auto", R)] {
        let none = chat(&json!({ "tools": [], "tool_choice": choice, "parallel_tool_calls": true }));
        let written = body(C, to, &none);
        assert!(
            ["tools", "tool_choice", "toolConfig", "parallel_tool_calls"]
                .iter()
                .all(|name| written.get(name).is_none())
        );
    }
    let off = chat(
        &json!({ "tools": [{ "type": "function", "function": { "name": "f" } }], "tool_choice": "none" }),
    );
    let written = body(C, A, &off);
    assert_eq!((&written["tool_choice"]["type"], written["tools"].is_array()), (&json!("none"), true));
    let allowed = chat(&json!({
        "tools": [{ "type": "function", "function": { "name": "f" } }, { "type": "function", "function": { "name": "g" } }],
        "tool_choice": { "type": "allowed_tools", "allowed_tools": { "mode": "required", "tools": [{ "type": "function", "function": { "name": "g" } }] } },
    }));
    let written = body(C, A, &allowed);
    assert_eq!((&written["tools"][0]["name"], &written["tool_choice"]["type"]), (&json!("g"), &json!("any")));
    assert_eq!(
        body(C, R, &allowed)["tool_choice"],
        json!({ "type": "allowed_tools", "mode": "required", "tools": [{ "type": "function", "name": "g" }] })
    );
    assert_eq!(
        body(C, G, &allowed)["toolConfig"]["functionCallingConfig"]["allowedFunctionNames"],
        json!(["g"])
    );
}

#[test]
fn row_38_a_forced_tool_and_thinking_exclude_each_other() {
    let forced = chat(
        &json!({ "reasoning_effort": "high", "tools": [{ "type": "function", "function": { "name": "f" } }], "tool_choice": "required" }),
    );
    let written = body(C, A, &forced);
    assert_eq!((written.get("thinking"), &written["tool_choice"]["type"]), (None, &json!("any")));
}

#[test]
fn hosted_tools_are_refused_when_nothing_else_is_asked_for() {
    let search = anthropic(
        &json!({ "tools": [{ "type": "web_search_20250305", "name": "web_search", "max_uses": 3 }] }),
    );
    assert_eq!(refused(A, C, &search).field, "tools");
    assert_eq!(body(A, R, &search)["tools"][0]["type"], "web_search");
    assert_eq!(body(A, G, &search)["tools"], json!([{ "googleSearch": {} }]));
    let both = anthropic(&json!({ "tools": [
        { "type": "web_search_20250305", "name": "web_search" }, { "name": "f", "input_schema": {} },
        { "type": "bash_20250124", "name": "bash" }, { "type": "computer_20250124", "name": "computer" },
    ] }));
    let (written, changes) = sent(A, C, &both);
    assert_eq!(written["tools"].as_array().unwrap().len(), 2);
    assert_eq!(written["tools"][1]["function"]["parameters"]["properties"]["command"]["type"], "string");
    assert!(changes.len() >= 3, "{changes:?}");
    let blocked = anthropic(
        &json!({ "tools": [{ "type": "web_search_20250305", "name": "web_search", "blocked_domains": ["x.example"] }] }),
    );
    assert!(refused(A, R, &blocked).field.contains("blocked_domains"));
    let back = gemini(&json!({ "tools": [{ "googleSearch": {} }] }));
    assert_eq!(body(G, A, &back)["tools"][0]["type"], "web_search_20250305");
    let mcp = super::responses(
        &json!({ "tools": [{ "type": "mcp", "server_label": "x", "server_url": "https://x.example" }] }),
    );
    assert_eq!(refused(R, A, &mcp).field, "tools");
    for field in ["mcp_servers", "container"] {
        let request =
            anthropic(&json!({ field: [{ "type": "url", "url": "https://x.example", "name": "x" }] }));
        assert_eq!(refused(A, C, &request).field, field);
    }
}

#[test]
fn row_74_many_large_schemas_are_quick() {
    let properties: serde_json::Map<String, Value> = (0..100)
        .map(|number| {
            (
                format!("p{number}"),
                json!({ "anyOf": [{ "type": "string", "description": "x".repeat(60) }, { "type": "null" }] }),
            )
        })
        .collect();
    let tools: Vec<Value> = (0..200)
        .map(|number| json!({ "name": format!("t{number}"), "input_schema": { "type": "object", "properties": properties } }))
        .collect();
    let request = anthropic(&json!({ "tools": tools }));
    assert!(request.to_string().len() > 2_000_000);
    for to in [C, R, G] {
        assert_eq!(body(A, to, &request)["tools"].as_array().map(Vec::is_empty), Some(false));
    }
}
