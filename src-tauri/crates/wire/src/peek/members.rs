//! The members of a body whose presence alone tells something.

/// Members whose mere presence tells something: mostly whose dialect a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Member {
    /// `messages`: Anthropic or OpenAI Chat.
    Messages,
    /// `input`: OpenAI Responses (or embeddings).
    Input,
    /// `contents`: Gemini.
    Contents,
    /// `prompt`: legacy completions.
    Prompt,
    /// `system`: Anthropic.
    System,
    /// `instructions`: OpenAI Responses.
    Instructions,
    /// `systemInstruction`: Gemini.
    SystemInstruction,
    /// `generationConfig`: Gemini.
    GenerationConfig,
    /// `tools`: all.
    Tools,
    /// `thinking`: Anthropic.
    Thinking,
    /// `reasoning`: OpenAI Responses.
    Reasoning,
    /// `reasoning_effort`: OpenAI Chat.
    ReasoningEffort,
}

impl Member {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Messages, "messages"),
        (Self::Input, "input"),
        (Self::Contents, "contents"),
        (Self::Prompt, "prompt"),
        (Self::System, "system"),
        (Self::Instructions, "instructions"),
        (Self::SystemInstruction, "systemInstruction"),
        (Self::GenerationConfig, "generationConfig"),
        (Self::Tools, "tools"),
        (Self::Thinking, "thinking"),
        (Self::Reasoning, "reasoning"),
        (Self::ReasoningEffort, "reasoning_effort"),
    ];
}

/// The set of [`Member`]s that a body has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Members(u16);

impl Members {
    /// Whether this one is there.
    pub fn has(self, member: Member) -> bool {
        self.0 & (1 << member as u8) != 0
    }

    /// Notes the member of this name, if it is a telling one.
    pub(super) fn add(&mut self, name: &str) {
        if let Some((member, _)) = Member::ALL.into_iter().find(|(_, known)| *known == name) {
            self.0 |= 1 << member as u8;
        }
    }
}
