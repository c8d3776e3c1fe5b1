//! The record of one request: what the ledger keeps and the live list shows.

use crate::{
    AttemptId, Dialect, ErrorCode, KeyId, NanoUsd, Override, ProviderId, Repair, RequestId, Text,
    Unavailability, UnixMillis, Usage, UserId,
};
use serde::{Deserialize, Serialize};

/// How far a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Admitted, not ended.
    Open,
    /// Answered in full.
    Done,
    /// No provider answered it, or the answer broke off.
    Failed,
    /// Refused by us before any attempt.
    Refused,
    /// The client went away.
    Cancelled,
    /// Switchyard ended before the request did.
    Interrupted,
}

impl RequestState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Done, Self::Failed, Self::Refused, Self::Cancelled, Self::Interrupted];

    /// The name used in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// A model's answer.
    Generate,
    /// A count of tokens.
    CountTokens,
    /// A list of models, or one of them.
    Models,
    /// Vectors of texts.
    Embed,
    /// A text that goes on: OpenAI's older way to generate.
    Complete,
    /// Pictures: made, edited or varied.
    Image,
    /// Speech of a text.
    Speak,
    /// The text of speech, or its translation.
    Transcribe,
    /// Whether a text or picture is harmful.
    Moderate,
    /// Texts in the order in which they fit a question.
    Rerank,
    /// A conversation made shorter.
    Compact,
    /// Something about an answer that its provider keeps: read, deleted, cancelled.
    StoredAnswer,
}

impl OperationKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Generate,
        Self::CountTokens,
        Self::Models,
        Self::Embed,
        Self::Complete,
        Self::Image,
        Self::Speak,
        Self::Transcribe,
        Self::Moderate,
        Self::Rerank,
        Self::Compact,
        Self::StoredAnswer,
    ];

    /// The name used in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Generate => "generate",
            Self::CountTokens => "count_tokens",
            Self::Models => "models",
            Self::Embed => "embed",
            Self::Complete => "complete",
            Self::Image => "image",
            Self::Speak => "speak",
            Self::Transcribe => "transcribe",
            Self::Moderate => "moderate",
            Self::Rerank => "rerank",
            Self::Compact => "compact",
            Self::StoredAnswer => "stored_answer",
        }
    }
}

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

/// What was changed on the way to the provider or back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The body came encoded and went on decoded.
    BodyDecoded,
    /// `stream_options.include_usage` was added, and the extra chunk kept from the client.
    IncludeUsageAdded,
    /// A provider was sent another model than the client asked for, because the person wrote so.
    ModelReplaced {
        /// The provider.
        provider_id: ProviderId,
        /// Its name at the time.
        #[schema(value_type = String)]
        provider_name: Text,
        /// The model that it was sent.
        #[schema(value_type = String)]
        model: Text,
        /// What the person wrote.
        by: ModelRule,
    },
    /// A provider's overrides changed the request, because the person wrote so.
    Overridden {
        /// The provider.
        provider_id: ProviderId,
        /// Its name at the time.
        #[schema(value_type = String)]
        provider_name: Text,
        /// What was changed.
        overrides: Vec<Override>,
    },
    /// A provider refused the request, and was asked once more with it mended.
    Repaired {
        /// The provider.
        provider_id: ProviderId,
        /// Its name at the time.
        #[schema(value_type = String)]
        provider_name: Text,
        /// What was mended.
        repair: Repair,
    },
    /// A provider doesn't know a parameter, and was asked without it.
    ParameterDropped {
        /// The provider.
        provider_id: ProviderId,
        /// Its name at the time.
        #[schema(value_type = String)]
        provider_name: Text,
        /// The parameter's path in the body.
        #[schema(value_type = String)]
        parameter: Text,
    },
    /// The request was converted to a provider's dialect, which can't say this in the same way.
    Converted {
        /// The provider.
        provider_id: ProviderId,
        /// Its name at the time.
        #[schema(value_type = String)]
        provider_name: Text,
        /// The field, as the client calls it.
        field: String,
        /// What was done to it.
        action: ConversionAction,
        /// Why, in a few English words.
        #[schema(value_type = String)]
        reason: Text,
    },
    /// A provider's proxy couldn't be used, and it was called directly, because the person said so.
    ProxySkipped {
        /// The provider.
        provider_id: ProviderId,
        /// Its name at the time.
        #[schema(value_type = String)]
        provider_name: Text,
        /// What was wrong with the proxy.
        why: String,
    },
}

