//! Mends a conversation, so that every upstream takes it: calls and results in pairs, turns that alternate,
//! nothing empty. What a client cannot edit never fails its request.

use super::changes::{Changes, Refusal};
use super::ir::{Call, CallResult, Part, Request, Role, Tool, Turn};
use super::server_parts;
use domain::Dialect;
use std::collections::{HashMap, HashSet};

/// Repairs `request`, which came in `client`'s dialect.
pub(crate) fn repair(request: &mut Request, client: Dialect, changes: &mut Changes) -> Result<(), Refusal> {
    load_deferred_tools(request, changes);
    server_parts::replace(&mut request.turns, changes);
    omit_base64(&mut request.turns, changes);
    drop_empty(&mut request.turns);
    let turns = merge(std::mem::take(&mut request.turns));
    request.turns = pair(turns, changes);
    request.turns.iter_mut().for_each(drop_last_thoughts);
    request.turns = merge(std::mem::take(&mut request.turns));
    request.system.retain(|block| !block.text.trim().is_empty());
    if request.turns.iter().all(|turn| turn.role == Role::System) {
        if request.system.is_empty() && request.turns.is_empty() {
            let field = match client {
                Dialect::Anthropic | Dialect::OpenaiChat => "messages",
                Dialect::OpenaiResponses => "input",
                Dialect::Gemini => "contents",
            };
            return Err(Refusal::invalid(field, "对话为空", "the conversation is empty"));
        }
        changes.added("messages", "there was no message, only instructions");
        request.turns.push(Turn::new(Role::User, vec![Part::text(".")]));
    }
    Ok(())
}

/// Turns of the same role that follow each other become one; turns without parts go.
pub(crate) fn merge(turns: Vec<Turn>) -> Vec<Turn> {
    let mut merged: Vec<Turn> = Vec::with_capacity(turns.len());
    for turn in turns.into_iter().filter(|turn| !turn.parts.is_empty()) {
        match merged.last_mut() {
            Some(last) if last.role == turn.role => last.parts.extend(turn.parts),
            _ => merged.push(turn),
        }
    }
    merged
}

/// A tool that is loaded by being named is declared when something names it.
fn load_deferred_tools(request: &mut Request, changes: &mut Changes) {
    let is_deferred = |tool: &Tool| matches!(tool, Tool::Function(function) if function.deferred);
    if !request.tools.iter().any(is_deferred) {
        return;
    }
    let mut named = HashSet::new();
    for part in request.turns.iter().flat_map(|turn| &turn.parts) {
        let inner = if let Part::Result(result) = part { result.parts.as_slice() } else { &[] };
        for part in inner.iter().chain([part]) {
            if let Part::ToolReference(name) = part {
                named.insert(name.clone());
            }
        }
    }
    let before = request.tools.len();
    request.tools.retain(|tool| match tool {
        Tool::Function(function) => !function.deferred || named.contains(&function.name),
        Tool::Web(_) | Tool::Search(_) | Tool::Server { .. } => true,
    });
    if request.tools.len() < before {
        changes.dropped("tools", "tools that are loaded later aren't loaded yet");
    }
}

/// Some tools put pictures into the text of their results: as text they would cost a fortune and say nothing.
fn omit_base64(turns: &mut [Turn], changes: &mut Changes) {
    for part in turns.iter_mut().flat_map(|turn| &mut turn.parts) {
        let Part::Result(result) = part else { continue };
        for inner in &mut result.parts {
            if let Part::Text(text) = inner
                && let Some(shorter) = without_base64(&text.text)
            {
                changes.replaced("messages", "base64 in the text of a result");
                text.text = shorter;
            }
        }
    }
}

/// The text without runs of base64 that are too long to be anything else; `None` when it has none.
fn without_base64(text: &str) -> Option<String> {
    const LONGEST: usize = 8192;
    if text.len() < LONGEST {
        return None;
    }
    let is_base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    let mut shorter = String::new();
    let mut kept = 0;
    let mut at = 0;
    while at < text.len() {
        let run = text.as_bytes()[at..].iter().take_while(|byte| is_base64(**byte)).count();
        if run >= LONGEST {
            shorter.push_str(&text[kept..at]);
            shorter.push_str(&format!("[base64 omitted: {run} characters]"));
            kept = at + run;
        }
        at += run.max(1);
    }
    (kept > 0).then(|| shorter + &text[kept..])
}

fn drop_empty(turns: &mut [Turn]) {
    for turn in turns {
        turn.parts.retain(|part| match part {
            Part::Text(text) => !text.text.is_empty(),
            Part::Refusal(text) => !text.is_empty(),
            Part::Thought(thought) => !thought.text.is_empty() || thought.opaque.is_some(),
            Part::Image(_)
            | Part::Document(_)
            | Part::Audio(_)
            | Part::Call(_)
            | Part::Result(_)
            | Part::Server(_)
            | Part::ToolReference(_) => true,
        });
        if turn.role == Role::System && turn.joined_text().trim().is_empty() {
            turn.parts.clear();
        }
    }
}

