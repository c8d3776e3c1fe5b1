//! Edits of Anthropic requests.

use super::{Container, Edit, Edits};
use crate::json::RawText;
use serde_json::{Map, Value, json};

/// What Claude Code writes at the head of the system prompt for its vendor's accounting.
const BILLING_HEADER: &str = "x-anthropic-billing-header";

/// Takes the thinking out of the conversation: its blocks, and every signature. Where the last turn then begins
/// with a tool call, thinking is switched off, too, since such a turn would have to begin with thinking.
pub fn without_thinking(body: &[u8]) -> Edits {
    let mut edits = Edits::default();
    let Some(root) = Container::whole(body) else { return edits };
    let Some(messages) = root.child("messages") else { return edits };
    let (mut emptied, mut begins_with_tool) = (Vec::new(), false);
    for (place, item) in messages.items.iter().enumerate() {
        let Some(message) = messages.inside(item) else { continue };
        let first = message
            .child("content")
            .filter(|content| !content.is_object)
            .and_then(|content| strip_blocks(&content, &mut edits));
        if first == Some(FirstKept::Nothing) {
            emptied.push(place);
        }
        if message.says("role", "assistant") {
            begins_with_tool = first == Some(FirstKept::Tool);
        }
    }
    messages.change(&emptied, &[], &mut edits);
    let is_enabled = root.child("thinking").is_some_and(|thinking| thinking.says("type", "enabled"));
    if begins_with_tool && is_enabled {
        switch_thinking_off(&root, &mut edits);
    }
    edits
}

/// With what a turn begins once its thinking is gone.
#[derive(PartialEq, Eq)]
enum FirstKept {
    Tool,
    Other,
    Nothing,
}

fn strip_blocks(content: &Container<'_>, edits: &mut Edits) -> Option<FirstKept> {
    let (mut removed, mut first) = (Vec::new(), None);
    for (place, item) in content.items.iter().enumerate() {
        let Some(block) = content.inside(item) else { continue };
        if block.says("type", "thinking") || block.says("type", "redacted_thinking") {
            removed.push(place);
            continue;
        }
        let is_tool = block.says("type", "tool_use");
        first.get_or_insert(if is_tool { FirstKept::Tool } else { FirstKept::Other });
        let signatures: Vec<usize> =
            (0..block.items.len()).filter(|&place| block.items[place].is("signature")).collect();
        block.change(&signatures, &[], edits);
    }
    if removed.len() == content.items.len() && !removed.is_empty() {
        return Some(FirstKept::Nothing);
    }
    content.change(&removed, &[], edits);
    first
}

/// Thinking that is off can't be cleared from the context either.
fn switch_thinking_off(root: &Container<'_>, edits: &mut Edits) {
    let mut removed = Vec::new();
    for (place, item) in root.items.iter().enumerate() {
        if item.is("thinking") {
            removed.push(place);
        }
        if !item.is("context_management") {
            continue;
        }
        let management = root.inside(item);
        let Some(list) = management.and_then(|management| management.child("edits")) else { continue };
        let clears_thinking = |item| {
            let edit = list.inside(item);
            let kind = edit.as_ref().and_then(|edit| edit.text(edit.member("type")?));
            kind.is_some_and(|kind| kind.raw().starts_with(b"clear_thinking"))
        };
        let cleared: Vec<usize> =
            (0..list.items.len()).filter(|&place| clears_thinking(&list.items[place])).collect();
        if cleared.len() == list.items.len() {
            removed.push(place);
        } else {
            list.change(&cleared, &[], edits);
        }
    }
    root.change(&removed, &[], edits);
}

/// Gives the model this many tokens to think, and the answer room for more than that: `room`, where the
/// client's is smaller. Adaptive thinking has no budget, and stays.
pub fn with_thinking_budget(body: &[u8], budget: u32, room: u32) -> Edits {
    let Some(root) = Container::whole(body) else { return Edits::default() };
    if root.child("thinking").is_some_and(|thinking| thinking.says("type", "adaptive")) {
        return Edits::default();
    }
    let mut patch = thinking(budget);
    if max_tokens(&root).is_none_or(|most| most <= u64::from(budget)) {
        patch.insert("max_tokens".into(), room.into());
    }
    Edits::merge(body, &patch)
}

/// The patch by which a provider's overrides set the length of an answer and the thinking. An answer too short
/// for any thinking keeps its own: a title of twenty tokens is not thought about.
pub fn limits(body: &[u8], max: Option<u32>, budget: Option<u32>) -> Map<String, Value> {
    let mut patch = Map::new();
    if let Some(max) = max {
        patch.insert("max_tokens".into(), max.into());
    }
    let most = match max {
        Some(max) => Some(u64::from(max)),
        None => Container::whole(body).as_ref().and_then(max_tokens),
    };
    // The vendor wants a budget of at least 1,024, and below the answer's length.
    let fitting = budget.map(|budget| u64::from(budget).min(most.unwrap_or(u64::MAX).saturating_sub(1)));
    if let Some(budget) = fitting.filter(|budget| *budget >= 1024) {
        patch.extend(thinking(budget));
    }
    patch
}

