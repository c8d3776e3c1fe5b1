//! What would mend a refusal, read out of what the provider says, and the mending itself.
//!
//! The words are what vendors and relays are known to say. A remedy that changes nothing in the body is none, so
//! that words alone never make a second request.

use bytes::Bytes;
use domain::{Dialect, Repair};
use wire::{
    Edits, RefusedParameter,
    edit::{anthropic, gemini, openai},
};

/// How much of a refusal is looked at.
const LOOKED_AT: usize = 16 << 10;
/// A refusal without any reason is no longer than this.
const SHORT: usize = 60;
/// What a refused thinking budget becomes, and the room an answer then gets: CCH's.
const BUDGET: u32 = 32_000;
const ROOM: u32 = 64_000;

/// What would mend a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Not asking for usage in the client's name.
    WithoutUsage,
    /// Leaving a parameter out.
    WithoutParameter(RefusedParameter),
    /// An edit of the conversation or of its settings.
    Repair(Repair),
}

/// What would mend this refusal, the likeliest first.
pub(crate) fn remedies(dialect: Dialect, said: &str) -> Vec<Remedy> {
    let said = &said[..said.floor_char_boundary(LOOKED_AT)];
    // Relays put one JSON into another: their escapes are noise here.
    let text = said.replace('\\', "").to_lowercase();
    let has = |words: &str| text.contains(words);
    let mut remedies = Vec::new();
    match dialect {
        Dialect::Anthropic => {
            if has("x-anthropic-billing-header") {
                remedies.push(Remedy::Repair(Repair::BillingHeader));
            }
            if has("budget_tokens") && has("thinking") && has("1024") {
                remedies.push(Remedy::Repair(Repair::ThinkingBudget));
            }
            if is_about_signature(&text) || is_without_reason(said) {
                remedies.push(Remedy::Repair(Repair::ThinkingSignature));
            }
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            if has("stream_options") || has("include_usage") {
                remedies.push(Remedy::WithoutUsage);
            }
            if has("encrypted") && has("content") && (has("verified") || has("decrypt") || has("invalid")) {
                remedies.push(Remedy::Repair(Repair::EncryptedReasoning));
            }
            if let Some(parameter) = RefusedParameter::of(said) {
                remedies.push(Remedy::WithoutParameter(parameter));
            }
            if dialect == Dialect::OpenaiResponses && has("instructions") {
                remedies.push(Remedy::Repair(Repair::CodexInstructions));
            }
        }
        Dialect::Gemini => {
            let names_function = ["function_call", "functioncall", "function_response", "functionresponse"];
            if has("unknown name \"id\"") && names_function.iter().any(|name| has(name)) {
                remedies.push(Remedy::Repair(Repair::FunctionIds));
            }
        }
    }
    if has("cannot be disabled") && has("thinking") && (has("effort") || has("output_config")) {
        remedies.push(Remedy::Repair(Repair::EffortConflict));
    }
    remedies
}

fn is_about_signature(text: &str) -> bool {
    let all = |words: &[&str]| words.iter().all(|word| text.contains(word));
    all(&["invalid", "signature", "thinking"])
        || all(&["signature", "field required"])
        || all(&["signature", "extra inputs are not permitted"])
        || all(&["thinking", "cannot be modified"])
        || all(&["must start with a thinking block"])
        || all(&["expected", "thinking", "found", "tool_use"])
}

/// Some relays say no more than this when a signature isn't theirs.
fn is_without_reason(said: &str) -> bool {
    let Some(message) = wire::error_message(said.as_bytes()) else { return false };
    let message = message.to_lowercase();
    message.chars().count() <= SHORT
        && ["非法请求", "illegal request", "invalid request"].iter().any(|words| message.contains(words))
}

