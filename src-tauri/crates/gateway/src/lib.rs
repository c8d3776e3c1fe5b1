//! The data plane. What one request goes through, in the order of the modules below:
//!
//! ```text
//! listener → operation → authenticate → body → ask → admit → session → plan → attempts → relay → settle
//! ```
//!
//! It reads an immutable [`domain::Snapshot`] and sends [`domain::RequestRecord`]s into a channel. It knows
//! no database and no admin API, and keeps serving while those are busy or broken.

mod admit;
mod ask;
mod attempts;
mod authenticate;
mod body;
mod call;
mod catalog;
mod coding;
mod conversion;
pub mod dial;
mod failure;
mod gateway;
mod headers;
mod health;
mod host_guard;
mod listener;
mod loopback;
#[cfg(feature = "measure")]
pub mod measure;
mod operation;
mod owners;
mod panic_guard;
mod plan;
mod platform;
mod prepare;
mod probes;
mod quota;
mod record;
mod rejection;
mod relay;
mod repair;
mod reply;
mod session;
mod settle;
mod target;
#[cfg(test)]
mod tests;
mod upkeep;
mod upstream;

pub use gateway::{Forecast, Gateway, GatewayState, Parts, Prospect, Question};
pub use listener::{BindError, BindTo, Listeners};
pub use plan::DEMO_MODEL;
pub use repair::LearnedInstructions;
