//! Only what was meant is changed, and what comes out is JSON.

use super::{Edits, anthropic, gemini, openai};
use bytes::Bytes;
use serde_json::{Map, Value, json};

fn apply(edits: Edits, body: &str) -> String {
    String::from_utf8(edits.apply(&Bytes::copy_from_slice(body.as_bytes())).to_vec()).unwrap()
}

fn merged(body: &str, patch: &Value) -> String {
    apply(Edits::merge(body.as_bytes(), patch.as_object().unwrap()), body)
}

#[test]
fn a_patch_changes_its_members_and_no_other_byte() {
    for (body, patch, expected) in [
        (r#"{ "a" : 1.0 , "b":2}"#, json!({"b": 3}), r#"{ "a" : 1.0 , "b":3}"#),
        (r#"{"a":1}"#, json!({"b": 2}), r#"{"a":1,"b":2}"#),
        ("{ }", json!({"b": 2, "c": [1]}), r#"{"b":2,"c":[1] }"#),
        (r#"{"a":1,"b":2,"c":3}"#, json!({"b": null}), r#"{"a":1,"c":3}"#),
        (r#"{"a":1, "b":2}"#, json!({"a": null}), r#"{"b":2}"#),
        (r#"{"a":1,"b":2 }"#, json!({"b": null}), r#"{"a":1 }"#),
        (r#"{"a":1}"#, json!({"a": null}), "{}"),
        (r#"{"a":1}"#, json!({"a": null, "b": 2}), r#"{"b":2}"#),
        (r#"{"a":1,"b":2}"#, json!({"b": null, "c": 3}), r#"{"a":1,"c":3}"#),
        (r#"{"a":{"x":1},"b":2}"#, json!({"a": {"y": 2}}), r#"{"a":{"x":1,"y":2},"b":2}"#),
        (r#"{"a":"text"}"#, json!({"a": {"y": 2, "z": null}}), r#"{"a":{"y":2}}"#),
        (r#"{"a":[1]}"#, json!({"a": {"y": 2}}), r#"{"a":{"y":2}}"#),
        (r#"{"b":1}"#, json!({"a": {"y": null}}), r#"{"b":1}"#),
        (r#"{"b":1}"#, json!({"a": {"y": 2, "z": null}}), r#"{"b":1,"a":{"y":2}}"#),
        (r#"{"\u0061":1,"a":2}"#, json!({"a": null}), "{}"),
        ("[1]", json!({"a": 1}), "[1]"),
    ] {
        assert_eq!(merged(body, &patch), expected, "{body} {patch}");
    }
}

#[test]
fn what_was_touched_is_told() {
    let mut touched = Vec::new();
    let patch = json!({"a": 1, "b": {"c": 2, "d": 3}, "e": null, "f": null, "g": {"h": 1, "i": null}});
    let body = br#"{"a":1,"b":{"c":1},"e":[]}"#;
    Edits::merge_noting(body, patch.as_object().unwrap(), |name| touched.push(name.to_owned()));
    assert_eq!(touched, ["c", "d", "e", "h"]);
}

#[test]
fn what_is_so_already_is_no_edit() {
    let patch = json!({"a": 1, "b": {"c": "x"}, "d": null});
    assert!(Edits::merge(br#"{"a":1,"b":{"c":"x","e":[]}}"#, patch.as_object().unwrap()).is_empty());
}

#[test]
fn thinking_goes_and_the_conversation_stays() {
    let body = r#"{"thinking":{"type":"enabled","budget_tokens":2048},"messages":[
        {"role":"user","content":"hi"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"…","signature":"s"}, {"type":"text","text":"ok","signature":"s"}]},
        {"role":"assistant","content":[{"type":"redacted_thinking","data":"x"}]},
        {"role":"user","content":[{"type":"text","text":"go on"}]}]}"#;
    let edited: Value =
        serde_json::from_str(&apply(anthropic::without_thinking(body.as_bytes()), body)).unwrap();
    assert_eq!(
        edited["messages"],
        json!([
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": [{"type": "text", "text": "ok"}]},
            {"role": "user", "content": [{"type": "text", "text": "go on"}]},
        ])
    );
    assert_eq!(edited["thinking"]["budget_tokens"], 2048, "the last turn begins with a text");
    assert!(anthropic::without_thinking(br#"{"messages":[{"role":"user","content":"hi"}]}"#).is_empty());
}

#[test]
fn a_turn_that_begins_with_a_tool_takes_thinking_with_it() {
    let body = r#"{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s"},{"type":"tool_use","id":"t","name":"n","input":{"signature":"kept"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"1"}]}],"thinking":{"type":"enabled","budget_tokens":1024},"context_management":{"edits":[{"type":"clear_thinking_20251015"},{"type":"other"}]},"stream":true}"#;
    assert_eq!(
        apply(anthropic::without_thinking(body.as_bytes()), body),
        r#"{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{"signature":"kept"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"1"}]}],"context_management":{"edits":[{"type":"other"}]},"stream":true}"#
    );
    let only = body.replace(r#",{"type":"other"}"#, "");
    assert!(!apply(anthropic::without_thinking(only.as_bytes()), &only).contains("context_management"));
    let adaptive = body.replace("enabled", "adaptive");
    assert!(apply(anthropic::without_thinking(adaptive.as_bytes()), &adaptive).contains("adaptive"));
}

#[test]
fn a_budget_fits_under_the_answers_length() {
    for (body, budget, expected) in [
        (
            r#"{"max_tokens":64000}"#,
            10_000,
            json!({"max_tokens": 64_000, "thinking": {"type": "enabled", "budget_tokens": 10_000}}),
        ),
        (
            r#"{"max_tokens":4096}"#,
            10_000,
            json!({"max_tokens": 4096, "thinking": {"type": "enabled", "budget_tokens": 4095}}),
        ),
        (r#"{"max_tokens":64}"#, 10_000, json!({"max_tokens": 64})),
    ] {
        let edited = merged(body, &anthropic::limits(body.as_bytes(), None, Some(budget)).into());
        assert_eq!(serde_json::from_str::<Value>(&edited).unwrap(), expected, "{body}");
    }
    let body = r#"{"max_tokens":10,"thinking":{"type":"disabled"}}"#;
    assert_eq!(
        merged(body, &anthropic::limits(body.as_bytes(), Some(9_000), Some(2_000)).into()),
        r#"{"max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":2000}}"#
    );
}

#[test]
fn a_refused_budget_is_mended_with_room_for_the_answer() {
    let body = r#"{"max_tokens":1000,"thinking":{"type":"enabled","budget_tokens":512}}"#;
    assert_eq!(
        apply(anthropic::with_thinking_budget(body.as_bytes(), 32_000, 64_000), body),
        r#"{"max_tokens":64000,"thinking":{"type":"enabled","budget_tokens":32000}}"#
    );
    let adaptive = r#"{"thinking":{"type":"adaptive"}}"#;
    assert!(anthropic::with_thinking_budget(adaptive.as_bytes(), 32_000, 64_000).is_empty());
}

#[test]
fn every_mark_of_the_prompt_cache_gets_the_same_life() {
    let body = r#"{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"tools":[{"name":"t","cache_control":{"type":"ephemeral","ttl":"5m"},"input_schema":{"properties":{"cache_control":{"type":"ephemeral"}}}}],"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"x","cache_control":{ "type":"ephemeral" }}]}]}]}"#;
    assert_eq!(
        apply(anthropic::with_cache_ttl(body.as_bytes(), "1h"), body),
        r#"{"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],"tools":[{"name":"t","cache_control":{"type":"ephemeral","ttl":"1h"},"input_schema":{"properties":{"cache_control":{"type":"ephemeral"}}}}],"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"x","cache_control":{ "type":"ephemeral","ttl":"1h" }}]}]}]}"#
    );
    assert!(
        anthropic::with_cache_ttl(br#"{"system":[{"cache_control":{"type":"ephemeral"}}]}"#, "5m").is_empty()
    );
}

/// Case 76.
#[test]
fn the_billing_header_goes_only_from_the_start_of_a_text() {
    for (body, expected) in [
        (
            r#"{"system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2; cch=1;"},{"type":"text","text":"You are"}],"messages":[]}"#,
            r#"{"system":[{"type":"text","text":"You are"}],"messages":[]}"#,
        ),
        (
            r#"{"system":"x-anthropic-billing-header : a\nYou are","messages":[]}"#,
            r#"{"system":"You are","messages":[]}"#,
        ),
        (r#"{"system":"x-anthropic-billing-header: a","messages":[]}"#, r#"{"messages":[]}"#),
        (
            r#"{"system":"say x-anthropic-billing-header: a"}"#,
            r#"{"system":"say x-anthropic-billing-header: a"}"#,
        ),
    ] {
        assert_eq!(apply(anthropic::without_billing_header(body.as_bytes()), body), expected);
    }
}

#[test]
fn effort_goes_only_where_thinking_is_off() {
    let body = r#"{"thinking":{"type":"disabled"},"output_config":{"effort":"high","format":1},"reasoning_effort":"low"}"#;
    assert_eq!(
        apply(anthropic::without_effort(body.as_bytes()), body),
        r#"{"thinking":{"type":"disabled"},"output_config":{"format":1}}"#
    );
    assert!(anthropic::without_effort(br#"{"output_config":{"effort":"high"}}"#).is_empty());
}

#[test]
fn function_ids_go_and_arguments_stay() {
    let body = r#"{"contents":[{"parts":[{"functionCall":{"id":"1","name":"f","args":{"id":2}}},{"functionResponse":{"name":"f","id":"1","response":{"id":3}}}]}]}"#;
    assert_eq!(
        apply(gemini::without_function_ids(body.as_bytes()), body),
        r#"{"contents":[{"parts":[{"functionCall":{"name":"f","args":{"id":2}}},{"functionResponse":{"name":"f","response":{"id":3}}}]}]}"#
    );
}

#[test]
fn googles_search_comes_and_goes() {
    for (body, with, without) in [
        (r#"{"contents":[]}"#, r#"{"contents":[],"tools":[{"googleSearch":{}}]}"#, r#"{"contents":[]}"#),
        (
            r#"{"tools":[{"google_search":{}}],"contents":[]}"#,
            r#"{"tools":[{"google_search":{}}],"contents":[]}"#,
            r#"{"contents":[]}"#,
        ),
        (
            r#"{"tools":[{"codeExecution":{}},{"googleSearch":{}}]}"#,
            r#"{"tools":[{"codeExecution":{}},{"googleSearch":{}}]}"#,
            r#"{"tools":[{"codeExecution":{}}]}"#,
        ),
        (
            r#"{"tools":[{"functionDeclarations":[]}]}"#,
            r#"{"tools":[{"functionDeclarations":[]}]}"#,
            r#"{"tools":[{"functionDeclarations":[]}]}"#,
        ),
        (r#"{"tools":[]}"#, r#"{"tools":[{"googleSearch":{}}]}"#, r#"{"tools":[]}"#),
    ] {
        assert_eq!(apply(gemini::with_google_search(body.as_bytes()), body), with);
        assert_eq!(apply(gemini::without_google_search(body.as_bytes()), body), without);
    }
}

#[test]
fn a_parameter_goes_or_gets_its_new_name() {
    let body = r#"{"max_tokens":10,"reasoning":{"effort":"low","summary":"auto"},"messages":[]}"#;
    assert_eq!(
        apply(openai::without(body.as_bytes(), "reasoning.summary"), body),
        r#"{"max_tokens":10,"reasoning":{"effort":"low"},"messages":[]}"#
    );
    assert!(openai::without(body.as_bytes(), "text.verbosity").is_empty());
    assert_eq!(
        apply(openai::renamed(body.as_bytes(), "max_tokens", "max_completion_tokens"), body),
        r#"{"reasoning":{"effort":"low","summary":"auto"},"messages":[],"max_completion_tokens":10}"#
    );
}

#[test]
fn reasoning_of_another_account_goes() {
    let body = r#"{"input":[{"type":"message","content":"a"},{"type":"reasoning","encrypted_content":"x"},{"type":"message","content":"b"}]}"#;
    assert_eq!(
        apply(openai::without_encrypted_reasoning(body.as_bytes()), body),
        r#"{"input":[{"type":"message","content":"a"},{"type":"message","content":"b"}]}"#
    );
}

#[test]
fn instructions_are_read_and_set() {
    assert_eq!(openai::instructions(br#"{"instructions":"a\nb"}"#).as_deref(), Some("a\nb"));
    assert_eq!(openai::instructions(br#"{"instructions":""}"#), None);
    let body = r#"{"model":"m"}"#;
    assert_eq!(
        apply(openai::with_instructions(body.as_bytes(), "a \"b\""), body),
        r#"{"model":"m","instructions":"a \"b\""}"#
    );
}

fn value() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        "[ab\"]{0,2}".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-d]", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// What the RFC's own words say, for the comparison.
fn reference(target: &mut Value, patch: &Value) {
    let Some(patch) = patch.as_object() else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (name, wanted) in patch {
        let members = target.as_object_mut().unwrap();
        if wanted.is_null() {
            members.remove(name);
        } else {
            reference(members.entry(name.clone()).or_insert(Value::Null), wanted);
        }
    }
}

/// Members that hold nothing but removals: the RFC makes empty objects of them, we leave them out.
fn without_empty(value: &mut Value) {
    if let Value::Object(members) = value {
        members.values_mut().for_each(without_empty);
        members.retain(|_, member| !member.as_object().is_some_and(Map::is_empty));
    }
}

proptest::proptest! {
    #[test]
    fn a_patch_does_what_the_rfc_says(mut target in value(), patch in value()) {
        if let (Value::Object(_), Value::Object(members)) = (&target, &patch) {
            for text in [target.to_string(), serde_json::to_string_pretty(&target).unwrap()] {
                let edited = apply(Edits::merge(text.as_bytes(), members), &text);
                let mut edited: Value = serde_json::from_str(&edited).unwrap();
                let mut expected = target.clone();
                reference(&mut expected, &patch);
                without_empty(&mut edited);
                without_empty(&mut expected);
                proptest::prop_assert_eq!(edited, expected, "{} {}", text, &patch);
            }
        }
        target.take();
    }
}

/// A document of the members and the words that the edits look for, in any order and at any place.
fn request() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::{prelude::*, sample::select};
    let word = select(vec![
        "thinking",
        "redacted_thinking",
        "tool_use",
        "ephemeral",
        "enabled",
        "disabled",
        "assistant",
        "reasoning",
        "clear_thinking_1",
        "x-anthropic-billing-header: a\nb",
        "x-anthropic-billing-header:",
        "\"\\",
    ]);
    let name = select(vec![
        "messages",
        "content",
        "role",
        "type",
        "thinking",
        "signature",
        "system",
        "text",
        "tools",
        "cache_control",
        "ttl",
        "contents",
        "parts",
        "functionCall",
        "id",
        "input",
        "encrypted_content",
        "context_management",
        "edits",
        "googleSearch",
        "max_tokens",
        "output_config",
        "effort",
        "model",
        "message",
    ]);
    let leaf = prop_oneof![Just(Value::Null), any::<u8>().prop_map(Value::from), word.prop_map(Value::from)];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..8).prop_map(|members| {
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect::<Map<_, _>>()
                    .into()
            }),
        ]
    })
}

proptest::proptest! {
    #[test]
    fn whatever_is_edited_stays_json(value in request()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let body = text.as_bytes();
            let limits = anthropic::limits(body, Some(9), Some(2_000));
            for edits in [
                anthropic::without_thinking(body),
                anthropic::with_thinking_budget(body, 32_000, 64_000),
                anthropic::without_effort(body),
                anthropic::with_cache_ttl(body, "1h"),
                anthropic::without_billing_header(body),
                Edits::merge(body, &limits),
                gemini::without_function_ids(body),
                gemini::with_google_search(body),
                gemini::without_google_search(body),
                openai::without(body, "text.type"),
                openai::renamed(body, "max_tokens", "max_completion_tokens"),
                openai::without_encrypted_reasoning(body),
                openai::with_instructions(body, "be \"brief\""),
                super::with_model(domain::Dialect::Anthropic, body, "m"),
            ] {
                let edited = apply(edits, &text);
                proptest::prop_assert!(serde_json::from_str::<Value>(&edited).is_ok(), "{}\n{}", text, edited);
            }
        }
    }
}
