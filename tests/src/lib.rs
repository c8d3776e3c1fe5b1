//! The harness of the journeys: a real instance in a directory of its own, the scripted upstream behind it, and
//! a client that sends exactly what a test says. Nothing is mocked but the upstream.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a harness that can't set its stage up has failed the test"
)]

mod client;
mod control;
mod instance;
mod process;
mod proxy;
mod raw;
mod scene;

pub use client::{Answer, Ask, Streaming};
pub use control::Control;
pub use instance::Instance;
pub use process::{ServerProcess, command, server_binary};
pub use proxy::{Encrypted, Proxy, Speaks};
pub use raw::{Heard, raw};
pub use scene::{SCENES, Scene};
