//! Takes foreign reasoning state out of a request that goes to a provider of the client's own dialect, after an
//! earlier answer had come from one of another.
//!
//! The only thing of this module that a request without conversion meets; one that holds nothing foreign keeps
//! its bytes.

use super::carrier::{self, Known};
use super::tree::{Json, Object};
use domain::Dialect;
use memchr::memmem;

/// What foreign state looks like: a carrier, a carrier in base64, and a thought that nobody signed.
const SIGNS: [&str; 4] = ["gw1.", "Z3cxL", "\"signature\":\"\"", "\"signature\": \"\""];

/// The body without foreign reasoning state; `None` when there is none, so that the body stays as it is.
pub fn strip_foreign_state(dialect: Dialect, body: &[u8]) -> Option<Vec<u8>> {
    if !SIGNS.iter().any(|sign| memmem::find(body, sign.as_bytes()).is_some()) {
        return None;
    }
    let mut tree = Json::parse(body).ok()?.into_object()?;
    let (name, inner) = match dialect {
        Dialect::Anthropic => ("messages", "content"),
        Dialect::OpenaiResponses => ("input", ""),
        Dialect::Gemini => ("contents", "parts"),
        // Its messages have no place for any.
        Dialect::OpenaiChat => return None,
    };
    let Some(Json::Array(list)) = tree.get_mut(name) else { return None };
    let mut changed = false;
    if inner.is_empty() {
        list.retain(|item| !take_note(is_foreign_item(item), &mut changed));
    } else {
        for turn in list.iter_mut().filter_map(Json::as_object_mut) {
            let Some(Json::Array(parts)) = turn.get_mut(inner) else { continue };
            if dialect == Dialect::Gemini {
                parts.iter_mut().filter_map(Json::as_object_mut).for_each(|part| unsign(part, &mut changed));
            } else {
                parts.retain(|part| !take_note(is_foreign_block(part), &mut changed));
            }
        }
        let is_empty = |turn: &Json| {
            let content = turn.as_object().and_then(|turn| turn.get(inner));
            content.and_then(Json::as_array).is_some_and(<[Json]>::is_empty)
        };
        list.retain(|turn| !changed || !is_empty(turn));
    }
    changed.then(|| Json::Object(tree).to_bytes())
}

fn take_note(is_foreign: bool, changed: &mut bool) -> bool {
    *changed |= is_foreign;
    is_foreign
}

fn is_carrier(value: &str) -> bool {
    matches!(carrier::unwrap(value), Known::Carried(..))
}

fn is_foreign_item(item: &Json) -> bool {
    let item = item.as_object().filter(|item| item.text("type") == Some("reasoning"));
    item.and_then(|item| item.text("encrypted_content")).is_some_and(is_carrier)
}

fn is_foreign_block(block: &Json) -> bool {
    let Some(block) = block.as_object() else { return false };
    match block.text("type") {
        // A thought without a signature is refused as well.
        Some("thinking") => {
            block.text("signature").is_some_and(|value| value.is_empty() || is_carrier(value))
        }
        Some("redacted_thinking") => block.text("data").is_some_and(is_carrier),
        _ => false,
    }
}

fn unsign(part: &mut Object, changed: &mut bool) {
    for name in ["thoughtSignature", "thought_signature"] {
        if part.text(name).is_some_and(is_carrier) {
            part.take(name);
            *changed = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::ir::Opaque;
    use serde_json::{Value, json};

    fn stripped(dialect: Dialect, body: &Value) -> Option<Value> {
        let stripped = strip_foreign_state(dialect, body.to_string().as_bytes())?;
        Some(serde_json::from_slice(&stripped).unwrap())
    }

    #[test]
    fn only_foreign_state_goes() {
        let wrapped = |client| carrier::wrap(&Opaque::plain(Dialect::OpenaiChat, "x"), "gpt", client);
        let own = json!({ "type": "thinking", "thinking": "a", "signature": "EqQB" });
        let foreign =
            json!({ "type": "thinking", "thinking": "a", "signature": wrapped(Dialect::Anthropic) });
        let unsigned = json!({ "type": "thinking", "thinking": "a", "signature": "" });
        let text = json!({ "type": "text", "text": "gw1.a.x" });
        let message = |content: Value| json!({ "messages": [{ "role": "user", "content": "q" }, { "role": "assistant", "content": content }] });
        assert_eq!(stripped(Dialect::Anthropic, &message(json!([own, text]))), None);
        assert_eq!(
            stripped(Dialect::Anthropic, &message(json!([own, foreign, unsigned, text]))),
            Some(message(json!([own, text])))
        );
        let only = stripped(Dialect::Anthropic, &message(json!([foreign]))).unwrap();
        assert_eq!(only["messages"].as_array().unwrap().len(), 1);
        let item = json!({ "type": "reasoning", "summary": [], "encrypted_content": wrapped(Dialect::OpenaiResponses) });
        let input = json!({ "input": [{ "role": "user", "content": "q" }, item] });
        assert_eq!(
            stripped(Dialect::OpenaiResponses, &input),
            Some(json!({ "input": [{ "role": "user", "content": "q" }] }))
        );
        let part = json!({ "functionCall": { "name": "f" }, "thoughtSignature": wrapped(Dialect::Gemini) });
        let contents = json!({ "contents": [{ "role": "model", "parts": [part] }] });
        assert_eq!(
            stripped(Dialect::Gemini, &contents),
            Some(
                json!({ "contents": [{ "role": "model", "parts": [{ "functionCall": { "name": "f" } }] }] })
            )
        );
    }
}
