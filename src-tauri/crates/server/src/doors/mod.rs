//! The doors to the admin API: who may come in, and how.
//!
//! What can be done inside is the admin API's business.

pub(crate) mod control;
pub(crate) mod headers;
pub(crate) mod host;
pub(crate) mod serve;
pub(crate) mod web;
