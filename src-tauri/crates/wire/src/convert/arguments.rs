//! The arguments of tool calls: texts that should be JSON objects and now and then are not.

mod lenient;
mod unwrap;

use super::tree::{Json, Object};
use lenient::parse_leniently;
pub(crate) use unwrap::Unwrapper;

/// The object that some arguments are. `interrupted`: nothing came after them, so that what is missing is missing.
pub(crate) fn to_object(raw: &str, interrupted: bool) -> Object {
    let raw = raw.trim();
    if raw.is_empty() || raw == "null" {
        return Object::new();
    }
    match Json::parse(raw.as_bytes()) {
        Ok(Json::Object(object)) => return object,
        // A text that holds the JSON.
        Ok(Json::Text(text)) if text.trim_start().starts_with('{') => {
            if let Ok(Json::Object(object)) = Json::parse(text.as_bytes()) {
                return object;
            }
        }
        Ok(_) | Err(_) => {}
    }
    match parse_leniently(raw) {
        Some(object) => object,
        None if interrupted => Object::new(),
        None => Object::new().with("input", raw),
    }
}

/// The arguments as the text of an object: as they were, where that is one.
pub(crate) fn to_text(raw: &str) -> String {
    match Json::parse(raw.as_bytes()) {
        Ok(Json::Object(_)) => raw.trim().to_owned(),
        Ok(_) | Err(_) => Json::Object(to_object(raw, false)).to_compact(),
    }
}

/// Whether they are a whole JSON object.
pub(crate) fn is_whole(raw: &str) -> bool {
    let raw = raw.trim();
    raw.starts_with('{') && crate::json::members(raw.as_bytes(), |_, _| ()).is_ok()
}

/// The raw text that a freeform tool was meant to get, out of the arguments of the function that stood for it.
pub(crate) fn to_freeform(raw: &str, tool: &str) -> String {
    let text = match Json::parse(raw.as_bytes()) {
        Ok(Json::Text(text)) => text,
        Ok(Json::Object(object)) => freeform_member(&object).unwrap_or_else(|| raw.to_owned()),
        Ok(_) => raw.to_owned(),
        Err(_) => {
            parse_leniently(raw).and_then(|object| freeform_member(&object)).unwrap_or_else(|| raw.to_owned())
        }
    };
    if tool == "apply_patch" { only_the_patch(&text) } else { without_fence(&text) }
}

fn freeform_member(object: &Object) -> Option<String> {
    let named = ["input", "patch", "code", "cmd", "text", "content"];
    let text = named.iter().find_map(|name| object.text(name)).map(str::to_owned);
    let command = || match object.get("command")? {
        Json::Text(text) => Some(text.clone()),
        Json::Array(words) => words.last()?.as_text().map(str::to_owned),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => None,
    };
    text.or_else(command)
}

fn without_fence(text: &str) -> String {
    let inner = text.trim().strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    match inner.and_then(|inner| inner.split_once('\n')) {
        Some((_, inner)) => inner.to_owned(),
        None => text.to_owned(),
    }
}

fn only_the_patch(text: &str) -> String {
    const BEGIN: &str = "*** Begin Patch";
    const END: &str = "*** End Patch";
    match (text.find(BEGIN), text.rfind(END)) {
        (Some(begin), Some(end)) if begin < end => text[begin..end + END.len()].to_owned(),
        _ => without_fence(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(raw: &str) -> String {
        Json::Object(to_object(raw, false)).to_compact()
    }

    #[test]
    fn arguments_become_an_object() {
        for (raw, meant) in [
            ("", "{}"),
            ("  ", "{}"),
            ("null", "{}"),
            (r#"{"n":12345678901234567890,"x":1.0}"#, r#"{"n":12345678901234567890,"x":1.0}"#),
            (r#""{\"a\":1}""#, r#"{"a":1}"#),
            (r#"{"a":1,}"#, r#"{"a":1}"#),
            (r#"{'a': 'it"s', b: True}"#, r#"{"a":"it\"s","b":true}"#),
            (r#"{"a":{"b":[1,2"#, r#"{"a":{"b":[1,2]}}"#),
            (r#"{"path":"/tmp/x","text":"hel"#, r#"{"path":"/tmp/x","text":"hel"}"#),
            (r#"{"a":1,"b"#, r#"{"a":1}"#),
            (r#"{"a":1,"b":"#, r#"{"a":1}"#),
            ("ls -l", r#"{"input":"ls -l"}"#),
            ("[1]", r#"{"input":"[1]"}"#),
        ] {
            assert_eq!(object(raw), meant, "{raw}");
        }
        assert!(to_object("ls", true).is_empty());
        assert_eq!(to_text(" {\"a\": 1.0} "), "{\"a\": 1.0}");
        assert!(is_whole("{\"a\":1}") && !is_whole("{\"a\":1") && !is_whole("") && !is_whole("[]"));
    }

    #[test]
    fn the_text_for_a_freeform_tool_is_found() {
        let patch = "*** Begin Patch\n*** End Patch";
        for raw in [
            format!(r#"{{"input":{}}}"#, Json::from(patch).to_compact()),
            Json::from(patch).to_compact(),
            patch.to_owned(),
            format!("Sure!\n```\n{patch}\n```"),
            format!(r#"{{"command":["apply_patch",{}]}}"#, Json::from(patch).to_compact()),
        ] {
            assert_eq!(to_freeform(&raw, "apply_patch"), patch, "{raw}");
        }
        assert_eq!(to_freeform("```js\n1+1\n```", "js"), "1+1\n");
        assert_eq!(to_freeform(r#"{"other":1}"#, "js"), r#"{"other":1}"#);
    }
}
