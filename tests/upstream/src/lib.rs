//! The scripted upstream: a provider of all four dialects on loopback, with faults on demand.
//!
//! It answers sensibly by itself, misbehaves as a [`Script`] says, keeps every request it got and complains
//! about those that no real provider should see. Its answers are written by hand after each vendor's public
//! description, and share no code with what they test. HTTP/1.1 is spoken on the bare socket, since broken
//! answers are half of its business.

mod answers;
mod ask;
mod check;
mod connection;
mod fixed;
mod hold;
mod http;
mod recorded;
mod script;
mod server;

pub use answers::TEXT;
pub use hold::Hold;
pub use recorded::Recorded;
pub use script::Script;
pub use server::{Upstream, nobody};
