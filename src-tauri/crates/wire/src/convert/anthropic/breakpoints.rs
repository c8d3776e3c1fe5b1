//! Marks in a request up to where its prompt may be cached.

use super::write_blocks::cache_control;
use crate::convert::changes::Changes;
use crate::convert::ir::Cache;
use crate::convert::tree::{Json, Object};

/// The most breakpoints that a request may have.
const BREAKPOINTS: usize = 4;

/// Marks where a prompt may be cached up to: the tools, the instructions, the last turn, and one before it.
pub(super) fn add_breakpoints(body: &mut Object, cache: Option<Cache>) {
    const BLOCKS_BETWEEN: usize = 20;
    let control = cache_control(cache.unwrap_or(Cache::FiveMinutes));
    let has_own = body.get("system").is_some_and(has_cache) || body.get("messages").is_some_and(has_cache);
    if has_own {
        return;
    }
    let mut left = BREAKPOINTS;
    if let Some(Json::Array(tools)) = body.get_mut("tools")
        && let Some(last) = tools.last_mut().and_then(Json::as_object_mut)
    {
        last.set("cache_control", control.clone());
        left -= 1;
    }
    if let Some(system) = body.get_mut("system") {
        if let Json::Text(text) = system {
            let block = Object::new().with("type", "text").with("text", std::mem::take(text));
            *system = vec![block].into();
        }
        if let Json::Array(blocks) = system
            && let Some(last) = blocks.last_mut().and_then(Json::as_object_mut)
        {
            last.set("cache_control", control.clone());
            left -= 1;
        }
    }
    let Some(Json::Array(messages)) = body.get_mut("messages") else { return };
    let mut since = BLOCKS_BETWEEN;
    for message in messages.iter_mut().rev().filter_map(Json::as_object_mut) {
        if left == 0 {
            break;
        }
        let is_user = message.text("role") == Some("user");
        if let Some(content) = message.get_mut("content") {
            if let (Json::Text(text), true) = (&mut *content, is_user) {
                let block = Object::new().with("type", "text").with("text", std::mem::take(text));
                *content = vec![block].into();
            }
            let Json::Array(blocks) = content else { continue };
            since += blocks.len();
            if is_user
                && since >= BLOCKS_BETWEEN
                && let Some(last) = blocks.last_mut().and_then(Json::as_object_mut)
            {
                last.set("cache_control", control.clone());
                left -= 1;
                since = 0;
            }
        }
    }
}

/// Takes away the first of those that the client put in, where there are more than may be.
pub(super) fn limit_breakpoints(body: &mut Object, changes: &mut Changes) {
    let mut count = 0;
    visit_all(body, &mut |_| count += 1);
    if count <= BREAKPOINTS {
        return;
    }
    changes.dropped("cache_control", "the upstream takes four breakpoints: the last ones count");
    let mut extra = count - BREAKPOINTS;
    visit_all(body, &mut |block| {
        if extra > 0 {
            block.take("cache_control");
            extra -= 1;
        }
    });
}

/// Where breakpoints are, in the order of the prompt.
const PLACES: [&str; 3] = ["tools", "system", "messages"];

/// Calls `change` with every block that has a breakpoint.
fn visit(value: &mut Json, change: &mut dyn FnMut(&mut Object)) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(|item| visit(item, change)),
        Json::Object(object) => {
            if let Some(content) = object.get_mut("content") {
                visit(content, change);
            }
            if object.contains("cache_control") {
                change(object);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => {}
    }
}

fn visit_all(body: &mut Object, change: &mut dyn FnMut(&mut Object)) {
    for name in PLACES {
        if let Some(place) = body.get_mut(name) {
            visit(place, change);
        }
    }
}

fn has_cache(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(has_cache),
        Json::Object(object) => {
            object.contains("cache_control") || object.get("content").is_some_and(has_cache)
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => false,
    }
}
