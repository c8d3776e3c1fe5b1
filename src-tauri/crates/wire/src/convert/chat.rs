//! OpenAI Chat Completions: reading and writing requests and answers.

mod calls;
mod details;
mod read_answer;
mod read_messages;
mod read_request;
mod think;
mod write_answer;
mod write_messages;
mod write_request;

pub(crate) use read_answer::Reader;
pub(crate) use read_messages::{arguments_text, read_part};
pub(crate) use read_request::read_request;
pub(crate) use write_answer::{Writer, body};
pub(crate) use write_request::write_request;
