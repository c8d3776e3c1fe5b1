//! Gemini's paths: which version, and what is asked of a model. The rest of a path is `matching`'s.

/// The versions of Gemini's API; google-genai 3 calls `/v1`, everybody else `/v1beta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GeminiVersion {
    /// `/v1`.
    V1,
    /// `/v1beta`.
    V1Beta,
}

impl GeminiVersion {
    /// As it stands in a path.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V1Beta => "v1beta",
        }
    }
}

/// What a Gemini path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GeminiAction {
    /// `:generateContent`.
    Generate,
    /// `:streamGenerateContent`.
    Stream,
    /// `:countTokens`.
    CountTokens,
}

impl GeminiAction {
    /// The action of this name.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "generateContent" => Some(Self::Generate),
            "streamGenerateContent" => Some(Self::Stream),
            "countTokens" => Some(Self::CountTokens),
            _ => None,
        }
    }

    /// Its name.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Generate => "generateContent",
            Self::Stream => "streamGenerateContent",
            Self::CountTokens => "countTokens",
        }
    }
}
