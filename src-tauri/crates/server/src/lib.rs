//! The control plane: the admin API, its doors, events and jobs. Joins the gateway to the store.
//!
//! Everything a person can do with Switchyard is a function here, reached through the control door, the web
//! door or in-process. Not the data plane: callers' requests never pass through this crate.

pub mod admin;
