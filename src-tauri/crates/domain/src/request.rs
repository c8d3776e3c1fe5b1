//! The record of one request: what the ledger keeps and the live list shows.

use crate::{
    Attempt, Change, Considered, Dialect, ErrorCode, KeyId, NanoUsd, ProviderId, RequestId, Text, UnixMillis,
    Usage, UserId,
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
    }
}
