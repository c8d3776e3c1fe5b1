//! Anthropic Messages: reading and writing requests and answers.

mod breakpoints;
mod read_answer;
mod read_request;
mod read_tools;
mod write_answer;
mod write_blocks;
mod write_reasoning;
mod write_request;

pub(crate) use read_answer::Reader;
pub(crate) use read_request::read_request;
pub(crate) use write_answer::{Writer, body};
pub(crate) use write_request::write_request;
