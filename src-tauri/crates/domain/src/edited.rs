//! What a request's record says of edits: what a provider's overrides changed, and what was mended after a
//! provider had refused it.

use serde::{Deserialize, Serialize};

/// What an override changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Override {
    /// `max_tokens`.
    MaxTokens,
    /// Anthropic's `thinking`.
    ThinkingBudget,
    /// Anthropic's beta of a long context.
    LongContext,
    /// The life of what is marked for Anthropic's prompt cache.
    CacheTtl,
    /// `reasoning.effort`.
    ReasoningEffort,
    /// `reasoning.summary`.
    ReasoningSummary,
    /// `text.verbosity`.
    Verbosity,
    /// `parallel_tool_calls`.
    ParallelTools,
    /// `service_tier`.
    ServiceTier,
    /// Google's search among the tools.
    GoogleSearch,
    /// The official Codex instructions in place of the client's.
    CodexInstructions,
    /// The answer carries the model's name as it was asked for.
    EchoedModel,
}

/// What was mended before the provider was asked once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// Thinking that the provider couldn't verify was taken out of the conversation.
    ThinkingSignature,
    /// A thinking budget that was too small was raised.
    ThinkingBudget,
    /// The effort was taken out, since thinking is switched off.
    EffortConflict,
    /// The ids of function calls were taken out.
    FunctionIds,
    /// Reasoning that only another account can read was taken out of the conversation.
    EncryptedReasoning,
    /// The vendor's accounting was taken out of the system prompt.
    BillingHeader,
    /// The official Codex instructions were sent in place of the client's.
    CodexInstructions,
}
