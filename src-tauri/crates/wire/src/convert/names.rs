//! Names of tools and ids of calls: what each upstream takes, and how to get back to what the client said.
//!
//! Pure functions of the name or id, so that the same conversation says the same at every turn, whatever else is
//! in it.

use super::ir::{CallKind, Function, Tool};
use super::{Host, changes::Changes};
use domain::Dialect;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;

/// A tool as the client knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ClientTool {
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
    pub(crate) kind: CallKind,
}

impl std::hash::Hash for CallKind {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
    }
}

/// The names of one request, both ways.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    upstream: HashMap<(Option<String>, String), String>,
    client: HashMap<String, ClientTool>,
}

/// What the search for tools is called where it is a function.
pub(crate) const SEARCH: &str = "tool_search";
/// What the search of the web is called where it is chosen.
pub(crate) const WEB_SEARCH: &str = "web_search";

impl Names {
    /// Takes in the declared tools; of two with the same name the first stays.
    pub(crate) fn declare(tools: &mut Vec<Tool>, to: Dialect, changes: &mut Changes) -> Self {
        let mut names = Self::default();
        // A tool of its own goes before one of a namespace that would be called the same.
        let direct = tools.iter().filter_map(as_function).filter(|tool| tool.namespace.is_none());
        let direct: Vec<String> = direct.map(|tool| upstream_name(&tool.name, to).into_owned()).collect();
        tools.retain(|tool| {
            let (key, kind) = match tool {
                Tool::Function(function) => {
                    let kind = match function.freeform {
                        Some(_) => CallKind::Freeform,
                        None => CallKind::Function,
                    };
                    ((function.namespace.clone(), function.name.clone()), kind)
                }
                Tool::Search(_) => ((None, SEARCH.to_owned()), CallKind::Search),
                Tool::Web(_) | Tool::Server { .. } => return true,
            };
            if names.upstream.contains_key(&key) {
                changes.dropped("tools", "two tools have the same name: the first one counts");
                return false;
            }
            let wanted = upstream_name(&flatten(key.0.as_deref(), &key.1), to).into_owned();
            let is_taken = |name: &str| {
                names.client.contains_key(name)
                    || (key.0.is_some() && direct.iter().any(|direct| direct == name))
            };
            let mut free = wanted.clone();
            let mut number = 2;
            while is_taken(&free) {
                free = format!("{wanted}_{number}");
                number += 1;
            }
            names
                .client
                .insert(free.clone(), ClientTool { name: key.1.clone(), namespace: key.0.clone(), kind });
            names.upstream.insert(key, free);
            true
        });
        names
    }

    /// What the upstream calls this tool, declared or only used.
    pub(crate) fn upstream(&self, namespace: Option<&str>, name: &str, to: Dialect) -> String {
        let key = (namespace.map(str::to_owned), name.to_owned());
        match self.upstream.get(&key) {
            Some(known) => known.clone(),
            None => upstream_name(&flatten(namespace, name), to).into_owned(),
        }
    }

    /// What the upstream calls the tool of this name, when it is declared, whatever its namespace.
    pub(crate) fn declared(&self, name: &str) -> Option<&str> {
        let exact = self.upstream.get(&(None, name.to_owned()));
        let any = || self.upstream.iter().find(|((_, own), upstream)| own == name || *upstream == name);
        exact.or_else(|| any().map(|(_, upstream)| upstream)).map(String::as_str)
    }

    /// The tool that the upstream means by a name; one that it made up passes as it is.
    pub(crate) fn client(&self, upstream: &str) -> ClientTool {
        let bare = ["default_api:", "default_api."].iter().find_map(|prefix| upstream.strip_prefix(prefix));
        let known = |name: &str| self.client.get(name).cloned();
        let only_child = || {
            let mut children =
                self.client.values().filter(|tool| tool.namespace.is_some() && tool.name == upstream);
            let first = children.next()?;
            children.next().is_none().then(|| first.clone())
        };
        known(upstream).or_else(|| bare.and_then(known)).or_else(only_child).unwrap_or_else(|| ClientTool {
            name: bare.unwrap_or(upstream).to_owned(),
            namespace: None,
            kind: CallKind::Function,
        })
    }
}

fn as_function(tool: &Tool) -> Option<&Function> {
    if let Tool::Function(function) = tool { Some(function) } else { None }
}

/// Namespace and name in one.
fn flatten<'a>(namespace: Option<&str>, name: &'a str) -> Cow<'a, str> {
    match namespace {
        None | Some("" | "functions") => Cow::Borrowed(name),
        Some(namespace) => {
            let separator = if namespace.ends_with("__") { "" } else { "__" };
            let prefix = format!("{namespace}{separator}");
            if name.starts_with(&prefix) { Cow::Borrowed(name) } else { Cow::Owned(prefix + name) }
        }
    }
}

/// The name as the dialect takes it; one that had to be changed ends in a digest of what it was.
pub(crate) fn upstream_name(name: &str, to: Dialect) -> Cow<'_, str> {
    let limit = match to {
        Dialect::Anthropic => 128,
        Dialect::OpenaiChat | Dialect::OpenaiResponses | Dialect::Gemini => 64,
    };
    let fits = |character: char| match to {
        Dialect::Gemini => character.is_ascii_alphanumeric() || "_.:-".contains(character),
        Dialect::Anthropic | Dialect::OpenaiChat | Dialect::OpenaiResponses => is_plain(character),
    };
    let starts_well =
        to != Dialect::Gemini || name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    if !name.is_empty() && starts_well && name.len() <= limit && name.chars().all(fits) {
        return Cow::Borrowed(name);
    }
    let mut changed: String = if starts_well { String::new() } else { "_".to_owned() };
    changed.extend(name.chars().map(|character| if fits(character) { character } else { '_' }).take(40));
    Cow::Owned(format!("{changed}_{}", digest(name, 8)))
}

