//! Which operation a path means: the second of the eleven steps.
//!
//! A client's path is only ever compared, never joined to an upstream's: what comes out is a typed
//! [`Operation`], and the upstream's path is written from that. Tolerant of the usual base-URL mistakes.

mod gemini;
mod matching;
mod models;
mod nearest;
mod openai;
mod path;
mod project;
mod stored;

use domain::{Dialect, ModelName, OperationKind};
use http::Method;

pub(crate) use gemini::{GeminiAction, GeminiVersion};
pub(crate) use matching::{NoRoute, NoRouteReason, match_route};
pub(crate) use openai::PassThrough;
pub(crate) use stored::{ResponseId, StoredAction};

/// Where a request leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// To a provider.
    Forward(Operation),
    /// The list of models, or one of them.
    Models {
        /// In whose shape.
        shape: wire::ModelListShape,
        /// The one asked for.
        id: Option<ModelName>,
    },
    /// `GET /api/health`.
    Health,
    /// What clients ask at their start to see whether anybody is there.
    Probe,
}

/// What is asked of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `POST /v1/messages`.
    Messages,
    /// `POST /v1/messages/count_tokens`.
    MessagesCountTokens,
    /// `POST /v1/chat/completions`.
    ChatCompletions,
    /// `POST /v1/responses`.
    Responses,
    /// `POST /v1/responses/compact`.
    ResponsesCompact,
    /// Below `/v1/responses/{id}`.
    StoredResponse {
        /// The answer.
        id: ResponseId,
        /// What to do with it.
        action: StoredAction,
    },
    /// One of OpenAI's paths that are forwarded as they are.
    PassThrough(PassThrough),
    /// `POST /v1beta/models/{model}:{action}`.
    Gemini {
        /// The version that the client speaks.
        version: GeminiVersion,
        /// The model, from the path.
        model: ModelName,
        /// What to do with it.
        action: GeminiAction,
    },
}

impl Operation {
    /// The wire format of its request.
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Messages | Self::MessagesCountTokens => Dialect::Anthropic,
            Self::ChatCompletions | Self::PassThrough(_) => Dialect::OpenaiChat,
            Self::Responses | Self::ResponsesCompact | Self::StoredResponse { .. } => {
                Dialect::OpenaiResponses
            }
            Self::Gemini { .. } => Dialect::Gemini,
        }
    }

    /// What it is for.
    pub(crate) const fn kind(&self) -> OperationKind {
        match self {
            Self::Messages | Self::ChatCompletions | Self::Responses => OperationKind::Generate,
            Self::MessagesCountTokens => OperationKind::CountTokens,
            Self::ResponsesCompact => OperationKind::Compact,
            Self::StoredResponse { .. } => OperationKind::StoredAnswer,
            Self::PassThrough(one) => one.kind(),
            Self::Gemini { action, .. } => match action {
                GeminiAction::Generate | GeminiAction::Stream => OperationKind::Generate,
                GeminiAction::CountTokens => OperationKind::CountTokens,
            },
        }
    }

    /// The method, ours and an upstream's.
    pub(crate) const fn method(&self) -> Method {
        match self {
            Self::StoredResponse { action, .. } => action.method(),
            Self::Messages
            | Self::MessagesCountTokens
            | Self::ChatCompletions
            | Self::Responses
            | Self::ResponsesCompact
            | Self::PassThrough(_)
            | Self::Gemini { .. } => Method::POST,
        }
    }

    /// The path at an upstream, from its version on.
    pub(crate) fn upstream_path(&self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Messages => "/v1/messages".into(),
            Self::MessagesCountTokens => "/v1/messages/count_tokens".into(),
            Self::ChatCompletions => "/v1/chat/completions".into(),
            Self::Responses => "/v1/responses".into(),
            Self::ResponsesCompact => "/v1/responses/compact".into(),
            Self::StoredResponse { id, action } => action.path(id).into(),
            Self::PassThrough(one) => one.path().into(),
            Self::Gemini { version, model, action } => {
                let model = path::percent_encode(model.as_str());
                format!("/{}/models/{model}:{}", version.as_str(), action.as_str()).into()
            }
        }
    }
}

#[cfg(test)]
mod tests;
