//! The requests of real clients, to every other dialect.

use super::check_request::check;
use super::{context, fixtures};
use crate::convert::request;
use domain::Dialect;
use serde_json::Value;

/// Dialect, path and body of each recorded request that is for an answer.
fn captures() -> Vec<(Dialect, String, Value)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(fixtures("captures")).unwrap() {
        let path = entry.unwrap().path();
        let capture: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let dialect = match capture["path"].as_str().unwrap() {
            path if path.contains("countTokens") || path.contains("count_tokens") => continue,
            path if path.contains(":generateContent") || path.contains(":streamGenerateContent") => {
                Dialect::Gemini
            }
            path if path.ends_with("/messages") => Dialect::Anthropic,
            path if path.ends_with("/chat/completions") => Dialect::OpenaiChat,
            path if path.ends_with("/responses") => Dialect::OpenaiResponses,
            other => panic!("{other}"),
        };
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        all.push((dialect, name, capture["body"].clone()));
    }
    all.sort_by(|one, other| one.1.cmp(&other.1));
    assert!(all.len() > 50, "{}", all.len());
    all
}

#[test]
fn every_recorded_request_goes_to_every_dialect() {
    let mut refused = Vec::new();
    for (from, name, body) in captures() {
        for to in Dialect::ALL.into_iter().filter(|to| *to != from) {
            match request(from, to, body.to_string().as_bytes(), &context(to)) {
                Ok(converted) => {
                    let written: Value = serde_json::from_slice(&converted.body).unwrap();
                    if let Err(fault) = check(to, &written) {
                        panic!("{name} to {to}: {fault}\n{written:#}");
                    }
                    for change in converted.changes {
                        assert!(!change.field.is_empty() && !change.reason.is_empty());
                    }
                }
                Err(refusal) => refused.push(format!("{name} to {to}: {}: {}", refusal.field, refusal.code)),
            }
        }
    }
    insta::assert_json_snapshot!(refused);
}

#[test]
fn what_was_converted_can_be_converted_back() {
    for (from, name, body) in captures() {
        for to in Dialect::ALL.into_iter().filter(|to| *to != from) {
            let Ok(there) = request(from, to, body.to_string().as_bytes(), &context(to)) else { continue };
            let back = request(to, from, &there.body, &context(from));
            let back = back.unwrap_or_else(|refusal| panic!("{name} to {to} and back: {refusal}"));
            let written: Value = serde_json::from_slice(&back.body).unwrap();
            if let Err(fault) = check(from, &written) {
                panic!("{name} to {to} and back: {fault}\n{written:#}");
            }
            // The second time nothing is left to be mended.
            let again = request(from, to, &back.body, &context(to)).unwrap();
            let [there, again] = [there, again].map(|converted| turns(to, &converted.body));
            assert_eq!(again, there, "{name} to {to}, back, and there again");
        }
    }
}

/// What is said in a request: texts and calls, in their order.
fn turns(dialect: Dialect, body: &[u8]) -> Vec<String> {
    fn gather(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (name, inner) in object {
                    match (name.as_str(), inner) {
                        ("text" | "arguments" | "thinking" | "output" | "error", Value::String(text)) => {
                            found.push(text.clone());
                        }
                        ("content", Value::String(text)) => found.push(text.clone()),
                        ("args" | "input", Value::Object(_)) => found.push(inner.to_string()),
                        _ => gather(inner, found),
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|item| gather(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let value: Value = serde_json::from_slice(body).unwrap();
    let mut found = Vec::new();
    gather(
        match dialect {
            Dialect::Anthropic | Dialect::OpenaiChat => &value["messages"],
            Dialect::OpenaiResponses => &value["input"],
            Dialect::Gemini => &value["contents"],
        },
        &mut found,
    );
    // Instructions in between are wrapped where only the user can say them.
    let words = found.join("\n\n").replace("[image 1 of tool result attached below]", "");
    words.split_whitespace().filter(|word| !word.contains("system-reminder>")).map(str::to_owned).collect()
}