fn thinking(budget: impl Into<Value>) -> Map<String, Value> {
    let thinking = json!({ "type": "enabled", "budget_tokens": budget.into() });
    Map::from_iter([("thinking".to_owned(), thinking)])
}

fn max_tokens(root: &Container<'_>) -> Option<u64> {
    std::str::from_utf8(root.value(root.member("max_tokens")?)).ok()?.parse().ok()
}

/// Takes the effort out of a request that has thinking switched off.
pub fn without_effort(body: &[u8]) -> Edits {
    let is_off = |root: Container<'_>| {
        root.child("thinking").is_some_and(|thinking| thinking.says("type", "disabled"))
    };
    if !Container::whole(body).is_some_and(is_off) {
        return Edits::default();
    }
    let patch = json!({ "output_config": { "effort": null }, "reasoning_effort": null });
    patch.as_object().map(|patch| Edits::merge(body, patch)).unwrap_or_default()
}

/// Gives everything that is marked for the prompt cache this life there.
pub fn with_cache_ttl(body: &[u8], ttl: &str) -> Edits {
    let mut edits = Edits::default();
    let Some(root) = Container::whole(body) else { return edits };
    mark(&root, ttl, &mut edits);
    for name in ["system", "tools"] {
        each(root.child(name), |block| mark(block, ttl, &mut edits));
    }
    each(root.child("messages"), |message| {
        each(message.child("content"), |block| {
            mark(block, ttl, &mut edits);
            // A tool's result may hold blocks of its own.
            each(block.child("content"), |inner| mark(inner, ttl, &mut edits));
        });
    });
    edits
}

fn each(list: Option<Container<'_>>, mut visit: impl FnMut(&Container<'_>)) {
    let Some(list) = list.filter(|list| !list.is_object) else { return };
    list.items.iter().filter_map(|item| list.inside(item)).for_each(|inner| visit(&inner));
}

fn mark(block: &Container<'_>, ttl: &str, edits: &mut Edits) {
    let Some(control) = block.child("cache_control") else { return };
    if !control.says("type", "ephemeral") {
        return;
    }
    let text = Value::from(ttl).to_string();
    match control.member("ttl") {
        Some(item) if control.value(item) == text.as_bytes() => {}
        Some(item) => edits.push(Edit::new(item.value.clone(), text)),
        // Without one it is the vendor's default.
        None if ttl == "5m" => {}
        None => control.change(&[], &[format!("\"ttl\":{text}")], edits),
    }
}

/// Takes the vendor's accounting out of the system prompt, where it stands at the start of a text.
pub fn without_billing_header(body: &[u8]) -> Edits {
    let mut edits = Edits::default();
    let Some(root) = Container::whole(body) else { return edits };
    let Some(place) = root.items.iter().position(|item| item.is("system")) else { return edits };
    let item = &root.items[place];
    if let Some(text) = root.text(item) {
        if let Some(rest) = behind_billing_header(text) {
            match rest.is_empty() {
                true => root.change(&[place], &[], &mut edits),
                false => edits.push(Edit::new(item.value.clone(), Value::from(rest).to_string())),
            }
        }
        return edits;
    }
    let Some(blocks) = root.inside(item) else { return edits };
    let mut removed = Vec::new();
    for (place, item) in blocks.items.iter().enumerate() {
        let Some(block) = blocks.inside(item) else { continue };
        let Some(text) = block.member("text") else { continue };
        match block.text(text).and_then(behind_billing_header) {
            Some(rest) if rest.is_empty() => removed.push(place),
            Some(rest) => edits.push(Edit::new(text.value.clone(), Value::from(rest).to_string())),
            None => {}
        }
    }
    match removed.len() == blocks.items.len() && !removed.is_empty() {
        true => root.change(&[place], &[], &mut edits),
        false => blocks.change(&removed, &[], &mut edits),
    }
    edits
}

/// The text without its first line, when that is the accounting's.
fn behind_billing_header(text: RawText<'_>) -> Option<String> {
    let text = text.decode()?;
    let (line, rest) = text.trim_start().split_once('\n').unwrap_or((text.trim_start(), ""));
    let is_header = line.strip_prefix(BILLING_HEADER)?.trim_start().starts_with(':');
    is_header.then(|| rest.trim_start_matches('\n').to_owned())
}
