//! Conversations: ids, results, roles, texts, instructions (rows 1 to 29).

use super::{A, C, G, PNG, R, anthropic, body, body_at, called, chat, refused, responses, sent, sent_with};
use crate::convert::{Host, RequestContext};
use serde_json::{Value, json};

/// The vectors of the specification: one conversation in each dialect.
#[test]
fn a_conversation_looks_like_this_in_each_dialect() {
    let conversation = called(
        "toolu_1",
        &json!({ "is_error": true, "content": [
            { "type": "text", "text": "bad" },
            { "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": PNG } },
        ] }),
    );
    let url = format!("data:image/png;base64,{PNG}");
    assert_eq!(
        body(A, C, &conversation)["messages"].as_array().unwrap()[1..],
        [
            json!({ "role": "assistant", "content": "t", "tool_calls": [
                { "id": "toolu_1", "type": "function", "function": { "name": "f", "arguments": "{\"a\":1}" } },
            ] }),
            json!({ "role": "tool", "tool_call_id": "toolu_1",
                "content": "Error: bad\n[image 1 of tool result attached below]" }),
            json!({ "role": "user", "content": [
                { "type": "image_url", "image_url": { "url": url } }, { "type": "text", "text": "go on" },
            ] }),
        ]
    );
    assert_eq!(
        body(A, R, &conversation)["input"].as_array().unwrap()[1..],
        [
            json!({ "type": "message", "role": "assistant",
                "content": [{ "type": "output_text", "text": "t", "annotations": [] }] }),
            json!({ "type": "function_call", "call_id": "toolu_1", "name": "f", "arguments": "{\"a\":1}" }),
            json!({ "type": "function_call_output", "call_id": "toolu_1", "output": [
                { "type": "input_text", "text": "Error: bad" },
                { "type": "input_image", "image_url": url, "detail": "auto" },
            ] }),
            json!({ "type": "message", "role": "user", "content": [{ "type": "input_text", "text": "go on" }] }),
        ]
    );
    assert_eq!(
        body_at(A, G, Host::Vertex, "gemini-3-pro", &conversation)["contents"].as_array().unwrap()[1..],
        [
            json!({ "role": "model", "parts": [
                { "text": "t" },
                { "functionCall": { "name": "f", "args": { "a": 1 } },
                    "thoughtSignature": "skip_thought_signature_validator" },
            ] }),
            json!({ "role": "user", "parts": [
                { "functionResponse": { "name": "f", "response": { "error": "bad" },
                    "parts": [{ "inlineData": { "mimeType": "image/png", "data": PNG } }] } },
                { "text": "go on" },
            ] }),
        ]
    );
    // Older models take images beside the results, and no escape value.
    let contents = &body(A, G, &conversation)["contents"];
    assert_eq!(contents[1]["parts"][1].get("thoughtSignature"), None);
    assert!(contents[2]["parts"][1].get("inlineData").is_some());
}

#[test]
fn rows_1_to_3_ids_are_those_that_the_upstream_takes() {
    let call = |id: &str| {
        chat(&json!({ "messages": [
            { "role": "user", "content": "go" },
            { "role": "assistant", "content": null,
                "tool_calls": [{ "id": id, "type": "function", "function": { "name": "f", "arguments": "{}" } }] },
            { "role": "tool", "tool_call_id": id, "content": "x" },
        ] }))
    };
    let written = body(C, A, &call("functions.x:0"));
    assert_eq!(
        written["messages"][1]["content"][0]["id"],
        written["messages"][2]["content"][0]["tool_use_id"]
    );
    let long = "i".repeat(80);
    assert_eq!(body(C, R, &call(&long)), body(C, R, &call(&long)));
    let other = format!("{}{}", "i".repeat(79), "j");
    assert_ne!(body(C, R, &call(&long))["input"][1], body(C, R, &call(&other))["input"][1]);
    let written = body_at(A, C, Host::Mistral, "mistral-large", &called("toolu_01ABC", &json!({})));
    assert_eq!(written["messages"][1]["tool_calls"][0]["id"].as_str().unwrap().len(), 9);
    assert_eq!(written["messages"][3], json!({ "role": "assistant", "content": "OK." }));
}