/// What the person wrote that replaces a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelRule {
    /// An alias: the name stands for a model at each provider.
    Alias,
    /// The provider's redirect.
    Redirect,
}

/// What conversion did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversionAction {
    /// Left out.
    Dropped,
    /// Said in another way.
    Replaced,
    /// Another value was sent.
    Adjusted,
    /// Put in, because the provider needs it.
    Added,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// The provider answered, and the answer was passed on in full.
    Answered,
    /// The provider answered with an error status.
    Status,
    /// No connection: name, TCP or TLS.
    Connect,
    /// The connection ended before an answer began.
    Reset,
    /// The provider took too long.
    Timeout,
    /// The answer began and broke off.
    BrokeOff,
    /// The client went away.
    Cancelled,
    /// The provider is configured to point at us or at an address that is never called.
    Refused,
}

impl AttemptOutcome {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Answered,
        Self::Status,
        Self::Connect,
        Self::Reset,
        Self::Timeout,
        Self::BrokeOff,
        Self::Cancelled,
        Self::Refused,
    ];

    /// The name used in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Status => "status",
            Self::Connect => "connect",
            Self::Reset => "reset",
            Self::Timeout => "timeout",
            Self::BrokeOff => "broke_off",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
        }
    }
}

/// One try of a request at one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// The provider.
    pub provider_id: ProviderId,
    /// Its name at the time.
    pub provider_name: Text,
    /// When it began.
    pub started_at: UnixMillis,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The upstream's status, if it gave one.
    pub status: Option<u16>,
    /// From its beginning to a connection that is ready to send; 0 for a pooled one.
    pub connect_ms: Option<u64>,
    /// From its beginning to the upstream's head.
    pub head_ms: Option<u64>,
    /// From its beginning to its end.
    pub duration_ms: u64,
    /// Whether the connection had served before.
    pub reused_connection: bool,
    /// What the upstream said or what went wrong: at most 16 KiB, without secrets.
    pub error: Option<String>,
}

/// One request: written when it is admitted, and again, complete, when it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RequestRecord {
    /// Its id, also `x-request-id`.
    pub id: RequestId,
    /// When its head had been read.
    pub started_at: UnixMillis,
    /// How far it has come.
    pub state: RequestState,
    /// What the client speaks.
    pub dialect: Dialect,
    /// What was asked for.
    pub operation: OperationKind,
    /// Whether the answer is a stream.
    pub stream: bool,
    /// The caller's user.
    pub user_id: Option<UserId>,
    /// Its name at the time.
    pub user_name: Option<Text>,
    /// The caller's key.
    pub key_id: Option<KeyId>,
    /// Its name at the time.
    pub key_name: Option<Text>,
    /// The client program, by its `User-Agent`, at most 256 bytes.
    pub client: Option<Text>,
    /// The client's address.
    pub peer: Text,
    /// The conversation.
    pub session_id: Option<Text>,
    /// The sub-agent of the conversation that asked, as its client says.
    #[serde(default)]
    pub agent_id: Option<Text>,
    /// The project whose tag stood in the path.
    #[serde(default)]
    pub project: Option<Text>,
    /// The model that was asked for.
    pub asked_model: Option<Text>,
    /// The model that was sent.
    pub sent_model: Option<Text>,
    /// The provider of the last attempt.
    pub provider_id: Option<ProviderId>,
    /// Its name at the time.
    pub provider_name: Option<Text>,
    /// Whether the dialect was converted.
    pub converted: bool,
    /// The status the client got.
    pub status: Option<u16>,
    /// Our code, when the error was ours.
    pub error_code: Option<ErrorCode>,
    /// What went wrong: at most 16 KiB, without secrets.
    pub error: Option<String>,
    /// Tokens by class.
    pub usage: Usage,
    /// The cost; `None` is unknown, not nothing.
    pub cost_nano_usd: Option<NanoUsd>,
    /// The body as it came, bytes.
    pub request_bytes: u64,
    /// The answer's body, bytes.
    pub response_bytes: u64,
    /// From the head to the first byte of the answer's body.
    pub first_byte_ms: Option<u64>,
    /// From the head to the end.
    pub duration_ms: Option<u64>,
    /// Every provider considered.
    pub chain: Vec<Considered>,
    /// What was changed on the way.
    pub changes: Vec<Change>,
    /// Every try.
    pub attempts: Vec<Attempt>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_names_are_the_written_names() {
        for state in RequestState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        for kind in OperationKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for outcome in AttemptOutcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
    }
}