/// The id of a call as the upstream takes it.
pub(crate) fn call_id<'a>(id: &'a str, to: Dialect, host: Host) -> Cow<'a, str> {
    let fits = match (to, host) {
        (Dialect::OpenaiChat, Host::Mistral) => {
            id.len() == 9 && id.chars().all(|character| character.is_ascii_alphanumeric())
        }
        (Dialect::OpenaiChat, _) => (1..=40).contains(&id.len()),
        (Dialect::OpenaiResponses, _) => (1..=64).contains(&id.len()),
        (Dialect::Anthropic, _) => !id.is_empty() && id.chars().all(is_plain),
        (Dialect::Gemini, _) => true,
    };
    match to {
        _ if fits => Cow::Borrowed(id),
        Dialect::OpenaiChat if host == Host::Mistral => Cow::Owned(digest(id, 9)),
        Dialect::Anthropic => {
            let plain = |character| if is_plain(character) { character } else { '_' };
            let plain: String = id.chars().map(plain).take(60).collect();
            Cow::Owned(if plain.is_empty() {
                format!("toolu_{}", digest(id, 24))
            } else {
                format!("{plain}_{}", digest(id, 8))
            })
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses | Dialect::Gemini => {
            Cow::Owned(format!("call_{}", digest(id, 24)))
        }
    }
}

/// The first hexadecimal digits of a text's SHA-256.
pub(crate) fn digest(text: &str, digits: usize) -> String {
    use std::fmt::Write;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a text never fails.
        let _ = write!(hex, "{byte:02x}");
    }
    hex.truncate(digits);
    hex
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '-'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::tree::Object;

    fn tool(namespace: Option<&str>, name: &str) -> Tool {
        Tool::Function(Function {
            name: name.to_owned(),
            namespace: namespace.map(str::to_owned),
            description: None,
            schema: Object::new(),
            strict: None,
            freeform: None,
            deferred: false,
            cache: None,
        })
    }

    #[test]
    fn names_come_back_as_the_client_said_them() {
        let mut tools = vec![
            tool(Some("m"), "w"),
            tool(None, "m__w"),
            tool(Some("n__"), "n__x"),
            tool(None, "my.tool/x"),
            tool(None, "查询"),
            tool(Some("functions"), "plain"),
            tool(None, "my.tool/x"),
        ];
        let mut changes = Changes::default();
        let names = Names::declare(&mut tools, Dialect::Anthropic, &mut changes);
        assert_eq!(tools.len(), 6);
        assert_eq!(names.upstream(None, "m__w", Dialect::Anthropic), "m__w");
        assert_eq!(names.upstream(Some("m"), "w", Dialect::Anthropic), "m__w_2");
        assert_eq!(names.upstream(Some("n__"), "n__x", Dialect::Anthropic), "n__x");
        assert_eq!(names.upstream(Some("functions"), "plain", Dialect::Anthropic), "plain");
        for (namespace, name) in [(Some("m"), "w"), (None, "m__w"), (None, "my.tool/x"), (None, "查询")] {
            let back = names.client(&names.upstream(namespace, name, Dialect::Anthropic));
            assert_eq!((back.namespace.as_deref(), back.name.as_str()), (namespace, name));
        }
        assert_eq!(names.client("w").namespace.as_deref(), Some("m"));
        assert_eq!(names.client("default_api:m__w").name, "m__w");
        assert_eq!(names.client("unknown").name, "unknown");
    }

    #[test]
    fn long_names_and_ids_are_cut_without_colliding() {
        let long = |end: &str| format!("mcp__server__{}{end}", "x".repeat(60));
        for to in Dialect::ALL {
            let (a, b) = (long("a"), long("b"));
            let (one, other) = (upstream_name(&a, to), upstream_name(&b, to));
            assert_ne!(one, other);
            assert!(one.starts_with("mcp__server__") && one.len() <= 128);
        }
        let (one, other) = ("f".repeat(80) + "1", "f".repeat(80) + "2");
        for (to, limit) in [(Dialect::OpenaiChat, 40), (Dialect::OpenaiResponses, 64)] {
            let ids = [&one, &other].map(|id| call_id(id, to, Host::Other));
            assert!(ids[0] != ids[1] && ids[0].len() <= limit);
            assert_eq!(call_id(&one, to, Host::Other), ids[0]);
        }
        assert_eq!(call_id("abc", Dialect::OpenaiChat, Host::Mistral).len(), 9);
        assert!(call_id("functions.x:0 b", Dialect::Anthropic, Host::Other).starts_with("functions_x_0_b_"));
        assert_ne!(
            call_id("a.b", Dialect::Anthropic, Host::Other),
            call_id("a:b", Dialect::Anthropic, Host::Other)
        );
        assert_eq!(upstream_name("9lives", Dialect::Gemini).chars().next(), Some('_'));
    }
}
