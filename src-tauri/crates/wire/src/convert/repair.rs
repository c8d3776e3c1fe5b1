//! Mends a conversation, so that every upstream takes it: calls and results in pairs, turns that alternate,
//! nothing empty. What a client cannot edit never fails its request.

mod pairs;

use super::changes::{Changes, Refusal};
use super::ir::{Part, Request, Role, Tool, Turn};
use super::server_parts;
use pairs::pair;
use std::collections::HashSet;

/// Repairs `request`.
pub(crate) fn repair(request: &mut Request, changes: &mut Changes) -> Result<(), Refusal> {
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
            return Err(Refusal::invalid("messages", "对话为空", "the conversation is empty"));
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

#[cfg(test)]
mod tests;