#[test]
fn rows_12_13_and_17_any_content_of_a_result_is_a_result() {
    for (content, text) in [
        (json!({}), ""),
        (json!({ "content": null }), ""),
        (json!({ "content": "" }), ""),
        (json!({ "content": [] }), ""),
        (json!({ "content": ["a", { "type": "text", "text": "b" }] }), "a\nb"),
        (json!({ "content": { "type": "text", "text": "c" } }), "c"),
        (json!({ "is_error": true }), "Error: tool failed"),
        (json!({ "is_error": true, "content": "error: no" }), "error: no"),
    ] {
        let conversation = called("x", &content);
        assert_eq!(body(A, C, &conversation)["messages"][2]["content"], text, "{content}");
        assert_eq!(body(A, R, &conversation)["input"][3]["output"], text, "{content}");
        let response = &body(A, G, &conversation)["contents"][2]["parts"][0]["functionResponse"]["response"];
        let (name, text) = match content["is_error"] == true {
            true => ("error", text.strip_prefix("Error: ").unwrap_or(text)),
            false => ("output", text),
        };
        assert_eq!(response, &json!({ name: text }), "{content}");
    }
    let empty = chat(&json!({ "messages": [
        { "role": "user", "content": "go" },
        { "role": "assistant", "content": null, "tool_calls": [
            { "id": "a", "type": "function", "function": { "name": "f", "arguments": "" } } ] },
        { "role": "tool", "tool_call_id": "a", "content": "" },
    ] }));
    assert_eq!(
        body(C, A, &empty)["messages"][2]["content"],
        json!([{ "type": "tool_result", "tool_use_id": "a" }])
    );
}

#[test]
fn rows_14_and_15_images_of_several_results_follow_all_results() {
    let image =
        json!({ "type": "image", "source": { "type": "base64", "media_type": "image/jpeg", "data": PNG } });
    let conversation = anthropic(&json!({ "messages": [
        { "role": "user", "content": "go" },
        { "role": "assistant", "content": [
            { "type": "tool_use", "id": "a", "name": "f", "input": {} },
            { "type": "tool_use", "id": "b", "name": "f", "input": {} },
        ] },
        { "role": "user", "content": [
            { "type": "tool_result", "tool_use_id": "a", "content": [image, image] },
            { "type": "tool_result", "tool_use_id": "b", "content": [image] },
        ] },
    ] }));
    let messages = body(A, C, &conversation)["messages"].clone();
    let roles: Vec<_> = messages.as_array().unwrap().iter().map(|message| &message["role"]).collect();
    assert_eq!(roles, ["user", "assistant", "tool", "tool", "user"]);
    assert_eq!(messages[4]["content"].as_array().unwrap().len(), 3);
    assert_eq!(
        messages[2]["content"],
        "[image 1 of tool result attached below]\n[image 2 of tool result attached below]"
    );
    // The label says jpeg, the bytes say png.
    assert!(messages[4]["content"][0]["image_url"]["url"].as_str().unwrap().starts_with("data:image/png"));
}

#[test]
fn row_16_base64_in_the_text_of_a_result_never_goes_out_as_text() {
    let huge = format!("{{\"image\":\"{}\"}}", "QUJD".repeat(20_000));
    let (written, changes) = sent(A, C, &called("x", &json!({ "content": huge })));
    let text = written["messages"][2]["content"].as_str().unwrap();
    assert!(text.len() < 100 && text.contains("80000"), "{text}");
    assert!(changes.iter().any(|change| change.reason.contains("base64")));
}

