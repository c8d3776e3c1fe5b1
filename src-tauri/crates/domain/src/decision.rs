//! The decision chain of a request: every provider, and what was decided about it.
//!
//! How it is decided is the gateway's business.

use crate::{ProviderId, Text, Unavailability, UnixMillis};
use serde::{Deserialize, Serialize};

/// Why a provider was not a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// The person switched it off.
    Disabled,
    /// The key belongs to none of its groups.
    Group,
    /// It is outside the hours at which it is used.
    Schedule,
    /// It speaks another dialect: conversion is not allowed, or others are known to have the model and it is not.
    Dialect,
    /// The model is not on its list.
    Model,
    /// What was asked for is an alias that doesn't name it.
    Alias,
    /// Its own list of models, fetched lately, doesn't have the model.
    ModelUnknown,
    /// It doesn't take this client program.
    Client,
    /// Its credential can't be read: it must be typed again.
    NeedsCredential,
    /// It is used only when asked for by name.
    WeightZero,
    /// The loopback provider answers real models only while there is no other provider.
    LoopbackOnly,
}

/// What was decided about a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// A candidate, at this place in the order (from 1).
    Candidate {
        /// The place.
        rank: u32,
        /// It is the session's provider.
        session: bool,
        /// The person pinned it for the caller's dialect.
        #[serde(default)]
        #[schema(required)]
        pinned: bool,
        /// It speaks another dialect, and the request is converted for it.
        #[serde(default)]
        #[schema(required)]
        converted: bool,
    },
    /// It may serve the request, but not now.
    Resting {
        /// Why.
        reason: Unavailability,
        /// Until when, where that is known.
        #[schema(required)]
        until: Option<UnixMillis>,
    },
    /// Not a candidate.
    Skipped {
        /// Why.
        reason: Exclusion,
    },
}

/// One link of the decision chain: a provider and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Considered {
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name at the time.
    pub provider_name: Text,
    /// What was decided.
    #[serde(flatten)]
    pub verdict: Verdict,
}
