//! Reasoning: what is sent of it, what is shown, and its state there and back (rows 45 to 49, 87, 88).

use super::{A, C, G, R, anthropic, body, body_at, chat, completion, responses, sent, whole};
use crate::convert::tests::streams::{fixture, memory};
use crate::convert::tests::{asking, context, convert_with};
use crate::convert::{Host, Recall, RequestContext, ResponseConverter, response};
use domain::Dialect;
use serde_json::{Value, json};

#[test]
fn rows_46_and_47_foreign_thoughts_are_dropped_and_the_request_stays_valid() {
    let conversation = anthropic(
        &json!({ "thinking": { "type": "enabled", "budget_tokens": 2000 }, "max_tokens": 9000, "messages": [
        { "role": "user", "content": "go" },
        { "role": "assistant", "content": [
            { "type": "thinking", "thinking": "hm", "signature": "EqQB" },
            { "type": "redacted_thinking", "data": "xx" },
            { "type": "tool_use", "id": "a", "name": "f", "input": {} },
        ] },
        { "role": "user", "content": [{ "type": "tool_result", "tool_use_id": "a" }] },
    ] }),
    );
    for to in [C, R, G] {
        let text = body(A, to, &conversation).to_string();
        assert!(!text.contains("EqQB") && !text.contains("\"xx\""), "{to}");
    }
    let replayed = body_at(A, C, Host::DeepSeek, "deepseek-reasoner", &conversation);
    assert_eq!(replayed["messages"][1]["reasoning_content"], "hm");
    // Without signed thinking before the call an older Claude must not think.
    let foreign = chat(&json!({ "reasoning_effort": "high", "messages": [
        { "role": "user", "content": "go" },
        { "role": "assistant", "content": null, "reasoning_content": "hm", "tool_calls": [
            { "id": "a", "type": "function", "function": { "name": "f", "arguments": "{}" } } ] },
        { "role": "tool", "tool_call_id": "a", "content": "x" },
    ] }));
    let (written, changes) = sent(C, A, &foreign);
    assert_eq!(written.get("thinking"), None);
    assert!(changes.iter().any(|change| change.field == "reasoning_effort"));
}

#[test]
fn row_45_one_vendor_wants_the_thoughts_of_all_messages() {
    let conversation = anthropic(&json!({ "thinking": { "type": "adaptive" }, "messages": [
        { "role": "user", "content": "a" },
        { "role": "assistant", "content": [{ "type": "thinking", "thinking": "hm", "signature": "" }, { "type": "text", "text": "b" }] },
        { "role": "user", "content": "c" },
        { "role": "assistant", "content": "d" },
        { "role": "user", "content": "e" },
    ] }));
    let messages = body_at(A, C, Host::DeepSeek, "deepseek-chat", &conversation)["messages"].clone();
    assert_eq!(messages[1]["reasoning_content"], "hm");
    assert_eq!(messages[3]["reasoning_content"], " ");
    assert!(!body(A, C, &conversation).to_string().contains("reasoning_content"));
}

#[test]
fn row_48_reasoning_stands_before_what_it_belongs_to() {
    let conversation = responses(&json!({ "input": [
        { "role": "user", "content": "go" },
        { "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": "one" }], "encrypted_content": null },
        { "type": "reasoning", "id": "rs_2", "summary": [{ "type": "summary_text", "text": "two" }] },
        { "type": "function_call", "call_id": "a", "name": "f", "arguments": "{}" },
        { "type": "reasoning", "id": "rs_3", "summary": [] },
        { "type": "function_call", "call_id": "b", "name": "f", "arguments": "{}" },
        { "type": "function_call_output", "call_id": "a", "output": "1" },
        { "type": "function_call_output", "call_id": "b", "output": "2" },
        { "type": "reasoning", "id": "rs_4", "summary": [{ "type": "summary_text", "text": "trailing" }] },
        { "role": "user", "content": "on" },
    ] }));
    for to in [A, C, G] {
        assert!(!body(R, to, &conversation).to_string().contains("trailing"), "{to}");
    }
    let replayed = body_at(R, C, Host::DeepSeek, "deepseek-chat", &conversation);
    assert_eq!(replayed["messages"][1]["reasoning_content"], "one\n\ntwo");
    assert_eq!(replayed["messages"][1]["tool_calls"].as_array().unwrap().len(), 2);
}

