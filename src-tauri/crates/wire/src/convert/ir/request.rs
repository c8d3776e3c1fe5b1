//! A whole request.

use super::{Cache, Choice, Part, Reasoning, Tool};
use crate::convert::tree::{Json, Object};

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Request {
    pub(crate) system: Vec<SystemText>,
    pub(crate) turns: Vec<Turn>,
    pub(crate) tools: Vec<Tool>,
    pub(crate) choice: Option<Choice>,
    /// Whether several tools may be called at once.
    pub(crate) parallel: Option<bool>,
    pub(crate) max_output: Option<u64>,
    pub(crate) sampling: Sampling,
    pub(crate) stop: Vec<String>,
    pub(crate) reasoning: Reasoning,
    pub(crate) output: Output,
    pub(crate) verbosity: Option<String>,
    pub(crate) include_usage: bool,
    pub(crate) user: Option<String>,
    pub(crate) metadata: Option<Json>,
    pub(crate) tier: Option<Tier>,
    pub(crate) cache_key: Option<String>,
    /// The conversation that this is a part of.
    pub(crate) session: Option<String>,
    pub(crate) cache: Option<Cache>,
    pub(crate) store: Option<bool>,
    /// How many answers are wanted.
    pub(crate) count: Option<i64>,
    /// What only the asking dialect knows, by name.
    pub(crate) extra: Object,
}

/// One block of the instructions.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct SystemText {
    pub(crate) text: String,
    pub(crate) cache: Option<Cache>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Turn {
    pub(crate) role: Role,
    pub(crate) parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    User,
    Assistant,
    /// Instructions in the middle of a conversation.
    System,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sampling {
    pub(crate) temperature: Option<f64>,
    pub(crate) top_p: Option<f64>,
    pub(crate) top_k: Option<f64>,
    pub(crate) seed: Option<i64>,
    pub(crate) presence_penalty: Option<f64>,
    pub(crate) frequency_penalty: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Output {
    #[default]
    Text,
    JsonObject,
    JsonSchema {
        name: Option<String>,
        description: Option<String>,
        schema: Json,
        strict: Option<bool>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    /// As usual, also where a faster one could be had.
    Standard,
    Flex,
    Priority,
}

impl Turn {
    pub(crate) fn new(role: Role, parts: Vec<Part>) -> Self {
        Self { role, parts }
    }

    /// The texts of the turn, joined.
    pub(crate) fn joined_text(&self) -> String {
        self.parts.iter().filter_map(Part::as_text).collect::<Vec<_>>().join("\n")
    }
}

impl SystemText {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), cache: None }
    }
}

impl Request {
    /// The instructions as one text.
    pub(crate) fn system_text(&self) -> String {
        self.system.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
    }
}
