//! The neutral model: what the four dialects can say, each thing once.
//!
//! Readers make it, repairs mend it, writers say as much of it as their dialect can. It is never stored and
//! never leaves this crate.

mod answer;
mod parts;
mod reasoning;
mod request;
mod tools;
mod usage;

pub(crate) use answer::{Citation, Event, Failure, FailureKind, Opening, Stop, StopReason};
pub(crate) use parts::{
    Audio, Cache, Call, CallKind, CallResult, Document, Image, Opaque, Part, Server, Source, Text, Thought,
};
pub(crate) use reasoning::{Effort, Reasoning, Show, Thinking};
pub(crate) use request::{Output, Request, Role, Sampling, SystemText, Tier, Turn};
pub(crate) use tools::{Choice, ChoiceMode, Function, Search, Tool, WebSearch};
pub(crate) use usage::Tokens;
