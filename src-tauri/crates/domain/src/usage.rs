//! What a request used, in tokens and money.

use serde::{Deserialize, Serialize};

/// A number of tokens.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct TokenCount(pub u64);

/// Money in billionths of a US dollar.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct NanoUsd(pub i64);

/// The token classes of one request. `None` means that the upstream said nothing of that class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Usage {
    /// Input tokens that were neither read from nor written to a cache.
    pub input_tokens: Option<TokenCount>,
    /// Output tokens, reasoning included.
    pub output_tokens: Option<TokenCount>,
    /// Input tokens read from the prompt cache.
    pub cache_read_tokens: Option<TokenCount>,
    /// Input tokens written to the 5-minute cache.
    pub cache_write_5m_tokens: Option<TokenCount>,
    /// Input tokens written to the 1-hour cache.
    pub cache_write_1h_tokens: Option<TokenCount>,
    /// The part of the output that was reasoning.
    pub reasoning_tokens: Option<TokenCount>,
    /// Server-side web searches.
    pub web_searches: Option<u32>,
    /// The figures are our estimate: the upstream reported none.
    pub estimated: bool,
}

impl Usage {
    /// Whether nothing at all is known.
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// Input of every kind plus output: what a person means by "tokens".
    pub fn total_tokens(&self) -> TokenCount {
        let parts = [
            self.input_tokens,
            self.output_tokens,
            self.cache_read_tokens,
            self.cache_write_5m_tokens,
            self.cache_write_1h_tokens,
        ];
        TokenCount(parts.into_iter().flatten().fold(0, |sum, part| sum.saturating_add(part.0)))
    }
}
