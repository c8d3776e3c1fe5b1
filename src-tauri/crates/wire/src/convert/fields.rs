//! What a field is called in the client's dialect: writers know it by one name only.

use domain::Dialect;
use std::borrow::Cow;

/// Names as writers say them, and what the dialects call the same.
const NAMES: [(&str, [&str; 4]); 17] = [
    // Anthropic, OpenAI Chat, OpenAI Responses, Gemini.
    ("messages", ["messages", "messages", "input", "contents"]),
    ("max_tokens", ["max_tokens", "max_tokens", "max_output_tokens", "generationConfig.maxOutputTokens"]),
    ("stop", ["stop_sequences", "stop", "stop", "generationConfig.stopSequences"]),
    ("temperature", ["temperature", "temperature", "temperature", "generationConfig.temperature"]),
    ("top_p", ["top_p", "top_p", "top_p", "generationConfig.topP"]),
    ("top_k", ["top_k", "top_k", "top_k", "generationConfig.topK"]),
    ("seed", ["seed", "seed", "seed", "generationConfig.seed"]),
    (
        "presence_penalty",
        ["presence_penalty", "presence_penalty", "presence_penalty", "generationConfig.presencePenalty"],
    ),
    (
        "frequency_penalty",
        ["frequency_penalty", "frequency_penalty", "frequency_penalty", "generationConfig.frequencyPenalty"],
    ),
    ("n", ["n", "n", "n", "generationConfig.candidateCount"]),
    ("reasoning", ["thinking", "reasoning_effort", "reasoning.effort", "generationConfig.thinkingConfig"]),
    (
        "response_format",
        ["output_config.format", "response_format", "text.format", "generationConfig.responseJsonSchema"],
    ),
    ("verbosity", ["verbosity", "verbosity", "text.verbosity", "verbosity"]),
    ("user", ["metadata.user_id", "user", "safety_identifier", "user"]),
    ("tool_choice", ["tool_choice", "tool_choice", "tool_choice", "toolConfig"]),
    (
        "parallel_tool_calls",
        [
            "tool_choice.disable_parallel_tool_use",
            "parallel_tool_calls",
            "parallel_tool_calls",
            "parallel_tool_calls",
        ],
    ),
    ("service_tier", ["speed", "service_tier", "service_tier", "serviceTier"]),
];

/// The client's own name for a field.
pub(crate) fn in_dialect(client: Dialect, field: Cow<'static, str>) -> Cow<'static, str> {
    let column = match client {
        Dialect::Anthropic => 0,
        Dialect::OpenaiChat => 1,
        Dialect::OpenaiResponses => 2,
        Dialect::Gemini => 3,
    };
    match NAMES.iter().find(|(name, _)| *name == field) {
        Some((_, names)) => Cow::Borrowed(names[column]),
        None => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_client_reads_its_own_word() {
        let name = |client, field| in_dialect(client, Cow::Borrowed(field));
        assert_eq!(name(Dialect::Anthropic, "stop"), "stop_sequences");
        assert_eq!(name(Dialect::Gemini, "messages"), "contents");
        assert_eq!(name(Dialect::OpenaiChat, "x_future"), "x_future");
    }
}