/// A thought belongs to what comes after it: without that it goes.
fn drop_last_thoughts(turn: &mut Turn) {
    while turn.role == Role::Assistant && matches!(turn.parts.last(), Some(Part::Thought(_))) {
        turn.parts.pop();
    }
}

/// Where a call is: its turn, and its place in it.
type Place = (usize, usize);

/// Puts each result behind its call, in the order of the calls.
fn pair(turns: Vec<Turn>, changes: &mut Changes) -> Vec<Turn> {
    let (mut turns, mut answers) = bind(turns, changes);
    // Later turns that the user has a part in: an unanswered call before them was answered by something.
    let last_said = turns.iter().rposition(|turn| turn.role != Role::Assistant && !turn.parts.is_empty());
    let last_answered = answers.keys().map(|(turn, _)| *turn).max();
    let mut used_ids = HashMap::new();
    let mut paired = Vec::with_capacity(turns.len() * 2);
    for (at, turn) in turns.iter_mut().enumerate() {
        let mut parts = std::mem::take(&mut turn.parts);
        let is_interrupted =
            last_said.is_none_or(|said| said < at) && last_answered.is_none_or(|last| last < at);
        if is_interrupted && parts.iter().any(|part| part.as_call().is_some()) {
            changes.dropped("messages", "a call at the end was never answered");
            parts.retain(|part| part.as_call().is_none());
        }
        let mut results = Vec::new();
        for (place, part) in parts.iter_mut().enumerate() {
            let Part::Call(call) = part else { continue };
            let answer = answers.remove(&(at, place));
            make_id_unique(&mut call.id, &mut used_ids);
            results.push(Part::Result(answer_of(call, answer, changes)));
        }
        paired.push(Turn::new(turn.role, parts));
        paired.push(Turn::new(Role::User, results));
    }
    merge(paired)
}

/// Takes all results out of the turns and finds their calls. Those without one stay as text where nothing else is.
fn bind(mut turns: Vec<Turn>, changes: &mut Changes) -> (Vec<Turn>, HashMap<Place, CallResult>) {
    let mut places: HashMap<String, Vec<Place>> = HashMap::new();
    let mut answers: HashMap<Place, CallResult> = HashMap::new();
    for (at, turn) in turns.iter_mut().enumerate() {
        let (results, mut others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut turn.parts).into_iter().partition(|part| matches!(part, Part::Result(_)));
        let mut orphans = Vec::new();
        for result in results {
            let Part::Result(result) = result else { continue };
            let Some(known) = places.get(&result.id) else {
                orphans.push(result);
                continue;
            };
            // Equal ids at once are told apart by their order; else the last word counts.
            let free = known.iter().find(|place| !answers.contains_key(place)).or(known.last());
            if let Some(&place) = free
                && answers.insert(place, result).is_some()
            {
                changes.dropped("messages", "a call was answered twice: the last result counts");
            }
        }
        if !orphans.is_empty() {
            changes.replaced("messages", "a result without its call");
            if others.is_empty() {
                others.extend(orphans.into_iter().flat_map(|result| result.parts));
            }
        }
        for (place, part) in others.iter().enumerate() {
            let Part::Call(call) = part else { continue };
            let known = places.entry(call.id.clone()).or_default();
            // Calls of an earlier round are not meant any more.
            known.retain(|(turn, _)| *turn == at);
            known.push((at, place));
        }
        turn.parts = others;
    }
    (turns, answers)
}

fn answer_of(call: &Call, answer: Option<CallResult>, changes: &mut Changes) -> CallResult {
    let mut result = answer.unwrap_or_else(|| {
        changes.added("messages", "a call had no result");
        CallResult {
            id: String::new(),
            name: None,
            namespace: None,
            kind: call.kind,
            parts: vec![Part::text("[no result recorded]")],
            is_error: true,
            cache: None,
        }
    });
    result.id.clone_from(&call.id);
    result.name = Some(call.name.clone());
    result.namespace.clone_from(&call.namespace);
    result.kind = call.kind;
    result.parts.retain(|part| part.as_text() != Some(""));
    result
}

