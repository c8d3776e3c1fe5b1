//! OpenAI Responses: reading and writing requests and answers.

mod items;
mod read_answer;
mod read_items;
mod read_output;
mod read_request;
mod read_tools;
mod write_answer;
mod write_input;
mod write_request;

pub(crate) use read_answer::Reader;
pub(crate) use read_request::read_request;
pub(crate) use write_answer::{Writer, body};
pub(crate) use write_request::write_request;