impl Remedy {
    /// The body, mended; `None` when there is nothing in it to mend.
    pub(crate) fn mend(&self, body: &Bytes, official: Option<&str>) -> Option<Bytes> {
        let edits = match self {
            // Of the client's own the client shall hear; ours is not sent again.
            Self::WithoutUsage => return None,
            Self::WithoutParameter(parameter) => parameter.edits(body),
            Self::Repair(repair) => match repair {
                Repair::ThinkingSignature => anthropic::without_thinking(body),
                Repair::ThinkingBudget => anthropic::with_thinking_budget(body, BUDGET, ROOM),
                Repair::EffortConflict => anthropic::without_effort(body),
                Repair::FunctionIds => gemini::without_function_ids(body),
                Repair::EncryptedReasoning => openai::without_encrypted_reasoning(body),
                Repair::BillingHeader => anthropic::without_billing_header(body),
                Repair::CodexInstructions => {
                    official.map(|text| openai::with_instructions(body, text)).unwrap_or_default()
                }
            },
        };
        let is_changed = !Edits::is_empty(&edits);
        is_changed.then(|| edits.apply(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repairs(dialect: Dialect, said: &str) -> Vec<Repair> {
        let repair = |remedy| match remedy {
            Remedy::Repair(repair) => Some(repair),
            Remedy::WithoutUsage | Remedy::WithoutParameter(_) => None,
        };
        remedies(dialect, said).into_iter().filter_map(repair).collect()
    }

    /// Cases B 7.4.
    #[test]
    fn what_providers_say_is_understood() {
        for (dialect, said, repair) in [
            (
                Dialect::Anthropic,
                r#"{"error":{"message":"messages.1.content.0: Invalid `signature` in `thinking` block"}}"#,
                Repair::ThinkingSignature,
            ),
            (
                Dialect::Anthropic,
                "messages.1.content.0.thinking.signature: Field required",
                Repair::ThinkingSignature,
            ),
            (
                Dialect::Anthropic,
                "messages.1.content.0.text.signature: Extra inputs are not permitted",
                Repair::ThinkingSignature,
            ),
            (
                Dialect::Anthropic,
                "`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified",
                Repair::ThinkingSignature,
            ),
            (
                Dialect::Anthropic,
                "a final `assistant` message must start with a thinking block",
                Repair::ThinkingSignature,
            ),
            (
                Dialect::Anthropic,
                "Expected `thinking` or `redacted_thinking`, but found `tool_use`",
                Repair::ThinkingSignature,
            ),
            (Dialect::Anthropic, r#"{"error":{"type":"x","message":"非法请求"}}"#, Repair::ThinkingSignature),
            (
                Dialect::Anthropic,
                "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
                Repair::ThinkingBudget,
            ),
            (
                Dialect::Anthropic,
                "thinking options type cannot be disabled when reasoning_effort is set",
                Repair::EffortConflict,
            ),
            (
                Dialect::OpenaiChat,
                "thinking options type cannot be disabled when reasoning_effort is set",
                Repair::EffortConflict,
            ),
            (
                Dialect::Anthropic,
                "x-anthropic-billing-header is a reserved keyword and may not be used in the system prompt.",
                Repair::BillingHeader,
            ),
            (
                Dialect::Gemini,
                r#"{"error":{"message":"Invalid JSON payload received. Unknown name \"id\" at 'contents[1].parts[0].function_call': Cannot find field."}}"#,
                Repair::FunctionIds,
            ),
            (
                Dialect::OpenaiResponses,
                r#"{"error":{"code":"invalid_encrypted_content","message":"The encrypted content gAAA could not be verified."}}"#,
                Repair::EncryptedReasoning,
            ),
            (
                Dialect::OpenaiResponses,
                r#"{"detail":"Instructions are not valid"}"#,
                Repair::CodexInstructions,
            ),
        ] {
            assert_eq!(repairs(dialect, said), [repair], "{said}");
        }
    }

    #[test]
    fn other_refusals_are_the_clients_to_hear() {
        for said in [
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}"#,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"anthropic-beta: unexpected value"}}"#,
            r#"{"error":{"message":"tools.0.name: should match pattern"}}"#,
            "",
        ] {
            for dialect in Dialect::ALL {
                assert_eq!(remedies(dialect, said), [], "{said}");
            }
        }
    }

    #[test]
    fn a_remedy_that_changes_nothing_is_none() {
        let body = Bytes::from_static(br#"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#);
        for repair in [
            Repair::ThinkingSignature,
            Repair::EffortConflict,
            Repair::FunctionIds,
            Repair::EncryptedReasoning,
            Repair::BillingHeader,
            Repair::CodexInstructions,
        ] {
            assert_eq!(Remedy::Repair(repair).mend(&body, None), None, "{repair:?}");
        }
    }

    #[test]
    fn hostile_words_are_cut() {
        let said = "é".repeat(LOOKED_AT);
        assert_eq!(remedies(Dialect::Anthropic, &said), []);
    }
}
