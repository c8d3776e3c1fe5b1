//! How a conversation begins, and whether it is its person's turn: what tells one conversation from another when
//! its client doesn't name it.
//!
//! Hands out slices of the body, and copies nothing. What is made of them is the gateway's business.

use crate::{
    Peek, RawText,
    json::{self, Scanner},
};
use domain::Dialect;
use std::ops::ControlFlow;

/// Calls `visit` with what is the same in each request of a conversation: its system prompt, and the first that its
/// person said. Gemini's clients say the first in one piece or in several, and another system prompt to other
/// models: there it is all that the person said before the model did, and nothing else.
///
/// Whether the person said anything; without that there is nothing to tell it by.
pub fn opening<'a>(
    dialect: Dialect,
    body: &'a [u8],
    peek: &Peek<'_>,
    visit: &mut dyn FnMut(&'a [u8]),
) -> bool {
    let part = |span: &Option<crate::Span>| span.clone().and_then(|span| body.get(span));
    let Some(turns) = part(&peek.turns) else { return false };
    if dialect != Dialect::Gemini
        && let Some(system) = part(&peek.system)
    {
        content(system, visit);
    }
    if let Some(text) = RawText::of_value(turns) {
        visit(text.raw());
        return !text.raw().is_empty();
    }
    let mut said = false;
    each(turns, |turn| {
        let Turn { role, content: it } = Turn::of(turn);
        match role {
            Role::System => {
                if let Some(it) = it {
                    content(it, visit);
                }
                ControlFlow::Continue(())
            }
            Role::Person => {
                said |= it.is_some_and(|it| content(it, visit));
                if dialect == Dialect::Gemini { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            }
            Role::Model => ControlFlow::Break(()),
            // Neither said by anybody, nor the beginning of an answer.
            Role::Other => ControlFlow::Continue(()),
        }
    });
    said
}

/// Whether a request begins a turn: what it says last is its person's, not a tool's result that the model waits for
/// in the middle of its answer.
pub fn is_between_turns(dialect: Dialect, body: &[u8], peek: &Peek<'_>) -> bool {
    let Some(turns) = peek.turns.clone().and_then(|span| body.get(span)) else { return true };
    let mut last = None;
    each(turns, |turn| {
        last = Some(turn);
        ControlFlow::Continue(())
    });
    let Some(last) = last else { return true };
    let Turn { role, content } = Turn::of(last);
    let holds = |kind: &[u8], name: &str| {
        let mut found = false;
        each(content.unwrap_or_default(), |block| {
            let value = json::member(block, name);
            found |= if kind.is_empty() {
                value.is_some()
            } else {
                value.and_then(RawText::of_value).is_some_and(|text| text.raw() == kind)
            };
            ControlFlow::Continue(())
        });
        found
    };
    match dialect {
        Dialect::Anthropic => role == Role::Person && !holds(b"tool_result", "type"),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => role == Role::Person,
        Dialect::Gemini => role == Role::Person && !holds(b"", "functionResponse"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    System,
    Person,
    Model,
    Other,
}

/// One message, item or content.
struct Turn<'a> {
    role: Role,
    content: Option<&'a [u8]>,
}

impl<'a> Turn<'a> {
    fn of(turn: &'a [u8]) -> Self {
        // An item of the Responses API may be a bare text.
        if RawText::of_value(turn).is_some() {
            return Self { role: Role::Person, content: Some(turn) };
        }
        let (mut role, mut kind, mut content) = (None, None, None);
        // What is no object has no role.
        let _ = json::members(turn, |key, value| {
            if key.is("role") {
                role = RawText::of_value(value);
            } else if key.is("type") {
                kind = RawText::of_value(value);
            } else if key.is("content") || key.is("parts") {
                content = Some(value);
            }
        });
        let is_message = kind.is_none_or(|kind| kind.raw() == b"message");
        let role = match role.map(RawText::raw) {
            _ if !is_message => Role::Other,
            Some(b"system" | b"developer") => Role::System,
            Some(b"user") => Role::Person,
            // Gemini's may be left out.
            None if content.is_some() => Role::Person,
            Some(b"assistant" | b"model") => Role::Model,
            Some(_) | None => Role::Other,
        };
        Self { role, content }
    }
}

/// Visits what a content says: its texts, and of what is no text all but the marks that move on with each turn.
/// Whether it says anything.
fn content<'a>(content: &'a [u8], visit: &mut dyn FnMut(&'a [u8])) -> bool {
    if let Some(text) = RawText::of_value(content) {
        visit(text.raw());
        return !text.raw().is_empty();
    }
    let mut says = false;
    let mut block = |block: &'a [u8]| {
        says = true;
        if let Some(text) =
            RawText::of_value(block).or_else(|| RawText::of_value(json::member(block, "text")?))
        {
            visit(text.raw());
            return;
        }
        // What is no object is said as it stands.
        let is_object = json::members(block, |key, value| {
            if !key.is("cache_control") {
                visit(key.raw());
                visit(value);
            }
        });
        if is_object.is_err() {
            visit(block);
        }
    };
    if content.first() == Some(&b'{') {
        block(content);
    } else {
        each(content, |it| {
            block(it);
            ControlFlow::Continue(())
        });
    }
    says
}

/// Calls `visit` with each element of the array that this is, until it has enough.
fn each<'a>(array: &'a [u8], mut visit: impl FnMut(&'a [u8]) -> ControlFlow<()>) {
    let mut scanner = Scanner::new(array);
    if scanner.peek_token() != Some(b'[') {
        return;
    }
    loop {
        // Behind the bracket or a comma.
        scanner.at += 1;
        if scanner.peek_token() == Some(b']') {
            return;
        }
        let Ok((start, end)) = scanner.value() else { return };
        if visit(&array[start..end]).is_break() || scanner.peek_token() != Some(b',') {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};

    fn said(dialect: Dialect, body: &str) -> Option<Vec<String>> {
        let peek = crate::peek(body.as_bytes()).unwrap();
        let mut slices = Vec::new();
        let some = opening(dialect, body.as_bytes(), &peek, &mut |slice| {
            slices.push(String::from_utf8(slice.to_vec()).unwrap());
        });
        some.then_some(slices)
    }

    #[test]
    fn a_conversation_begins_with_its_system_prompt_and_the_first_that_its_person_said() {
        for (dialect, body) in [
            (Anthropic, r#"{"system":"s","messages":[{"role":"user","content":"hi"}]}"#),
            (
                Anthropic,
                r#"{"messages":[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]},
                {"role":"assistant","content":"a"},{"role":"user","content":"b"}],"system":[{"type":"text","text":"s"}]}"#,
            ),
            (
                OpenaiChat,
                r#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"hi"},{"role":"user","content":"x"}]}"#,
            ),
            (OpenaiResponses, r#"{"instructions":"s","input":"hi"}"#),
            (
                OpenaiResponses,
                r#"{"instructions":null,"input":[{"type":"additional_tools","role":"developer","tools":[]},
                {"type":"message","role":"developer","content":[{"type":"input_text","text":"s"}]},
                {"role":"user","content":[{"type":"input_text","text":"hi"}]},{"type":"function_call"}]}"#,
            ),
        ] {
            assert_eq!(said(dialect, body), Some(vec!["s".into(), "hi".into()]), "{body}");
        }
    }

    #[test]
    fn of_gemini_all_counts_that_was_said_before_the_model_spoke_in_one_piece_or_several() {
        let router = r#"{"systemInstruction":{"parts":[{"text":"route"}]},"contents":[{"role":"user","parts":[{"text":"folder"}]},{"parts":[{"text":"hi"}]}]}"#;
        let main = r#"{"contents":[{"role":"user","parts":[{"text":"folder"},{"text":"hi"}]},{"role":"model","parts":[{"text":"a"}]},{"role":"user","parts":[{"text":"more"}]}]}"#;
        assert_eq!(said(Gemini, router), Some(vec!["folder".into(), "hi".into()]));
        assert_eq!(said(Gemini, router), said(Gemini, main));
    }

    #[test]
    fn what_nobody_said_begins_nothing() {
        for (dialect, body) in [
            (Anthropic, r#"{"system":"s","messages":[]}"#),
            (Anthropic, r#"{"system":"s","messages":[{"role":"user","content":""}]}"#),
            (OpenaiChat, r#"{"messages":[{"role":"system","content":"s"}]}"#),
            (OpenaiChat, "{}"),
            (OpenaiResponses, r#"{"input":""}"#),
            (Gemini, r#"{"contents":[{"role":"model","parts":[{"text":"a"}]}]}"#),
            (Anthropic, r#"{"messages":7}"#),
        ] {
            assert_eq!(said(dialect, body), None, "{body}");
        }
    }

    #[test]
    fn pictures_count_but_marks_that_move_do_not() {
        let with = |mark: &str| {
            format!(
                r#"{{"messages":[{{"role":"user","content":[{{"type":"image","source":{{"data":"AA"}}{mark}}}]}}]}}"#
            )
        };
        let plain = said(Anthropic, &with("")).unwrap();
        assert_eq!(plain, ["type", "\"image\"", "source", r#"{"data":"AA"}"#]);
        assert_eq!(Some(plain), said(Anthropic, &with(r#","cache_control":{"type":"ephemeral"}"#)));
    }

    #[test]
    fn a_tools_result_is_in_the_middle_of_a_turn() {
        for (dialect, body, between) in [
            (Anthropic, r#"{"messages":[{"role":"user","content":"hi"}]}"#, true),
            (
                Anthropic,
                r#"{"messages":[{"role":"user","content":[{"type":"tool_result","content":"x"}]}]}"#,
                false,
            ),
            (
                Anthropic,
                r#"{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"{"}]}"#,
                false,
            ),
            (OpenaiChat, r#"{"messages":[{"role":"tool","content":"x"}]}"#, false),
            (
                OpenaiChat,
                r#"{"messages":[{"role":"tool","content":"x"},{"role":"user","content":"go"}]}"#,
                true,
            ),
            (OpenaiResponses, r#"{"input":"hi"}"#, true),
            (OpenaiResponses, r#"{"input":[{"type":"function_call_output","output":"x"}]}"#, false),
            (Gemini, r#"{"contents":[{"role":"user","parts":[{"functionResponse":{}}]}]}"#, false),
            (Gemini, r#"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"#, true),
        ] {
            let peek = crate::peek(body.as_bytes()).unwrap();
            assert_eq!(is_between_turns(dialect, body.as_bytes(), &peek), between, "{body}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_body_panics(body in r#"\{("(messages|input|contents|system)":("a"|\[|\]|\{|\}|"role":"user"|"content":|1|,|null){0,8},?){0,3}\}"#) {
            if let Ok(peek) = crate::peek(body.as_bytes()) {
                for dialect in Dialect::ALL {
                    opening(dialect, body.as_bytes(), &peek, &mut |_| ());
                    is_between_turns(dialect, body.as_bytes(), &peek);
                }
            }
        }
    }
}