#[test]
fn rows_18_and_19_a_deferred_tool_is_declared_when_it_is_named() {
    let tools = json!([
        { "name": "later", "input_schema": {}, "defer_loading": true },
        { "name": "never", "input_schema": {}, "defer_loading": true },
    ]);
    let mut conversation =
        called("x", &json!({ "content": [{ "type": "tool_reference", "tool_name": "later" }] }));
    conversation["tools"] = tools.clone();
    let written = body(A, C, &conversation);
    assert_eq!(written["tools"].as_array().unwrap().len(), 1);
    assert_eq!(written["messages"][2]["content"], "Tool loaded: later");
    let none = anthropic(&json!({ "tools": tools, "tool_choice": { "type": "any" } }));
    for to in [C, R, G] {
        let written = body(A, to, &none);
        for name in ["tools", "tool_choice", "parallel_tool_calls", "toolConfig"] {
            assert_eq!(written.get(name), None, "{to}");
        }
    }
}

#[test]
fn rows_20_to_24_blank_texts_first_and_last_messages() {
    let (written, changes) = sent(
        C,
        A,
        &chat(&json!({ "messages": [
            { "role": "assistant", "content": "Hello" },
            { "role": "user", "content": "  " },
            { "role": "user", "content": [{ "type": "text", "text": "hi" }] },
            { "role": "assistant", "content": "" },
            { "role": "assistant", "content": "So \n" },
        ] })),
    );
    let messages = written["messages"].as_array().unwrap();
    assert_eq!(messages[0], json!({ "role": "user", "content": "." }));
    assert_eq!(messages[2], json!({ "role": "user", "content": "hi" }));
    assert_eq!(messages[3], json!({ "role": "assistant", "content": "So" }));
    assert!(changes.iter().any(|change| change.field == "messages"));
    let prefilled = chat(&json!({ "messages": [
        { "role": "user", "content": "hi" }, { "role": "assistant", "content": "So" },
    ] }));
    let written = body_at(C, A, Host::Anthropic, "claude-opus-4-6", &prefilled);
    assert_eq!(written["messages"][2]["role"], "user");
    assert_eq!(refused(C, A, &chat(&json!({ "messages": [] }))).field, "messages");
    assert_eq!(refused(R, A, &responses(&json!({ "input": [] }))).field, "input");
}

#[test]
fn row_25_instructions_in_between_stay_where_they_are() {
    let conversation = anthropic(&json!({ "messages": [
        { "role": "user", "content": "hi" },
        { "role": "system", "content": "be quick" },
        { "role": "system", "content": [{ "type": "text", "text": "and kind" }], "output_config": { "effort": "low" } },
        { "role": "assistant", "content": "ok" },
        { "role": "system", "content": "last" },
    ] }));
    let messages = body(A, C, &conversation)["messages"].clone();
    assert_eq!(messages[1], json!({ "role": "system", "content": "be quick\nand kind" }));
    assert_eq!(messages[3], json!({ "role": "system", "content": "last" }));
    let wrapped = body_at(A, C, Host::Other, "qwen", &conversation)["messages"].clone();
    assert_eq!(wrapped[0]["content"], "hi\n\n<system-reminder>\nbe quick\nand kind\n</system-reminder>");
    assert_eq!(body(A, R, &conversation)["input"][1]["role"], "developer");
    let parts = body(A, G, &conversation)["contents"][0]["parts"].clone();
    assert!(parts[1]["text"].as_str().unwrap().starts_with("<system-reminder>"));
    let developer = chat(&json!({ "messages": [
        { "role": "user", "content": "hi" }, { "role": "developer", "content": "be quick" },
    ] }));
    let new = body_at(C, A, Host::Anthropic, "claude-opus-5", &developer);
    assert_eq!(new["messages"][1]["role"], "system");
    let old = body(C, A, &developer);
    assert!(old["messages"][0]["content"][1]["text"].as_str().unwrap().contains("be quick"));
}

