//! Model names and the patterns that admit models and clients.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The name of a model as a caller or an upstream writes it.
///
/// Any printable text of 1–256 bytes without `..` or a backslash; slashes are allowed (`org/model`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct ModelName(String);

impl ModelName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ModelName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let fine = (1..=256).contains(&text.len())
            && !text.contains("..")
            && !text.contains('\\')
            && !text.chars().any(char::is_control);
        if fine {
            Ok(Self(text))
        } else {
            Err("a model name has 1 to 256 printable characters, without `..` or `\\`".into())
        }
    }
}

impl FromStr for ModelName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}

impl From<ModelName> for String {
    fn from(name: ModelName) -> Self {
        name.0
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text with `*` for any run of characters, compared without regard to ASCII case.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = strip_prefix_ignoring_case(text, first) else { return false };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = find_ignoring_case(rest, part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len()
        && rest.is_char_boundary(rest.len() - last.len())
        && rest[rest.len() - last.len()..].eq_ignore_ascii_case(last)
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

fn find_ignoring_case(text: &str, part: &str) -> Option<usize> {
    (0..=text.len().checked_sub(part.len())?)
        .find(|&at| text.get(at..at + part.len()).is_some_and(|piece| piece.eq_ignore_ascii_case(part)))
}

macro_rules! pattern {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String)]
        pub struct $name(String);

        impl $name {
            /// Whether the pattern admits the text.
            pub fn matches(&self, text: &str) -> bool {
                glob(&self.0, text)
            }

            /// The pattern as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether a list of patterns admits the text: an empty list admits everything.
            pub fn any_matches(list: &[Self], text: &str) -> bool {
                list.is_empty() || list.iter().any(|pattern| pattern.matches(text))
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                let text = text.trim().to_owned();
                if text.is_empty() || text.len() > 256 || text.chars().any(char::is_control) {
                    return Err(concat!("a pattern for ", $what, " has 1 to 256 printable characters").into());
                }
                Ok(Self(text))
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                text.to_owned().try_into()
            }
        }

        impl From<$name> for String {
            fn from(pattern: $name) -> Self {
                pattern.0
            }
        }
    };
}

pattern!(
    /// Which models: an exact name, a prefix (`claude-*`) or a glob (`*-mini`).
    ModelPattern,
    "models"
);
pattern!(
    /// Which clients, by their `User-Agent`: `claude-cli/*`, `codex*`.
    ClientPattern,
    "clients"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_exact_prefix_or_glob() {
        for (pattern, text, matches) in [
            ("claude-sonnet-4-5", "claude-sonnet-4-5", true),
            ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929", false),
            ("claude-*", "claude-opus-5-5", true),
            ("claude-*", "gpt-5", false),
            ("*-mini", "gpt-5-mini", true),
            ("*-mini", "gpt-5-mini-2", false),
            ("g*-*mini", "gpt-5-mini", true),
            ("*", "", true),
            ("**", "x", true),
            ("Claude-*", "claude-x", true),
            ("a*b", "ab", true),
            ("a*ba", "aba", true),
            ("ab*ba", "aba", false),
            ("*é", "caf\u{e9}", true),
        ] {
            assert_eq!(
                ModelPattern::from_str(pattern).unwrap().matches(text),
                matches,
                "{pattern} on {text}"
            );
        }
        assert!(ModelPattern::from_str(" ").is_err());
    }

    #[test]
    fn model_names_keep_slashes_and_refuse_tricks() {
        for good in ["gpt-5", "org/model", "模型", "a:b@c", "gemini-2.5-pro"] {
            assert!(ModelName::from_str(good).is_ok(), "{good}");
        }
        for bad in ["", "a/../b", "a\\b", "a\nb", "a\0b", &"x".repeat(257)] {
            assert!(ModelName::from_str(bad).is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_pattern_panics(pattern in "[a-c*é]{0,12}", text in "[a-cé]{0,20}") {
            glob(&pattern, &text);
        }

        #[test]
        fn a_starred_text_matches_itself(text in "[a-z]{1,12}", at in 0usize..12) {
            let at = at.min(text.len());
            let pattern = format!("{}*{}", &text[..at], &text[at..]);
            proptest::prop_assert!(glob(&pattern, &text));
        }
    }
}
