//! What is read of a body, in all its spellings, and what is no request (rows 50 to 53, 57 to 59, 123).

use super::{A, C, G, R, anthropic, body, gemini, refused, sent};
use serde_json::json;

#[test]
fn rows_50_to_53_gemini_in_all_its_spellings() {
    let conversation =
        gemini(&json!({ "system_instruction": { "parts": [{ "text": "rules" }] }, "contents": [
        { "parts": [{ "text": "go" }] },
        { "role": "model", "parts": [
            { "text": "hm", "thought": true },
            { "thoughtSignature": "c2ln" },
            { "text": "", "thoughtSignature": "c2ln" },
            { "functionCall": { "name": "f", "args": { "a": 1 } }, "thoughtSignature": "c2ln" },
            { "function_call": { "name": "f" } },
        ] },
        { "role": "function", "parts": [
            { "functionResponse": { "name": "f", "response": { "output": "one" } } },
            { "function_response": { "name": "", "response": { "error": "two" } } },
        ] },
    ] }));
    let written = body(G, C, &conversation);
    assert_eq!(written["messages"][0]["content"], "rules");
    let calls = written["messages"][2]["tool_calls"].as_array().unwrap();
    assert_eq!((calls.len(), &calls[1]["function"]["arguments"]), (2, &json!("{}")));
    assert_eq!(written["messages"][3]["tool_call_id"], calls[0]["id"]);
    assert_eq!(written["messages"][3]["content"], "one");
    assert_eq!(written["messages"][4]["content"], "Error: two");
    body(G, A, &conversation);
    body(G, R, &conversation);
    let youtube = gemini(
        &json!({ "contents": [{ "parts": [{ "fileData": { "fileUri": "https://www.youtube.com/watch?v=x" } }] }] }),
    );
    assert!(refused(G, A, &youtube).field.contains("fileData"));
    let cached = gemini(&json!({ "cachedContent": "cachedContents/1" }));
    assert_eq!(refused(G, C, &cached).field, "cachedContent");
}

#[test]
fn rows_57_and_58_numbers_and_texts_stay_as_they_are() {
    let arguments = r#"{"f":1.0,"big":12345678901234567890,"e":1e400,"z":-0}"#;
    let text = format!(
        r#"{{"model":"m","messages":[{{"role":"user","content":"a\ud800b \u202e\u0000"}},{{"role":"assistant","content":null,"tool_calls":[{{"id":"a","type":"function","function":{{"name":"f","arguments":{}}}}}]}},{{"role":"tool","tool_call_id":"a","content":"x"}}]}}"#,
        json!(arguments)
    );
    for to in [A, R, G] {
        let converted = crate::convert::request(C, to, text.as_bytes(), &super::context(to)).unwrap();
        let written = String::from_utf8(converted.body).unwrap();
        let escaped = arguments.replace('"', "\\\"");
        assert!(written.contains(arguments) || written.contains(&escaped), "{to}: {written}");
        assert!(written.contains("a\u{fffd}b \u{202e}\\u0000"), "{to}: {written}");
    }
}

#[test]
fn rows_59_and_123_what_is_no_request_is_refused_where_it_breaks() {
    let refused =
        |body: &str| crate::convert::request(A, C, body.as_bytes(), &super::context(C)).unwrap_err();
    assert!(refused("{\"a\":").message.contains('5'));
    assert_eq!(refused("[]").field, "body");
    assert_eq!(refused(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))).field, "body");
    let odd = anthropic(
        &json!({ "stop_sequences": null, "tools": null, "tool_choice": null, "temperature": "0.5", "stream": "true", "x_future": 1 }),
    );
    let (written, changes) = sent(A, C, &odd);
    assert_eq!(written["temperature"], 0.5);
    assert!(changes.iter().any(|change| change.field == "x_future"));
    let message = anthropic(&json!({ "messages": [{ "role": "narrator", "content": "x" }] }));
    assert_eq!(super::refused(A, C, &message).field, "messages[0].role");
}

#[test]
fn a_cursor_body_on_the_path_of_the_other_dialect_is_understood() {
    let cursor = json!({ "model": "m", "stream": true, "input": [
        { "role": "system", "content": "rules" }, { "role": "user", "content": [{ "type": "input_text", "text": "hi" }] },
    ], "tools": [{ "type": "function", "name": "f", "parameters": { "type": "object" } }] });
    let (written, _) = sent(C, A, &cursor);
    assert_eq!((&written["system"], &written["messages"][0]["content"]), (&json!("rules"), &json!("hi")));
    assert_eq!(written["tools"][0]["name"], "f");
}
