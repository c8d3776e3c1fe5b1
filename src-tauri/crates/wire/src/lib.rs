//! The four dialects as data: what a body says, what a stream used, what an error looks like.
//!
//! Sans-I/O: bytes in, bytes or facts out; no sockets, no tasks, no clock. Where a request goes and what
//! happens to it is `gateway`'s business.

pub mod anthropic;
pub mod canned;
pub mod convert;
pub mod edit;
mod error;
mod error_facts;
mod form;
mod gate;
pub mod gemini;
mod json;
mod keep_alive;
mod model_list;
mod observer;
pub mod openai_chat;
pub mod openai_responses;
mod opening;
mod peek;
mod refused_parameter;
mod sse;
mod usage;

pub use edit::{Edit, Edits};
pub use error::{ErrorBody, error_body, error_event, error_message};
pub use error_facts::ErrorFacts;
pub use form::{Form, FormError, is_form, read_form};
pub use gate::{Gate, PlainGate, Sign};
pub use json::RawText;
pub use keep_alive::is_keep_alive;
pub use model_list::{ModelEntry, ModelListShape, ModelPage, model_list, model_one};
pub use observer::{Observed, StreamError, UsageObserver};
pub use opening::{is_between_turns, opening};
pub use peek::{Member, Members, Peek, PeekError, Span, peek};
pub use refused_parameter::RefusedParameter;
pub use sse::{SseDecoder, SseEvent};
