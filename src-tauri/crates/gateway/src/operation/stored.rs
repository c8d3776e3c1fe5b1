//! OpenAI's paths below `/v1/responses`: about an answer that the provider that made it keeps.

use http::Method;

/// The name that a provider gave an answer: 1–256 of A–Z a–z 0–9 `_ - . :`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResponseId(String);

impl ResponseId {
    /// Reads one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let fine = (1..=256).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte));
        fine.then(|| Self(text.to_owned()))
    }

    /// The name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is to be done with such an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoredAction {
    /// `GET /v1/responses/{id}`.
    Read,
    /// `DELETE /v1/responses/{id}`.
    Delete,
    /// `GET /v1/responses/{id}/input_items`.
    InputItems,
    /// `POST /v1/responses/{id}/cancel`.
    Cancel,
}

impl StoredAction {
    /// The one at these parts behind the id.
    pub(super) fn of(method: &Method, behind: &[&str]) -> Option<Self> {
        match behind {
            [] if method == Method::DELETE => Some(Self::Delete),
            [] => Some(Self::Read),
            ["input_items"] => Some(Self::InputItems),
            ["cancel"] => Some(Self::Cancel),
            _ => None,
        }
    }

    /// Its method.
    pub(super) const fn method(self) -> Method {
        match self {
            Self::Read | Self::InputItems => Method::GET,
            Self::Delete => Method::DELETE,
            Self::Cancel => Method::POST,
        }
    }

    /// The path at an upstream, from its version on.
    pub(super) fn path(self, id: &ResponseId) -> String {
        let behind = match self {
            Self::Read | Self::Delete => "",
            Self::InputItems => "/input_items",
            Self::Cancel => "/cancel",
        };
        format!("/v1/responses/{}{behind}", id.as_str())
    }
}
