//! The control plane: the admin API, its doors, events and jobs. Joins the gateway to the store.
//!
//! Everything a person can do with Switchyard is a function here, reached through the control door, the web
//! door or in-process. Not the data plane: callers' requests never pass through this crate.

pub mod admin;
mod caller;
mod configuration;
mod connectivity;
mod doors;
mod drill;
mod error;
mod events;
mod health;
mod instructions;
mod joiner;
mod late_web_door;
mod live;
mod offline;
mod openings;
mod options;
mod ownership;
mod platform;
mod port;
mod running;
mod start;
#[cfg(test)]
mod testing;
mod token;

pub use admin::openapi;
pub use caller::Caller;
pub use doors::{control::Instance, web::window_page};
pub use error::StartError;
pub use offline::Offline;
pub use options::{Given, GivenBy, Options, StopMeans, WebDoor};
pub use ownership::owner;
pub use port::PortTaken;
pub use running::{Running, Stop};
pub use start::start;