#[test]
fn row_49_reasoning_state_goes_through_a_foreign_client_and_back() {
    let signed = |client: Dialect| {
        let thinking = json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": "x", "stop_reason": "tool_use", "content": [
            { "type": "thinking", "thinking": "hm", "signature": "EqQB+/=" },
            { "type": "tool_use", "id": "t1", "name": "get_weather", "input": { "city": "Bern" } },
        ], "usage": { "input_tokens": 1, "output_tokens": 1 } });
        whole(&memory(client, A), &thinking)
    };
    // A Responses client sends the items back as they are.
    let output = signed(R)["output"].as_array().unwrap().clone();
    assert!(output[0]["encrypted_content"].as_str().unwrap().starts_with("gw1.a."));
    let mut input = vec![json!({ "role": "user", "content": "go" })];
    input.extend(output);
    input.push(json!({ "type": "function_call_output", "call_id": "t1", "output": "sun" }));
    let again = json!({ "model": "m", "input": input, "reasoning": { "effort": "high" } });
    let (written, _) = convert_with(R, &again, &context(A), A);
    assert_eq!(
        written["messages"][1]["content"][0],
        json!({ "type": "thinking", "thinking": "hm", "signature": "EqQB+/=" })
    );
    assert_eq!(written["thinking"]["type"], "enabled");
    // A Gemini client forgets what was thought, and keeps the call's signature.
    let mut parts = signed(G)["candidates"][0]["content"]["parts"].as_array().unwrap().clone();
    parts.retain(|part| part.get("thought").is_none());
    let again = json!({ "contents": [
        { "role": "user", "parts": [{ "text": "go" }] }, { "role": "model", "parts": parts },
        { "role": "user", "parts": [{ "functionResponse": { "name": "get_weather", "response": { "output": "sun" } } }] },
    ] });
    let (written, _) = convert_with(G, &again, &context(A), A);
    assert_eq!(
        written["messages"][1]["content"][0],
        json!({ "type": "thinking", "thinking": "hm", "signature": "EqQB+/=" })
    );
    // Another vendor gets nothing of it.
    for to in [C, G] {
        let (written, _) = convert_with(R, &json!({ "model": "m", "input": input }), &context(to), to);
        assert!(!written.to_string().contains("gw1.") && !written.to_string().contains("EqQB"), "{to}");
    }
    let other = RequestContext { model: "other-4", ..context(A) };
    assert!(
        !convert_with(R, &json!({ "model": "m", "input": input }), &other, A).0.to_string().contains("EqQB")
    );
}

#[test]
fn row_49_encrypted_reasoning_goes_through_anthropics_client_and_back() {
    let answer = json!({ "id": "resp_1", "object": "response", "status": "completed", "output": [
        { "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": "one" }, { "type": "summary_text", "text": "two" }], "encrypted_content": "gAAA" },
        { "type": "function_call", "id": "fc_1", "call_id": "c1", "name": "get_weather", "arguments": "{}" },
    ] });
    let content = whole(&memory(A, R), &answer)["content"].clone();
    assert_eq!(content[0]["thinking"], "one\n\ntwo");
    let mut again = asking(A);
    again["messages"] = json!([
        { "role": "user", "content": "go" }, { "role": "assistant", "content": content },
        { "role": "user", "content": [{ "type": "tool_result", "tool_use_id": "c1", "content": "sun" }] },
    ]);
    let (written, _) = convert_with(A, &again, &context(R), R);
    assert_eq!(
        written["input"][1],
        json!({ "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": "one" }, { "type": "summary_text", "text": "two" }], "encrypted_content": "gAAA" })
    );
    // Gemini's signature returns to the call that it came with.
    let answer = json!({ "candidates": [{ "content": { "role": "model", "parts": [
        { "text": "hm", "thought": true }, { "functionCall": { "name": "get_weather", "args": {} }, "thoughtSignature": "c2ln" } ] }, "finishReason": "STOP" }] });
    let body = whole(&memory(A, G), &answer);
    let id = body["content"][1]["id"].clone();
    again["messages"] = json!([
        { "role": "user", "content": "go" }, { "role": "assistant", "content": body["content"] },
        { "role": "user", "content": [{ "type": "tool_result", "tool_use_id": id, "content": "sun" }] },
    ]);
    let (written, _) = convert_with(A, &again, &context(G), G);
    assert_eq!(written["contents"][1]["parts"][0]["thoughtSignature"], "c2ln");
}

