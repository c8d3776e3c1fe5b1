//! What a request's row says of what was changed on the way to the provider or back.

use crate::{ProviderId, Text};
use serde::{Deserialize, Serialize};

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