#[test]
fn rows_26_to_29_instructions_of_every_kind() {
    let attribution = json!([{ "type": "text", "text": "x-anthropic-billing-header: cc_version=1" }, { "type": "text", "text": "real" }]);
    assert_eq!(body(A, C, &anthropic(&json!({ "system": attribution })))["messages"][0]["content"], "real");
    for empty in [json!(""), json!([]), json!([{ "type": "text", "text": "" }]), json!(null)] {
        let request = anthropic(&json!({ "system": empty }));
        assert_eq!(body(A, C, &request)["messages"][0]["role"], "user");
        assert_eq!(body(A, R, &request).get("instructions"), None);
        assert_eq!(body(A, G, &request).get("systemInstruction"), None);
    }
    let both = chat(&json!({ "messages": [
        { "role": "system", "content": [{ "type": "text", "text": "one" }] },
        { "role": "developer", "content": "two" },
        { "role": "user", "content": "hi" },
    ] }));
    assert_eq!(body(C, A, &both)["system"].as_array().unwrap().len(), 2);
    assert_eq!(body(C, R, &both)["instructions"], "one\n\ntwo");
    let only =
        responses(&json!({ "instructions": null, "input": [{ "role": "developer", "content": "rules" }] }));
    let written = body(R, A, &only);
    assert_eq!((&written["system"], &written["messages"][0]["content"]), (&json!("rules"), &json!(".")));
}

#[test]
fn breakpoints_are_put_in_where_the_provider_caches() {
    let mut messages = Vec::new();
    for number in 0..30 {
        messages.push(json!({ "role": "user", "content": format!("q{number}") }));
        messages.push(json!({ "role": "assistant", "content": "a" }));
    }
    messages.push(json!({ "role": "user", "content": "last" }));
    let conversation = chat(
        &json!({ "messages": messages, "tools": [{ "type": "function", "function": { "name": "f" } }] }),
    );
    let (written, _) = sent_with(C, A, &conversation, |context| RequestContext { caching: true, ..context });
    let count = written.to_string().matches("cache_control").count();
    assert!((3..=4).contains(&count), "{count}");
    assert!(
        written["messages"].as_array().unwrap().last().unwrap()["content"][0].get("cache_control").is_some()
    );
    assert!(!body(C, A, &conversation).to_string().contains("cache_control"));
    let block = json!({ "type": "text", "text": "x", "cache_control": { "type": "ephemeral" } });
    let many = chat(&json!({ "messages": [{ "role": "user", "content": vec![block; 7] }] }));
    let written = body(C, A, &many);
    assert_eq!(written.to_string().matches("cache_control").count(), 4);
    assert_eq!(written["messages"][0]["content"][2].get("cache_control"), None);
    let own = chat(&json!({ "messages": [{ "role": "user", "content": [
        { "type": "text", "text": "hi", "cache_control": { "type": "ephemeral", "ttl": "1h" } } ] }] }));
    assert_eq!(
        body(C, A, &own)["messages"][0]["content"][0]["cache_control"],
        json!({ "type": "ephemeral", "ttl": "1h" })
    );
}

#[test]
fn server_tools_of_the_past_become_texts() {
    let conversation = anthropic(&json!({ "messages": [
        { "role": "user", "content": "search" },
        { "role": "assistant", "content": [
            { "type": "server_tool_use", "id": "s", "name": "web_search", "input": { "query": "x" } },
            { "type": "web_search_tool_result", "tool_use_id": "s", "content": [
                { "type": "web_search_result", "url": "https://e.example", "title": "E", "encrypted_content": "SECRET" } ] },
            { "type": "text", "text": "Found." },
        ] },
        { "role": "user", "content": [{ "type": "search_result", "source": "https://d.example", "title": "D", "content": [{ "type": "text", "text": "d" }] }] },
    ] }));
    for to in [C, R, G] {
        let text: Value = body(A, to, &conversation);
        let text = text.to_string();
        assert!(
            text.contains("E <https://e.example>") && text.contains("D <https://d.example>"),
            "{to}: {text}"
        );
        assert!(!text.contains("SECRET"));
    }
}
