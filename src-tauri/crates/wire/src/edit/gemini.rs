//! Edits of Gemini requests.

use super::{Container, Edits};

/// Takes the ids out of function calls and their results: Vertex doesn't know them.
pub fn without_function_ids(body: &[u8]) -> Edits {
    let mut edits = Edits::default();
    let Some(contents) = Container::whole(body).and_then(|root| root.child("contents")) else { return edits };
    for item in &contents.items {
        let parts = contents.inside(item).and_then(|content| content.child("parts"));
        let Some(parts) = parts else { continue };
        for part in parts.items.iter().filter_map(|item| parts.inside(item)) {
            for name in ["functionCall", "functionResponse", "function_call", "function_response"] {
                let Some(function) = part.child(name) else { continue };
                let ids: Vec<usize> =
                    (0..function.items.len()).filter(|&place| function.items[place].is("id")).collect();
                function.change(&ids, &[], &mut edits);
            }
        }
    }
    edits
}

/// The names of Google's search among the tools.
const SEARCH: [&str; 4] =
    ["googleSearch", "google_search", "googleSearchRetrieval", "google_search_retrieval"];

/// Adds Google's search to the tools. Not beside functions: most models refuse both at once, and a coding tool
/// without its functions is of no use.
pub fn with_google_search(body: &[u8]) -> Edits {
    let mut edits = Edits::default();
    let Some(root) = Container::whole(body) else { return edits };
    if root.member("tools").is_none() {
        root.change(&[], &["\"tools\":[{\"googleSearch\":{}}]".to_owned()], &mut edits);
        return edits;
    }
    let Some(tools) = root.child("tools") else { return edits };
    let has = |names: &[&str]| {
        let mut tools = tools.items.iter().filter_map(|item| tools.inside(item));
        tools.any(|tool| names.iter().any(|name| tool.member(name).is_some()))
    };
    // What is no list is the vendor's to refuse.
    if !tools.is_object && !has(&SEARCH) && !has(&["functionDeclarations", "function_declarations"]) {
        tools.change(&[], &["{\"googleSearch\":{}}".to_owned()], &mut edits);
    }
    edits
}

/// Takes Google's search out of the tools.
pub fn without_google_search(body: &[u8]) -> Edits {
    let mut edits = Edits::default();
    let Some(root) = Container::whole(body) else { return edits };
    let Some(place) = root.items.iter().position(|item| item.is("tools")) else { return edits };
    let Some(tools) = root.inside(&root.items[place]) else { return edits };
    let mut removed = Vec::new();
    for (place, item) in tools.items.iter().enumerate() {
        let Some(tool) = tools.inside(item) else { continue };
        let is_search = |place: &usize| SEARCH.iter().any(|name| tool.items[*place].is(name));
        let searches: Vec<usize> = (0..tool.items.len()).filter(is_search).collect();
        if !searches.is_empty() && searches.len() == tool.items.len() {
            removed.push(place);
        } else {
            tool.change(&searches, &[], &mut edits);
        }
    }
    match !removed.is_empty() && removed.len() == tools.items.len() {
        true => root.change(&[place], &[], &mut edits),
        false => tools.change(&removed, &[], &mut edits),
    }
    edits
}
