//! Mending what a provider refuses, and asking it once more: what its refusal asks for, the edit that does it,
//! and what is remembered of it.
//!
//! Nothing here sends anything; `attempts` does. A refusal that nothing here mends is the client's to hear, as it
//! came and at once.

mod instructions;
mod lessons;
mod remedy;

pub use instructions::LearnedInstructions;
pub(crate) use instructions::{genuine, official};
pub(crate) use lessons::{Lesson, Lessons};
pub(crate) use remedy::{Remedy, remedies};