/// Upstreams take each id once in a conversation.
fn make_id_unique(id: &mut String, used: &mut HashMap<String, u32>) {
    let times = used.entry(id.clone()).and_modify(|times| *times += 1).or_insert(1);
    if *times > 1 {
        *id = format!("{id}_{times}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::ir::CallKind;

    fn call(id: &str) -> Part {
        Part::Call(Call {
            id: id.to_owned(),
            name: "f".to_owned(),
            namespace: None,
            kind: CallKind::Function,
            arguments: String::new(),
            opaque: None,
            cache: None,
        })
    }

    fn result(id: &str, text: &str) -> Part {
        Part::Result(CallResult {
            id: id.to_owned(),
            name: None,
            namespace: None,
            kind: CallKind::Function,
            parts: vec![Part::text(text)],
            is_error: false,
            cache: None,
        })
    }

    /// Turns as short texts: `u:a,=id(text)`, `a:!id`.
    fn shown(turns: Vec<(Role, Vec<Part>)>) -> Vec<String> {
        let turns = turns.into_iter().map(|(role, parts)| Turn::new(role, parts)).collect();
        let mut request = Request { turns, ..Request::default() };
        repair(&mut request, Dialect::Anthropic, &mut Changes::default()).unwrap();
        let part = |part: &Part| {
            if let Part::Result(result) = part {
                let texts: String = result.parts.iter().filter_map(Part::as_text).collect();
                return format!("={}({texts})", result.id);
            }
            let call = part.as_call().map(|call| format!("!{}", call.id));
            call.unwrap_or_else(|| part.as_text().unwrap().to_owned())
        };
        let turn = |turn: &Turn| {
            let role = match turn.role {
                Role::User => "u",
                Role::Assistant => "a",
                Role::System => "s",
            };
            format!("{role}:{}", turn.parts.iter().map(part).collect::<Vec<_>>().join(","))
        };
        request.turns.iter().map(turn).collect()
    }

    const U: Role = Role::User;
    const A: Role = Role::Assistant;

    #[test]
    fn row_4_equal_ids_of_two_rounds_belong_to_the_nearest_call() {
        let turns = vec![
            (A, vec![call("x")]),
            (U, vec![result("x", "1")]),
            (A, vec![call("x")]),
            (U, vec![result("x", "2")]),
        ];
        assert_eq!(shown(turns), ["a:!x", "u:=x(1)", "a:!x_2", "u:=x_2(2)"]);
    }

    #[test]
    fn row_5_of_two_results_the_last_counts() {
        let turns = vec![(A, vec![call("x")]), (U, vec![result("x", "1"), result("x", "2")])];
        assert_eq!(shown(turns), ["a:!x", "u:=x(2)"]);
    }

    #[test]
    fn row_6_a_result_without_a_call_stays_as_text_only_where_nothing_else_is() {
        assert_eq!(shown(vec![(U, vec![result("x", "1")])]), ["u:1"]);
        assert_eq!(shown(vec![(U, vec![result("x", "1"), Part::text("hi")])]), ["u:hi"]);
    }

    #[test]
    fn rows_7_and_8_a_call_without_a_result_gets_one_or_goes() {
        let missing = "[no result recorded]";
        let turns = vec![(A, vec![call("x")]), (U, vec![Part::text("hi")])];
        assert_eq!(shown(turns), ["a:!x".to_owned(), format!("u:=x({missing}),hi")]);
        let turns = vec![(U, vec![Part::text("hi")]), (A, vec![Part::text("t"), call("x")])];
        assert_eq!(shown(turns), ["u:hi", "a:t"]);
        let turns =
            vec![(A, vec![call("x"), call("y"), call("z")]), (U, vec![result("z", "3"), result("x", "1")])];
        assert_eq!(shown(turns), ["a:!x,!y,!z".to_owned(), format!("u:=x(1),=y({missing}),=z(3)")]);
    }

    #[test]
    fn rows_9_to_11_results_come_first_and_in_the_order_of_the_calls() {
        let turns = vec![
            (A, vec![call("x"), call("y")]),
            (U, vec![Part::text("one"), result("y", "2"), Part::text("two"), result("x", "1")]),
        ];
        assert_eq!(shown(turns), ["a:!x,!y", "u:=x(1),=y(2),one,two"]);
        let turns = vec![
            (A, vec![call("x")]),
            (U, vec![Part::text("wait")]),
            (A, vec![Part::text("ok")]),
            (U, vec![result("x", "1")]),
        ];
        assert_eq!(shown(turns), ["a:!x", "u:=x(1),wait", "a:ok"]);
    }

    #[test]
    fn rows_20_to_23_nothing_empty_remains() {
        let turns = vec![
            (U, vec![Part::text("")]),
            (A, vec![]),
            (U, vec![Part::text("a")]),
            (U, vec![Part::text("b")]),
        ];
        assert_eq!(shown(turns), ["u:a,b"]);
        let mut request = Request::default();
        assert_eq!(
            repair(&mut request, Dialect::Gemini, &mut Changes::default()).unwrap_err().field,
            "contents"
        );
        request.system = vec![crate::convert::ir::SystemText::new("s")];
        repair(&mut request, Dialect::Gemini, &mut Changes::default()).unwrap();
        assert_eq!(request.turns.len(), 1);
    }

    #[test]
    fn row_48_a_turn_of_nothing_but_thoughts_goes() {
        let thought =
            || Part::Thought(super::super::ir::Thought { text: "hm".to_owned(), ..Default::default() });
        let turns =
            vec![(U, vec![Part::text("a")]), (A, vec![thought(), thought()]), (U, vec![Part::text("b")])];
        assert_eq!(shown(turns), ["u:a,b"]);
    }
}
