//! What a provider changes in the requests it is sent, as the person wrote it down.
//!
//! Valid values only. How a body is edited is `wire`'s business, when it is edited the gateway's.

use crate::Text;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An option that is left as the client has it, or decided for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// As the client has it.
    #[default]
    Inherit,
    /// On, whatever the client says.
    On,
    /// Off, whatever the client says.
    Off,
}

/// How long Anthropic keeps what a request marks for its prompt cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum CacheTtl {
    /// Five minutes, the vendor's default.
    #[serde(rename = "5m")]
    FiveMinutes,
    /// One hour, dearer to write.
    #[serde(rename = "1h")]
    OneHour,
}

/// Whose `instructions` a request to `/v1/responses` carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodexInstructions {
    /// The client's own, and the official ones once the provider has refused the client's.
    #[default]
    Auto,
    /// The client's own, always.
    KeepOriginal,
    /// The official ones, as soon as they have been learned.
    ForceOfficial,
}

macro_rules! names {
    ($type:ident, $what:literal, $($variant:ident = $text:literal),+) => {
        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name used in the API, the database and the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.as_str() == text)
                    .ok_or_else(|| format!("`{text}` is not {}", $what))
            }
        }
    };
}

names!(Switch, "a switch: use inherit, on or off", Inherit = "inherit", On = "on", Off = "off");
names!(CacheTtl, "a cache's life: use 5m or 1h", FiveMinutes = "5m", OneHour = "1h");
names!(
    CodexInstructions,
    "a way with instructions: use auto, keep_original or force_official",
    Auto = "auto",
    KeepOriginal = "keep_original",
    ForceOfficial = "force_official"
);

macro_rules! tokens {
    ($(#[$doc:meta])* $name:ident, $least:tt, $most:tt, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "u32", into = "u32")]
        #[schema(value_type = u32, minimum = $least, maximum = $most)]
        pub struct $name(u32);

        impl $name {
            /// The number.
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl TryFrom<u32> for $name {
            type Error = String;
            fn try_from(tokens: u32) -> Result<Self, String> {
                if ($least..=$most).contains(&tokens) {
                    Ok(Self(tokens))
                } else {
                    Err(format!("{} is between {} and {}", $what, $least, $most))
                }
            }
        }

        impl From<$name> for u32 {
            fn from(tokens: $name) -> Self {
                tokens.0
            }
        }
    };
}

tokens!(
    /// The most tokens an answer may have.
    MaxTokens, 1, 1_000_000, "the most tokens of an answer"
);
tokens!(
    /// The most tokens a model may think; Anthropic refuses fewer than 1,024.
    ThinkingBudget, 1024, 1_000_000, "a thinking budget"
);

/// One of the words a vendor's option takes, such as `high`.
///
/// Vendors add words faster than programs are released, so any short lower-case word is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[a-z0-9_-]{1,32}$")]
pub struct OptionWord(Text);

impl OptionWord {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OptionWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for OptionWord {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        if (1..=32).contains(&text.len()) && text.bytes().all(letter) {
            Ok(Self(text.into()))
        } else {
            Err("a word of 1 to 32 lower-case letters, digits, `_` or `-`, such as high".into())
        }
    }
}

impl TryFrom<String> for OptionWord {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<OptionWord> for String {
    fn from(word: OptionWord) -> Self {
        word.0.into()
    }
}

/// What is changed in requests to an Anthropic provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnthropicOverrides {
    /// The most tokens of an answer.
    pub max_tokens: Option<MaxTokens>,
    /// The thinking budget; it switches extended thinking on.
    pub thinking_budget: Option<ThinkingBudget>,
    /// The beta that admits a context of a million tokens.
    pub long_context: Switch,
    /// How long what the client marks for the prompt cache is kept there.
    pub cache_ttl: Option<CacheTtl>,
}

/// What is changed in requests to an openai-responses provider.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResponsesOverrides {
    /// `reasoning.effort`.
    pub reasoning_effort: Option<OptionWord>,
    /// `reasoning.summary`.
    pub reasoning_summary: Option<OptionWord>,
    /// `text.verbosity`.
    pub verbosity: Option<OptionWord>,
    /// `parallel_tool_calls`.
    pub parallel_tools: Option<bool>,
    /// `service_tier`.
    pub service_tier: Option<OptionWord>,
}

/// What is changed in the requests to one provider; its dialect says which part applies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    /// For the dialect `anthropic`.
    pub anthropic: AnthropicOverrides,
    /// For the dialect `openai-responses`.
    pub responses: ResponsesOverrides,
    /// For the dialect `gemini`: Google's search as a tool.
    pub google_search: Switch,
    /// For the dialect `openai-responses`: whose `instructions` are sent.
    pub codex_instructions: CodexInstructions,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_name_is_the_written_name() {
        fn check<T: Serialize + Copy + FromStr<Err = String> + PartialEq + fmt::Debug + fmt::Display>(
            all: &[T],
        ) {
            for value in all {
                let text = value.to_string();
                assert_eq!(serde_json::to_string(value).unwrap(), format!("\"{text}\""));
                assert_eq!(text.parse(), Ok(*value));
            }
        }
        check(Switch::ALL);
        check(CacheTtl::ALL);
        check(CodexInstructions::ALL);
        assert!("yes".parse::<Switch>().is_err());
    }

    #[test]
    fn values_outside_their_bounds_are_refused() {
        assert!(MaxTokens::try_from(0).is_err());
        assert!(ThinkingBudget::try_from(1023).is_err());
        assert_eq!(ThinkingBudget::try_from(1024).map(ThinkingBudget::get), Ok(1024));
        for word in ["", "High", "a b", "\"", "x".repeat(33).as_str()] {
            assert!(word.parse::<OptionWord>().is_err(), "{word}");
        }
        assert_eq!(" xhigh ".parse::<OptionWord>().unwrap().as_str(), "xhigh");
    }

    #[test]
    fn a_provider_changes_nothing_by_itself() {
        let overrides = Overrides::default();
        assert_eq!(overrides.anthropic.long_context, Switch::Inherit);
        assert_eq!(overrides.codex_instructions, CodexInstructions::Auto);
    }
}
