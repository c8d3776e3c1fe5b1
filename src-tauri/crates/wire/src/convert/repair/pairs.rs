//! Puts the results of tools behind their calls.

use super::merge;
use crate::convert::changes::Changes;
use crate::convert::ir::{Call, CallResult, Part, Role, Turn};
use std::collections::HashMap;

/// Where a call is: its turn, and its place in it.
type Place = (usize, usize);

/// Puts each result behind its call, in the order of the calls.
pub(super) fn pair(turns: Vec<Turn>, changes: &mut Changes) -> Vec<Turn> {
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
