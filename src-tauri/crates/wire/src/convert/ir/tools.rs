//! Tools that the model may call, and which it should.

use super::Cache;
use crate::convert::tree::{Json, Object};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tool {
    Function(Function),
    Web(WebSearch),
    Search(Search),
    /// Something that runs at the vendor: type and declaration.
    Server {
        kind: String,
        json: Json,
    },
}

/// A tool that the client runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Function {
    /// As declared.
    pub(crate) name: String,
    pub(crate) namespace: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) schema: Object,
    pub(crate) strict: Option<bool>,
    /// Takes raw text: the grammar's syntax and definition, if it has one.
    pub(crate) freeform: Option<Option<(String, String)>>,
    /// Unknown to the model until a result names it.
    pub(crate) deferred: bool,
    pub(crate) cache: Option<Cache>,
}

/// A search of the web, run by the vendor.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct WebSearch {
    pub(crate) max_uses: Option<i64>,
    pub(crate) allowed: Vec<String>,
    pub(crate) blocked: Vec<String>,
    pub(crate) location: Option<Json>,
}

/// The client's search for tools.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Search {
    pub(crate) description: Option<String>,
    pub(crate) schema: Object,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Choice {
    Auto,
    None,
    Required,
    /// This one, by the name that the client uses.
    Named(String),
    /// One of these.
    Allowed {
        mode: ChoiceMode,
        names: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChoiceMode {
    Auto,
    Required,
}

/// The longest grammar that is told in words.
const GRAMMAR_LIMIT: usize = 4096;

impl Function {
    /// Description and schema, where there are only functions: a freeform tool takes its text as one field.
    pub(crate) fn as_function(&self) -> (Option<String>, Object) {
        let Some(grammar) = &self.freeform else { return (self.description.clone(), self.schema.clone()) };
        let mut description = self.description.clone().unwrap_or_default();
        if !description.is_empty() {
            description.push_str("\n\n");
        }
        description.push_str("Pass the raw text as the single string field `input`.");
        if let Some((syntax, definition)) = grammar {
            let end = definition.floor_char_boundary(GRAMMAR_LIMIT.min(definition.len()));
            description.push_str(&format!(" It must match this {syntax} grammar:\n{}", &definition[..end]));
        }
        let input = Object::new().with("input", Object::new().with("type", "string"));
        let schema = Object::new()
            .with("type", "object")
            .with("properties", input)
            .with("required", vec!["input".to_owned()])
            .with("additionalProperties", false);
        (Some(description), schema)
    }
}
