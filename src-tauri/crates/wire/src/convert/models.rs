//! What models take, told by their names. A name that says nothing is treated as the newest of its kind.

use super::ir::Effort;

/// A model of Anthropic's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claude {
    /// Major and minor version; `None` when the name doesn't say.
    version: Option<(u32, u32)>,
}

impl Claude {
    pub(crate) fn of(model: &str) -> Option<Self> {
        let model = model.to_ascii_lowercase();
        let name = &model[model.find("claude")?..];
        let mut numbers = name
            .split(|character: char| !character.is_ascii_alphanumeric())
            .filter_map(|piece| piece.parse::<u32>().ok())
            .filter(|number| *number < 100);
        let version = numbers.next().map(|major| (major, numbers.next().unwrap_or(0)));
        Some(Self { version })
    }

    fn is_at_least(self, version: (u32, u32)) -> bool {
        self.version.is_none_or(|own| own >= version)
    }

    /// Thinks as much as it finds right, and takes an effort instead of a budget.
    pub(crate) fn is_adaptive(self) -> bool {
        self.is_at_least((4, 6))
    }

    /// Knows thinking at all.
    pub(crate) fn thinks(self) -> bool {
        self.is_at_least((3, 7))
    }

    pub(crate) fn takes_prefill(self) -> bool {
        !self.is_at_least((4, 6))
    }

    /// Takes another temperature than the default.
    pub(crate) fn takes_sampling(self) -> bool {
        !self.is_at_least((4, 7))
    }

    /// Takes temperature and top_p together.
    pub(crate) fn takes_both_samplings(self) -> bool {
        !self.is_at_least((4, 1))
    }

    /// Takes instructions in the middle of a conversation.
    pub(crate) fn takes_mid_system(self) -> bool {
        self.is_at_least((4, 8))
    }

    /// Takes a schema for its answer.
    pub(crate) fn takes_schema(self) -> bool {
        self.is_at_least((4, 5))
    }

    /// The most it writes.
    pub(crate) fn max_output(self) -> Option<u64> {
        let limit = match self.version? {
            (0..=2, _) | (3, 0) => 4096,
            (3, 5) => 8192,
            (3, _) | (4, 5) => 64_000,
            (4, 0..=4) => 32_000,
            _ => 128_000,
        };
        Some(limit)
    }
}

/// Whether it is one of OpenAI's models that reason, which take no sampling.
pub(crate) fn openai_reasons(model: &str) -> bool {
    let name = base(model);
    let is_o =
        name.strip_prefix('o').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    let gpt = name.strip_prefix("gpt-").and_then(leading_number);
    (is_o || gpt.is_some_and(|major| major >= 5) || name.starts_with("codex")) && !name.contains("-chat")
}

/// Whether it takes `none` as an effort.
pub(crate) fn openai_takes_no_effort(model: &str) -> bool {
    let name = base(model);
    let Some(version) = name.strip_prefix("gpt-") else { return false };
    let digits: Vec<u32> = version
        .split(|character: char| !character.is_ascii_digit())
        .map_while(|piece| piece.parse().ok())
        .take(2)
        .collect();
    match digits.as_slice() {
        [5, minor] => *minor >= 1 && !name.contains("codex"),
        [major, ..] => *major > 5,
        [] => false,
    }
}

/// The nearest effort that OpenAI's model takes.
pub(crate) fn openai_effort(model: &str, effort: Effort) -> Effort {
    let name = base(model);
    let is_o = name.starts_with('o');
    let knows_xhigh = !is_o && openai_takes_no_effort(model) && !name.starts_with("gpt-5.1");
    let is_codex = name.contains("codex");
    match effort {
        Effort::Minimal if is_o || is_codex || openai_takes_no_effort(model) => Effort::Low,
        Effort::XHigh | Effort::Max if !knows_xhigh && !name.starts_with("gpt-5.1-codex-max") => Effort::High,
        Effort::Max => Effort::XHigh,
        Effort::Minimal | Effort::Low | Effort::Medium | Effort::High | Effort::XHigh => effort,
    }
}

/// A model of Google's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gemini {
    version: Option<(u32, u32)>,
    size: GeminiSize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GeminiSize {
    Pro,
    Flash,
    FlashLite,
}

impl Gemini {
    pub(crate) fn of(model: &str) -> Option<Self> {
        let model = model.to_ascii_lowercase();
        let name = &model[model.find("gemini")?..];
        let size = match () {
            () if name.contains("flash-lite") => GeminiSize::FlashLite,
            () if name.contains("flash") => GeminiSize::Flash,
            () => GeminiSize::Pro,
        };
        let mut numbers = name
            .split(|character: char| !character.is_ascii_alphanumeric())
            .filter_map(|piece| piece.parse::<u32>().ok())
            .filter(|number| *number < 100);
        let version = numbers.next().map(|major| (major, numbers.next().unwrap_or(0)));
        Some(Self { version, size })
    }

    pub(crate) fn is_at_least(self, version: (u32, u32)) -> bool {
        self.version.is_none_or(|own| own >= version)
    }

    pub(crate) fn size(self) -> GeminiSize {
        self.size
    }

    pub(crate) fn thinks(self) -> bool {
        self.is_at_least((2, 5))
    }
}

/// The vendor's name in a model's name, for reasoning state that must not leave the family.
pub(crate) fn family(model: &str) -> String {
    base(model).chars().take_while(char::is_ascii_alphabetic).collect()
}

/// The name without what relays put before it, in lower case.
fn base(model: &str) -> String {
    model.rsplit('/').next().unwrap_or(model).to_ascii_lowercase()
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_every_order_of_the_name() {
        for (model, version) in [
            ("claude-3-5-sonnet-20241022", Some((3, 5))),
            ("claude-sonnet-4-20250514", Some((4, 0))),
            ("claude-opus-4-5-20251101", Some((4, 5))),
            ("anthropic/claude-opus-4.6", Some((4, 6))),
            ("claude-fable-5", Some((5, 0))),
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", Some((4, 5))),
            ("claude-next", None),
        ] {
            assert_eq!(Claude::of(model).unwrap().version, version, "{model}");
        }
        assert_eq!(Claude::of("glm-4.6"), None);
        assert_eq!(Gemini::of("models/gemini-2.5-flash-lite").unwrap().version, Some((2, 5)));
    }

    #[test]
    fn models_that_reason_are_told_apart() {
        for model in ["o3", "o4-mini", "gpt-5", "gpt-5.1-codex", "openai/gpt-6", "codex-mini-latest"] {
            assert!(openai_reasons(model), "{model}");
        }
        for model in ["gpt-4o", "gpt-4.1", "gpt-5-chat-latest", "deepseek-chat", "omni", "qwen3"] {
            assert!(!openai_reasons(model), "{model}");
        }
        assert!(openai_takes_no_effort("gpt-5.1") && openai_takes_no_effort("gpt-6"));
        assert!(!openai_takes_no_effort("gpt-5") && !openai_takes_no_effort("o3"));
        assert_eq!(openai_effort("o3", Effort::Max), Effort::High);
        assert_eq!(openai_effort("gpt-5.2", Effort::Max), Effort::XHigh);
        assert_eq!(openai_effort("gpt-5", Effort::Minimal), Effort::Minimal);
    }
}
