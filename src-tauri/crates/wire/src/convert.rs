//! Conversion between the dialects: a client speaks one, its provider another.
//!
//! Through one neutral model: one reader and one writer for each dialect make all the pairs. [`request`] turns a
//! body around and says what it changed; the answer comes back through [`response`], whole, or through a
//! [`ResponseConverter`], as a stream; errors through [`error`]. Where both sides speak the same dialect
//! nothing of this is used: those bytes pass as they are.
//!
//! Sans-I/O like the rest of this crate: where requests go, and when to give up waiting, is decided elsewhere.

mod answer;
mod anthropic;
mod arguments;
mod carrier;
mod changes;
mod chat;
mod count;
mod doc;
mod error;
mod frames;
mod gemini;
mod host;
mod ir;
mod media;
mod models;
mod names;
mod openai;
mod reader;
mod recall;
mod repair;
mod request;
mod response;
mod responses;
mod results;
mod schema;
mod sequence;
mod server_parts;
mod tokens;
mod tree;

#[cfg(test)]
mod tests;

pub use changes::{Action, Change, Refusal};
pub use count::{count_tokens, token_count_body};
pub use error::{ConvertedError, error};
pub use host::Host;
pub use recall::{Recall, Remembered};
pub use request::{Converted, Memory, RequestContext, request};
pub(crate) use request::{Reading, Writing};
pub use response::{AnswerError, Answered, ResponseConverter, response};

/// Instructions in the middle of a conversation, where only the user can say them.
pub(crate) fn reminder(turn: &ir::Turn) -> String {
    format!("<system-reminder>\n{}\n</system-reminder>", turn.joined_text())
}
