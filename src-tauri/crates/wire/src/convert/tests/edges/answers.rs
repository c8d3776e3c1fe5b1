//! Answers, whole and streamed (rows 32, 60, 78 to 97, 101 to 112, 118, 119, 121).

use super::{A, C, G, R, call, completion, whole};
use crate::convert::tests::streams::{fixture, memory, stream, streams};
use crate::convert::tests::{asking, context, convert_with};
use crate::convert::{RequestContext, ResponseConverter, request, response};
use domain::Dialect;
use serde_json::{Value, json};

#[test]
fn usage_is_counted_in_each_dialects_way() {
    let answer = completion(&json!({ "role": "assistant", "content": "a" }), "stop");
    let usage = |client| whole(&memory(client, C), &answer);
    assert_eq!(
        usage(A)["usage"],
        json!({ "input_tokens": 300, "cache_creation_input_tokens": 100, "cache_read_input_tokens": 600,
            "output_tokens": 50, "output_tokens_details": { "thinking_tokens": 20 } })
    );
    let expected = json!({ "input_tokens": 1000, "input_tokens_details": { "cached_tokens": 600, "cache_write_tokens": 100 },
        "output_tokens": 50, "output_tokens_details": { "reasoning_tokens": 20 }, "total_tokens": 1050 });
    assert_eq!(usage(R)["usage"], expected);
    assert_eq!(
        usage(G)["usageMetadata"],
        json!({ "promptTokenCount": 1000, "cachedContentTokenCount": 600, "candidatesTokenCount": 30, "thoughtsTokenCount": 20, "totalTokenCount": 1050 })
    );
}

#[test]
fn row_32_and_110_calls_come_back_in_the_clients_names() {
    let request = json!({ "model": "m", "input": "hi", "tools": [
        { "type": "namespace", "name": "m", "tools": [{ "type": "function", "name": "w", "parameters": {} }] },
        { "type": "custom", "name": "apply_patch" },
        { "type": "tool_search", "execution": "client", "parameters": {} },
        { "type": "function", "name": "my.tool", "parameters": {} },
    ] });
    let (written, converted) = convert_with(R, &request, &context(A), A);
    let dotted = written["tools"][3]["name"].as_str().unwrap();
    let item = |name: &str, input: &Value| {
        let message = json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": "x", "stop_reason": "tool_use",
            "content": [{ "type": "tool_use", "id": "t1", "name": name, "input": input }], "usage": { "input_tokens": 1, "output_tokens": 1 } });
        whole(&converted.memory, &message)["output"][0].clone()
    };
    let called = item("m__w", &json!({}));
    assert_eq!(
        (&called["name"], &called["namespace"], &called["arguments"]),
        (&json!("w"), &json!("m"), &json!("{}"))
    );
    assert_eq!(item("w", &json!({}))["namespace"], "m");
    assert_eq!(item("unknown", &json!({}))["name"], "unknown");
    assert_eq!(item(dotted, &json!({}))["name"], "my.tool");
    let patch = item("apply_patch", &json!({ "input": "*** Begin Patch\n*** End Patch" }));
    assert_eq!(
        (&patch["type"], &patch["input"]),
        (&json!("custom_tool_call"), &json!("*** Begin Patch\n*** End Patch"))
    );
    let search = item("tool_search", &json!({ "q": "x" }));
    assert_eq!(
        (&search["type"], &search["arguments"], &search["execution"]),
        (&json!("tool_search_call"), &json!({ "q": "x" }), &json!("client"))
    );
}

