//! What a provider changes in the requests it is sent.

use super::ProviderForm;
use crate::Overrides;

pub(super) fn apply(form: &ProviderForm, overrides: &mut Overrides) {
    let Overrides { anthropic, responses, google_search, codex_instructions } = overrides;
    form.anthropic_max_tokens.apply(&mut anthropic.max_tokens);
    form.anthropic_thinking_budget.apply(&mut anthropic.thinking_budget);
    form.anthropic_long_context.apply_or_default(&mut anthropic.long_context);
    form.anthropic_cache_ttl.apply(&mut anthropic.cache_ttl);
    form.responses_reasoning_effort.apply(&mut responses.reasoning_effort);
    form.responses_reasoning_summary.apply(&mut responses.reasoning_summary);
    form.responses_verbosity.apply(&mut responses.verbosity);
    form.responses_parallel_tools.apply(&mut responses.parallel_tools);
    form.responses_service_tier.apply(&mut responses.service_tier);
    form.gemini_google_search.apply_or_default(google_search);
    form.codex_instructions.apply_or_default(codex_instructions);
}
