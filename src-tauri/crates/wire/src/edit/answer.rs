//! Edits of answers.

use super::{Container, Edit, Edits};
use domain::Dialect;
use serde_json::Value;

/// Gives an answer, or one event of it, the model's name that was asked for. Where it names none it stays.
pub fn with_model(dialect: Dialect, answer: &[u8], model: &str) -> Edits {
    let mut edits = Edits::default();
    let Some(root) = Container::whole(answer) else { return edits };
    let text = Value::from(model).to_string();
    let mut name = |container: &Container<'_>, member: &str| {
        let named = container.member(member).filter(|item| container.text(item).is_some());
        if let Some(item) = named.filter(|item| container.value(item) != text.as_bytes()) {
            edits.push(Edit::new(item.value.clone(), text.clone()));
        }
    };
    match dialect {
        Dialect::Gemini => name(&root, "modelVersion"),
        Dialect::OpenaiChat => name(&root, "model"),
        Dialect::Anthropic | Dialect::OpenaiResponses => {
            name(&root, "model");
            let inner = if dialect == Dialect::Anthropic { "message" } else { "response" };
            if let Some(inner) = root.child(inner) {
                name(&inner, "model");
            }
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn only_the_answers_own_name_is_exchanged() {
        for (dialect, answer, expected) in [
            (
                Dialect::Anthropic,
                r#"{"type":"message","model":"a","content":[{"type":"tool_use","input":{"model":"a"}}]}"#,
                r#"{"type":"message","model":"asked","content":[{"type":"tool_use","input":{"model":"a"}}]}"#,
            ),
            (
                Dialect::Anthropic,
                r#"{"type":"message_start","message":{ "model" : "a" }}"#,
                r#"{"type":"message_start","message":{ "model" : "asked" }}"#,
            ),
            (Dialect::OpenaiChat, r#"{"model":"a","choices":[]}"#, r#"{"model":"asked","choices":[]}"#),
            (
                Dialect::OpenaiResponses,
                r#"{"type":"response.created","response":{"model":"a"}}"#,
                r#"{"type":"response.created","response":{"model":"asked"}}"#,
            ),
            (Dialect::Gemini, r#"{"modelVersion":"a"}"#, r#"{"modelVersion":"asked"}"#),
            (Dialect::Gemini, r#"{"model":"a"}"#, r#"{"model":"a"}"#),
            (Dialect::OpenaiChat, r#"{"model":null}"#, r#"{"model":null}"#),
            (Dialect::OpenaiChat, "[DONE]", "[DONE]"),
        ] {
            let edits = with_model(dialect, answer.as_bytes(), "asked");
            assert_eq!(edits.apply(&Bytes::from(answer)), expected);
        }
    }
}
