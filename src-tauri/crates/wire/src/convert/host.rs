//! Whose server it is: what it takes beyond, or short of, its dialect.

/// A vendor's server, as far as it differs from others of its dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Host {
    /// api.anthropic.com.
    Anthropic,
    /// api.openai.com, and Azure's.
    OpenAi,
    /// The back end of Codex with a ChatGPT account.
    ChatGpt,
    /// The Gemini API.
    Gemini,
    /// Vertex AI.
    Vertex,
    /// DeepSeek.
    DeepSeek,
    /// Moonshot, of Kimi.
    Moonshot,
    /// Zhipu, of GLM.
    Zhipu,
    /// Qwen at Alibaba, and SiliconFlow.
    Qwen,
    /// Xiaomi MiMo.
    MiMo,
    /// Mistral.
    Mistral,
    /// OpenRouter.
    OpenRouter,
    /// Anybody else.
    #[default]
    Other,
}

impl Host {
    /// Known by the host of its base URL.
    pub fn of(host: &str) -> Self {
        const KNOWN: [(&str, Host); 19] = [
            ("anthropic.com", Host::Anthropic),
            ("openai.com", Host::OpenAi),
            ("openai.azure.com", Host::OpenAi),
            ("services.ai.azure.com", Host::OpenAi),
            ("chatgpt.com", Host::ChatGpt),
            ("generativelanguage.googleapis.com", Host::Gemini),
            ("aiplatform.googleapis.com", Host::Vertex),
            ("deepseek.com", Host::DeepSeek),
            ("moonshot.cn", Host::Moonshot),
            ("moonshot.ai", Host::Moonshot),
            ("kimi.com", Host::Moonshot),
            ("bigmodel.cn", Host::Zhipu),
            ("z.ai", Host::Zhipu),
            ("dashscope.aliyuncs.com", Host::Qwen),
            ("dashscope-intl.aliyuncs.com", Host::Qwen),
            ("siliconflow.cn", Host::Qwen),
            ("xiaomimimo.com", Host::MiMo),
            ("mistral.ai", Host::Mistral),
            ("openrouter.ai", Host::OpenRouter),
        ];
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let is_in = |domain: &str| {
            let rest = host.strip_suffix(domain);
            // Google puts a region before the name, with a hyphen.
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.') || rest.ends_with('-'))
        };
        KNOWN.iter().find(|(domain, _)| is_in(domain)).map_or(Self::Other, |(_, host)| *host)
    }

    /// OpenAI's own, with all that its dialect has.
    pub(crate) fn is_openai(self) -> bool {
        matches!(self, Self::OpenAi | Self::ChatGpt)
    }

    /// How it wants reasoning given back, in Chat Completions.
    pub(crate) fn reasoning_replay(self) -> Replay {
        match self {
            Self::DeepSeek | Self::Moonshot | Self::Zhipu | Self::MiMo => Replay::ReasoningContent,
            Self::OpenRouter => Replay::Reasoning,
            Self::Anthropic
            | Self::OpenAi
            | Self::ChatGpt
            | Self::Gemini
            | Self::Vertex
            | Self::Qwen
            | Self::Mistral
            | Self::Other => Replay::Never,
        }
    }

    /// Takes a schema for its answers, in Chat Completions.
    pub(crate) fn takes_json_schema(self) -> bool {
        !matches!(self, Self::DeepSeek | Self::Zhipu | Self::MiMo)
    }

    /// How thinking is switched in Chat Completions.
    pub(crate) fn thinking_switch(self) -> Switch {
        match self {
            Self::DeepSeek | Self::Zhipu | Self::Moonshot | Self::MiMo => Switch::ThinkingType,
            Self::Qwen => Switch::EnableThinking,
            Self::OpenRouter => Switch::Reasoning,
            Self::Anthropic
            | Self::OpenAi
            | Self::ChatGpt
            | Self::Gemini
            | Self::Vertex
            | Self::Mistral
            | Self::Other => Switch::Effort,
        }
    }
}

/// Whether and where reasoning is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replay {
    Never,
    ReasoningContent,
    Reasoning,
}

/// How thinking is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    /// `reasoning_effort`.
    Effort,
    /// `thinking: {type}`.
    ThinkingType,
    /// `enable_thinking` and `thinking_budget`.
    EnableThinking,
    /// `reasoning: {effort}`.
    Reasoning,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_known_by_its_whole_domain() {
        for (host, known) in [
            ("api.openai.com", Host::OpenAi),
            ("API.OpenAI.com.", Host::OpenAi),
            ("x.openai.azure.com", Host::OpenAi),
            ("us-central1-aiplatform.googleapis.com", Host::Vertex),
            ("api.deepseek.com", Host::DeepSeek),
            ("notopenai.com", Host::Other),
            ("openai.com.evil.example", Host::Other),
            ("127.0.0.1", Host::Other),
        ] {
            assert_eq!(Host::of(host), known, "{host}");
        }
    }
}