#[test]
fn rows_108_and_109_a_freeform_call_is_streamed_as_its_text() {
    let request = json!({ "model": "m", "stream": true, "input": "hi", "tools": [{ "type": "custom", "name": "apply_patch" }] });
    let memory = convert_with(R, &request, &context(A), A).1.memory;
    let text = "*** Begin Patch\n+é\"\\ 🎉\n*** End Patch";
    let arguments =
        json!({ "input": text }).to_string().replace('é', "\\u00e9").replace("🎉", "\\ud83c\\udf89");
    let mut events = vec![
        json!({ "type": "message_start", "message": { "id": "msg_1", "usage": { "input_tokens": 1, "output_tokens": 1 } } }),
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "tool_use", "id": "t", "name": "apply_patch", "input": {} } }),
    ];
    for character in arguments.chars() {
        events.push(json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "input_json_delta", "partial_json": character.to_string() } }));
    }
    events.extend([json!({ "type": "content_block_stop", "index": 0 }),
        json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use" }, "usage": { "output_tokens": 1 } }), json!({ "type": "message_stop" })]);
    let bytes: String = events.iter().map(|event| format!("data: {event}\n\n")).collect();
    let written = stream(&memory, [bytes.as_bytes()]);
    crate::convert::tests::check_stream::check(R, &written).unwrap();
    assert!(written.matches("custom_tool_call_input.delta\",").count() > 20, "each piece at once");
    let deltas: String = written
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok())
        .filter(|event| event["type"] == "response.custom_tool_call_input.delta")
        .map(|event| event["delta"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(deltas, text);
}

#[test]
fn row_78_what_is_no_answer_is_an_error() {
    for upstream in Dialect::ALL {
        let memory = memory(A, upstream);
        for (body, status) in [
            (r#"{"error":{"message":"limit","type":"rate_limit_error"}}"#, 429),
            (r#"{"object":"error","message":"vllm","code":400}"#, 400),
            (r#"{"base_resp":{"status_code":1004,"status_msg":"login fail"}}"#, 502),
            (r#"{"code":1,"msg":"额度不足"}"#, 502),
            ("<html><title>Login</title>", 502),
            ("upstream connect error", 502),
            ("event: ping\n\n", 502),
            ("", 502),
            ("{}", 502),
            ("data: {\"error\":{\"message\":\"x\",\"type\":\"overloaded_error\"}}\n\n", 529),
        ] {
            let error = response(&memory, body.as_bytes()).unwrap_err();
            assert_eq!(error.status, status, "{upstream}: {body}: {error:?}");
            let mut converter = ResponseConverter::new(memory.clone());
            let mut out = Vec::new();
            converter.feed(body.as_bytes(), &mut out);
            converter.finish(&mut out);
            assert_eq!(converter.error().map(|error| error.status), Some(status), "{upstream}: {body}");
        }
    }
}

#[test]
fn row_60_a_whole_answer_and_a_stream_may_stand_for_each_other() {
    let answer = completion(&json!({ "role": "assistant", "content": "hi" }), "stop");
    for client in [A, R, G] {
        let written = stream(&memory(client, C), [answer.to_string().as_bytes()]);
        let outcome = crate::convert::tests::check_stream::check(client, &written);
        assert_eq!(outcome, Ok(crate::convert::tests::check_stream::Outcome::Ended), "{client}: {written}");
        assert!(written.contains("hi"));
    }
}

#[test]
fn rows_91_to_96_what_was_cut_off_or_never_made() {
    let cut = call("get_weather", "{\"city\":\"Be");
    let mut cut = cut;
    cut["choices"][0]["finish_reason"] = json!("length");
    let body = whole(&memory(A, C), &cut);
    assert_eq!((&body["stop_reason"], &body["content"]), (&json!("max_tokens"), &json!([])));
    let none = completion(&json!({ "role": "assistant", "content": null }), "tool_calls");
    assert_eq!(response(&memory(A, C), none.to_string().as_bytes()).unwrap_err().status, 502);
    let text = completion(&json!({ "role": "assistant", "content": "a" }), "tool_calls");
    assert_eq!(whole(&memory(A, C), &text)["stop_reason"], "end_turn");
    let nameless = completion(
        &json!({ "role": "assistant", "content": "a", "tool_calls": [{ "id": "x", "function": { "arguments": "{}" } }] }),
        "tool_calls",
    );
    assert_eq!(whole(&memory(A, C), &nameless)["stop_reason"], "end_turn");
    let prefixed = json!({ "candidates": [{ "content": { "parts": [{ "functionCall": { "name": "default_api:noargs", "args": null } }] }, "finishReason": "STOP" }] });
    let body = whole(&memory(C, G), &prefixed);
    let called = &body["choices"][0]["message"]["tool_calls"][0]["function"];
    assert_eq!((&called["name"], &called["arguments"]), (&json!("noargs"), &json!("{}")));
    assert_eq!(body["choices"][0]["finish_reason"], "tool_calls");
}

#[test]
fn rows_101_to_104_empty_and_stopped_answers() {
    for (client, place) in [
        (A, "/content/0/input"),
        (R, "/output/0/arguments"),
        (G, "/candidates/0/content/parts/0/functionCall/args"),
    ] {
        let body = whole(&memory(client, C), &call("noargs", ""));
        let expected = if client == R { json!("{}") } else { json!({}) };
        assert_eq!(body.pointer(place), Some(&expected), "{client}");
    }
    let empty = json!({ "id": "msg_1", "type": "message", "content": [], "stop_reason": "end_turn", "usage": { "input_tokens": 1, "output_tokens": 1 } });
    assert_eq!(whole(&memory(C, A), &empty)["choices"][0]["message"]["content"], "");
    assert_eq!(whole(&memory(R, A), &empty)["output"], json!([]));
    assert_eq!(whole(&memory(G, A), &empty)["candidates"][0]["content"]["parts"], json!([{ "text": "" }]));
    let text = completion(
        &json!({ "role": "assistant", "content": "a", "tool_calls": [{ "id": "x", "type": "function", "function": { "name": "noargs", "arguments": "{}" } }] }),
        "stop",
    );
    let body = whole(&memory(A, C), &text);
    assert_eq!((body["content"].as_array().unwrap().len(), &body["stop_reason"]), (2, &json!("tool_use")));
}

#[test]
fn rows_105_and_106_sums_are_right_in_odd_cases() {
    let mut answer = completion(&json!({ "role": "assistant", "content": "a" }), "stop");
    answer["usage"] = json!({ "prompt_tokens": 10, "prompt_cache_hit_tokens": 90, "completion_tokens": 5, "completion_tokens_details": { "reasoning_tokens": 50 } });
    let body = whole(&memory(A, C), &answer);
    assert_eq!(
        (&body["usage"]["input_tokens"], &body["usage"]["cache_read_input_tokens"]),
        (&json!(10), &json!(90))
    );
    assert_eq!(whole(&memory(G, C), &answer)["usageMetadata"]["candidatesTokenCount"], 0);
    answer["usage"] = Value::Null;
    let body = whole(&memory(R, C), &answer);
    assert!(body["usage"]["output_tokens"].as_u64().unwrap() > 0);
    let odd = fixture(A, "odd");
    assert!(stream(&memory(C, A), [odd.as_slice()]).contains("\"usage\":{\"prompt_tokens\":0"));
}

#[test]
fn row_119_a_call_that_breaks_off_is_never_finished() {
    for upstream in [A, C] {
        let error = fixture(upstream, "error");
        for client in Dialect::ALL {
            let written = stream(&memory(client, upstream), [error.as_slice()]);
            for end in [
                "message_stop",
                "finish_reason\":\"",
                "[DONE]",
                "response.completed",
                "function_call_arguments.done",
                "finishReason",
            ] {
                assert!(!written.contains(end), "{upstream} to {client}: {end}\n{written}");
            }
            assert!(written.contains("verloaded"), "{upstream} to {client}\n{written}");
        }
    }
}

#[test]
fn gemini_streams_are_an_array_where_no_events_were_asked_for() {
    let context = RequestContext { gemini_array: true, ..context(C) };
    let memory = convert_with(G, &asking(G), &context, C).1.memory;
    for (name, bytes) in streams(C) {
        let written = stream(&memory, [bytes.as_slice()]);
        let chunks: Vec<Value> =
            serde_json::from_str(&written).unwrap_or_else(|error| panic!("{name}: {error}\n{written}"));
        assert!(!chunks.is_empty());
    }
}

#[test]
fn signs_of_life_are_those_that_the_client_understands() {
    for (client, sign) in [
        (A, "event: ping\ndata: {\"type\":\"ping\"}\n\n"),
        (C, ": keepalive\n\n"),
        (R, ": keepalive\n\n"),
        (G, ""),
    ] {
        let mut converter = ResponseConverter::new(memory(client, C));
        let mut out = Vec::new();
        converter.keep_alive(&mut out);
        assert!(out.is_empty(), "nothing before the answer has begun");
        converter.feed(b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", &mut out);
        out.clear();
        converter.keep_alive(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), sign, "{client}");
        out.clear();
        converter.fail(504, "stalled", &mut out);
        assert!(String::from_utf8_lossy(&out).contains("stalled"));
        out.clear();
        converter.keep_alive(&mut out);
        converter.finish(&mut out);
        assert!(out.is_empty() && converter.is_over());
    }
}

#[test]
fn a_provider_is_named_where_it_fails() {
    let context = RequestContext { provider: "relay", ..context(C) };
    let converted = request(A, C, asking(A).to_string().as_bytes(), &context).unwrap();
    for body in [r#"{"error":{"message":"boom"}}"#, "boom", "\n boom \n"] {
        assert_eq!(
            response(&converted.memory, body.as_bytes()).unwrap_err().message,
            "[relay] boom",
            "{body}"
        );
    }
}

#[test]
fn where_a_text_comes_from_is_said_in_each_dialects_way() {
    let bytes = fixture(R, "web_search");
    let search = json!([{ "type": "web_search_20250305", "name": "web_search" }]);
    let mut request = asking(A);
    request["tools"] = search;
    let asked = convert_with(A, &request, &context(R), R).1.memory;
    let written = stream(&asked, [bytes.as_slice()]);
    crate::convert::tests::check_stream::check(A, &written).unwrap();
    assert!(written.contains("Sources:\\n- Example <https://example.com>"), "{written}");
    assert!(!stream(&memory(A, R), [bytes.as_slice()]).contains("Sources"));
    let written = stream(&memory(C, R), [bytes.as_slice()]);
    assert!(written.contains(r#""annotations":[{"type":"url_citation""#), "{written}");
    let body: Value = serde_json::from_slice(&response(&memory(C, R), &bytes).unwrap().body).unwrap();
    assert_eq!(body["choices"][0]["message"]["annotations"][0]["url_citation"]["end_index"], 5);
}

#[test]
fn row_121_a_conversation_that_turns_out_to_be_too_long_says_so() {
    let bytes = b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"message\":\"maximum context length is 8000 tokens, you sent 9000\"}}\n\n";
    let written = stream(&memory(A, C), [bytes.as_slice()]);
    assert!(written.contains("prompt is too long: 9000 tokens > 8000 maximum"), "{written}");
    let written = stream(&memory(R, C), [bytes.as_slice()]);
    assert!(written.contains(r#""code":"context_length_exceeded""#), "{written}");
}