#[test]
fn thoughts_are_shown_to_those_who_asked() {
    let answer =
        completion(&json!({ "role": "assistant", "reasoning_content": "hm", "content": "a" }), "stop");
    let not_asked =
        json!({ "model": "m", "max_tokens": 9, "messages": [{ "role": "user", "content": "x" }] });
    let memory_of = |request: &Value| convert_with(A, request, &context(C), C).1.memory;
    assert_eq!(whole(&memory_of(&not_asked), &answer)["content"], json!([{ "type": "text", "text": "a" }]));
    let mut omitted = not_asked.clone();
    omitted["thinking"] = json!({ "type": "adaptive", "display": "omitted" });
    assert_eq!(
        whole(&memory_of(&omitted), &answer)["content"][0],
        json!({ "type": "thinking", "thinking": "", "signature": "" })
    );
    assert_eq!(
        whole(&memory(G, C), &answer)["candidates"][0]["content"]["parts"][0],
        json!({ "text": "hm", "thought": true })
    );
    let mut silent = asking(G);
    silent["generationConfig"] = json!({});
    let silent = convert_with(G, &silent, &context(C), C).1.memory;
    assert_eq!(whole(&silent, &answer)["candidates"][0]["content"]["parts"], json!([{ "text": "a" }]));
}

#[test]
fn reasoning_state_is_remembered_for_clients_that_have_no_place_for_it() {
    let now = context(A).now;
    let mut recall = Recall::new();
    for (upstream, kept) in [(A, "EqQBCgIYAhIM+/="), (R, "gAAAAABo"), (G, "c2lnbmF0dXJl")] {
        let bytes = fixture(upstream, "tools");
        let answered = response(&memory(C, upstream), &bytes).unwrap();
        let mut converter = ResponseConverter::new(memory(C, upstream));
        let mut out = Vec::new();
        converter.feed(&bytes, &mut out);
        converter.finish(&mut out);
        assert!(!answered.remembered.is_empty() && !converter.take_remembered().is_empty());
        recall.keep(answered.remembered, now);
        let body: Value = serde_json::from_slice(&answered.body).unwrap();
        let message = &body["choices"][0]["message"];
        let mut again = asking(C);
        again["reasoning_effort"] = json!("high");
        again["messages"] = json!([{ "role": "user", "content": "go" }, message,
            { "role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": "sun" },
            { "role": "tool", "tool_call_id": message["tool_calls"][1]["id"], "content": "ok" }]);
        let with = RequestContext { recall: Some(&recall), ..context(upstream) };
        let (written, _) = convert_with(C, &again, &with, upstream);
        assert!(written.to_string().contains(kept), "{upstream}: {written:#}");
        // A day later, or to another vendor, nothing of it is there.
        let late = RequestContext { now: domain::UnixMillis(now.0 + 86_400_000), ..with };
        assert!(!convert_with(C, &again, &late, upstream).0.to_string().contains(kept));
        for other in [A, R, G].into_iter().filter(|other| *other != upstream) {
            let with = RequestContext { recall: Some(&recall), ..context(other) };
            assert!(!convert_with(C, &again, &with, other).0.to_string().contains(kept));
        }
    }
}

#[test]
fn rows_87_and_88_a_relays_details_go_back_to_it_as_they_came() {
    let host = Host::OpenRouter;
    let at = RequestContext { host, model: "google/gemini-3-pro", ..context(C) };
    let memory = convert_with(A, &asking(A), &at, C).1.memory;
    let chunk = |delta: Value, finish: Value| {
        format!("data: {}\n\n", json!({ "choices": [{ "delta": delta, "finish_reason": finish }] }))
    };
    let bytes = [
        chunk(json!({ "reasoning": "hm", "reasoning_details": [{ "type": "reasoning.text", "text": "hm", "index": 0 }] }), Value::Null),
        chunk(json!({ "reasoning_details": [{ "type": "reasoning.encrypted", "data": "c2ln", "index": 1 }] }), Value::Null),
        chunk(json!({ "tool_calls": [{ "index": 0, "id": "c1", "function": { "name": "get_weather", "arguments": "{}" } }] }), Value::Null),
        chunk(json!({}), json!("tool_calls")),
    ]
    .concat();
    let body: Value = serde_json::from_slice(&response(&memory, bytes.as_bytes()).unwrap().body).unwrap();
    assert_eq!(body["content"][0]["thinking"], "hm");
    let mut again = asking(A);
    again["messages"] = json!([
        { "role": "user", "content": "go" }, { "role": "assistant", "content": body["content"] },
        { "role": "user", "content": [{ "type": "tool_result", "tool_use_id": "c1", "content": "sun" }] },
    ]);
    let message = convert_with(A, &again, &at, C).0["messages"][1].clone();
    assert_eq!(message["reasoning"], "hm");
    assert_eq!(
        message["reasoning_details"],
        json!([{ "type": "reasoning.text", "text": "hm", "index": 0 }, { "type": "reasoning.encrypted", "data": "c2ln", "index": 1 }])
    );
    let elsewhere = convert_with(A, &again, &context(C), C).0.to_string();
    assert!(!elsewhere.contains("c2ln") && !elsewhere.contains("reasoning_details"));
}
