//! Conversion between the dialects: a client speaks one, its provider another.
//!
//! Through one neutral model: one reader and one writer for each dialect make all twelve pairs. [`request`] turns
//! a body around and says what it changed; the answer comes back through [`response`], whole, or through a
//! [`ResponseConverter`], as a stream; errors through [`error()`]; questions for the number of tokens are answered
//! by [`count_tokens`]. Where both sides speak the same dialect nothing of this is used, but for
//! [`strip_foreign_state`] after a conversation has changed its provider: those bytes pass as they are.
//!
//! What an upstream can't be told is left out and noted where only quality or cost suffer, and refused by its
//! name where it would mean something else: things kept at a vendor (previous responses, files, caches, prompt
//! templates, MCP servers), several answers at once, other media than text in the answer, and tools that only one vendor runs
//! when nothing else is asked for. In a conversation's past such things become short texts. Refused as well:
//! `compaction_trigger`. Not shown to clients of other dialects: an upstream's own searches; what they found is
//! listed behind the text, or noted beside it.
//!
//! Reasoning state goes back only to the family of models that made it: through the client, wrapped
//! (`carrier.rs`), or by the ids of calls ([`Recall`]).
//!
//! ```
//! use domain::{Dialect, UnixMillis};
//! use wire::convert::{Host, RequestContext, ResponseConverter, request};
//!
//! let context = RequestContext {
//!     asked_model: "claude-sonnet-4-5",
//!     model: "gpt-5",
//!     stream: true,
//!     host: Host::of("api.openai.com"),
//!     session: None,
//!     caching: false,
//!     provider: "openai",
//!     gemini_array: false,
//!     recall: None,
//!     request_id: "r1",
//!     now: UnixMillis(0),
//! };
//! let asked = br#"{"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#;
//! let converted = request(Dialect::Anthropic, Dialect::OpenaiChat, asked, &context)?;
//! let mut converter = ResponseConverter::new(converted.memory);
//! let mut out = Vec::new();
//! converter.feed(b"data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n", &mut out);
//! converter.feed(b"data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", &mut out);
//! converter.finish(&mut out);
//! assert!(String::from_utf8_lossy(&out).contains("text_delta"));
//! # Ok::<(), wire::convert::Refusal>(())
//! ```
//!
//! Sans-I/O like the rest of this crate: where requests go, and when to give up waiting, is decided elsewhere.

mod answer;
mod anthropic;
mod arguments;
mod carrier;
mod changes;
mod chat;
mod choice;
mod count;
mod doc;
mod error;
mod fields;
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
mod strip;
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
pub use strip::strip_foreign_state;

/// Instructions in the middle of a conversation, where only the user can say them.
pub(crate) fn reminder(turn: &ir::Turn) -> String {
    format!("<system-reminder>\n{}\n</system-reminder>", turn.joined_text())
}
