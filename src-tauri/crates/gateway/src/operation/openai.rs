//! OpenAI's paths whose requests and answers are nobody's business but the provider's: forwarded as they are.

use domain::OperationKind;

/// What such a path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PassThrough {
    /// `POST /v1/embeddings`.
    Embeddings,
    /// `POST /v1/completions`.
    Completions,
    /// `POST /v1/images/generations`.
    ImageGenerations,
    /// `POST /v1/images/edits`.
    ImageEdits,
    /// `POST /v1/images/variations`.
    ImageVariations,
    /// `POST /v1/audio/speech`.
    Speech,
    /// `POST /v1/audio/transcriptions`.
    Transcriptions,
    /// `POST /v1/audio/translations`.
    Translations,
    /// `POST /v1/moderations`.
    Moderations,
    /// `POST /v1/rerank`.
    Rerank,
}

impl PassThrough {
    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::Embeddings,
        Self::Completions,
        Self::ImageGenerations,
        Self::ImageEdits,
        Self::ImageVariations,
        Self::Speech,
        Self::Transcriptions,
        Self::Translations,
        Self::Moderations,
        Self::Rerank,
    ];

    /// The path at an upstream, from its version on.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Embeddings => "/v1/embeddings",
            Self::Completions => "/v1/completions",
            Self::ImageGenerations => "/v1/images/generations",
            Self::ImageEdits => "/v1/images/edits",
            Self::ImageVariations => "/v1/images/variations",
            Self::Speech => "/v1/audio/speech",
            Self::Transcriptions => "/v1/audio/transcriptions",
            Self::Translations => "/v1/audio/translations",
            Self::Moderations => "/v1/moderations",
            Self::Rerank => "/v1/rerank",
        }
    }

    /// What it is for.
    pub(crate) const fn kind(self) -> OperationKind {
        match self {
            Self::Embeddings => OperationKind::Embed,
            Self::Completions => OperationKind::Complete,
            Self::ImageGenerations | Self::ImageEdits | Self::ImageVariations => OperationKind::Image,
            Self::Speech => OperationKind::Speak,
            Self::Transcriptions | Self::Translations => OperationKind::Transcribe,
            Self::Moderations => OperationKind::Moderate,
            Self::Rerank => OperationKind::Rerank,
        }
    }

    /// The one at this path below `/v1`.
    pub(super) fn of(below: &[&str]) -> Option<Self> {
        match below {
            ["embeddings"] => Some(Self::Embeddings),
            ["completions"] => Some(Self::Completions),
            ["images", "generations"] => Some(Self::ImageGenerations),
            ["images", "edits"] => Some(Self::ImageEdits),
            ["images", "variations"] => Some(Self::ImageVariations),
            ["audio", "speech"] => Some(Self::Speech),
            ["audio", "transcriptions"] => Some(Self::Transcriptions),
            ["audio", "translations"] => Some(Self::Translations),
            ["moderations"] => Some(Self::Moderations),
            ["rerank"] => Some(Self::Rerank),
            _ => None,
        }
    }
}
