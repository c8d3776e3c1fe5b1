//! Edits of OpenAI requests, Chat Completions and Responses.

use super::{Container, Edits};
use serde_json::{Map, Value};

/// Takes a member out, named by its path: `reasoning.summary`.
pub fn without(body: &[u8], path: &str) -> Edits {
    let mut patch = Value::Null;
    for name in path.rsplit('.') {
        patch = Map::from_iter([(name.to_owned(), patch)]).into();
    }
    patch.as_object().map(|patch| Edits::merge(body, patch)).unwrap_or_default()
}

/// Gives a member of the top level another name.
pub fn renamed(body: &[u8], from: &str, to: &str) -> Edits {
    let mut edits = Edits::default();
    let Some(root) = Container::whole(body) else { return edits };
    let Some(place) = root.items.iter().position(|item| item.is(from)) else { return edits };
    let value = String::from_utf8_lossy(root.value(&root.items[place]));
    let is_there = root.member(to).is_some();
    let inserted = (!is_there).then(|| format!("{}:{value}", Value::from(to)));
    root.change(&[place], inserted.as_slice(), &mut edits);
    edits
}

/// Sets `instructions`.
pub fn with_instructions(body: &[u8], text: &str) -> Edits {
    Edits::merge(body, &Map::from_iter([("instructions".to_owned(), Value::from(text))]))
}

/// The text of `instructions`, where there is one.
pub fn instructions(body: &[u8]) -> Option<String> {
    let root = Container::whole(body)?;
    let text = root.text(root.member("instructions")?)?.decode()?;
    (!text.is_empty()).then(|| text.into_owned())
}

/// Takes out the reasoning that only the account which made it can read.
pub fn without_encrypted_reasoning(body: &[u8]) -> Edits {
    let mut edits = Edits::default();
    let Some(input) = Container::whole(body).and_then(|root| root.child("input")) else { return edits };
    let is_encrypted = |place: &usize| {
        let item = input.inside(&input.items[*place]);
        item.is_some_and(|item| item.says("type", "reasoning") && item.member("encrypted_content").is_some())
    };
    let removed: Vec<usize> = (0..input.items.len()).filter(is_encrypted).collect();
    if removed.len() < input.items.len() {
        input.change(&removed, &[], &mut edits);
    }
    edits
}
