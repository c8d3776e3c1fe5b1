//! How much the model should think, and how much of that the client wants to see.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reasoning {
    pub(crate) thinking: Thinking,
    pub(crate) show: Show,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Thinking {
    #[default]
    Unset,
    Off,
    /// As much as the model finds right.
    Adaptive,
    Budget(u64),
    Effort(Effort),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Show {
    #[default]
    Unset,
    Omit,
    Auto,
    Detailed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effort {
    Minimal,
    Low,
    Medium,
    High,
    XHigh,
    Max,
}

impl Effort {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "minimal" => Some(Self::Minimal),
            "low" => Some(Self::Low),
            "medium" => Some(Self::Medium),
            "high" => Some(Self::High),
            "xhigh" | "x-high" => Some(Self::XHigh),
            "max" | "ultra" => Some(Self::Max),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::XHigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// The budget that means the same.
    pub(crate) fn budget(self) -> u64 {
        match self {
            Self::Minimal => 512,
            Self::Low => 1024,
            Self::Medium => 8192,
            Self::High => 24_576,
            Self::XHigh => 32_768,
            Self::Max => 64_000,
        }
    }

    /// The effort that means the same as a budget.
    pub(crate) fn of_budget(budget: u64) -> Self {
        match budget {
            0..=512 => Self::Minimal,
            513..=1024 => Self::Low,
            1025..=8192 => Self::Medium,
            8193..=24_576 => Self::High,
            24_577.. => Self::XHigh,
        }
    }
}

impl Thinking {
    /// As an effort; `None` when nothing is to be said, or thinking is off.
    pub(crate) fn effort(self) -> Option<Effort> {
        match self {
            Self::Unset | Self::Off => None,
            Self::Adaptive => Some(Effort::High),
            Self::Budget(budget) => Some(Effort::of_budget(budget)),
            Self::Effort(effort) => Some(effort),
        }
    }

    pub(crate) fn is_on(self) -> bool {
        self.effort().is_some()
    }
}

impl Show {
    pub(crate) fn parse_summary(text: &str) -> Self {
        match text {
            "none" => Self::Omit,
            "detailed" => Self::Detailed,
            _ => Self::Auto,
        }
    }
}
