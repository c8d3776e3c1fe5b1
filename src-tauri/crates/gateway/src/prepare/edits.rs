//! What a request is changed in for one provider, and nothing where nothing is: the model that the person's
//! rules name, the provider's overrides, and what the provider was found not to understand.

use super::Way;
use crate::{call::Call, plan::Candidate, repair::Lesson};
use domain::{
    AnthropicOverrides, CacheTtl, CodexInstructions, Dialect, OperationKind, Override, Provider,
    ResponsesOverrides, Switch, Text,
};
use http::header;
use serde_json::{Map, Value, json};
use wire::{
    Edit, Edits,
    edit::{anthropic, gemini},
};

/// The edits of one body, and what the request's record says of them.
#[derive(Debug, Default)]
pub(crate) struct Edited {
    /// The edits.
    pub(crate) edits: Edits,
    /// The overrides that changed something.
    pub(crate) overrides: Vec<Override>,
    /// The parameters that were left out.
    pub(crate) dropped: Vec<Text>,
}

impl Edited {
    /// What a body is changed in on its way to a candidate.
    pub(crate) fn of(call: &Call, candidate: &Candidate, way: &Way) -> Self {
        let mut edited = Self::default();
        if let Some(edit) = call.asked.include_usage.as_ref().filter(|_| way.include_usage) {
            edited.edits.push(edit.clone());
        }
        let mut patch = Map::new();
        if candidate.model != call.asked.model {
            edited.model(call, &candidate.model, &mut patch);
        }
        let provider = candidate.provider.as_ref();
        if call.operation.kind() == OperationKind::Generate && provider.speaks(call.dialect()) {
            match call.dialect() {
                Dialect::Anthropic => edited.anthropic(call, &provider.overrides.anthropic, &mut patch),
                Dialect::OpenaiChat => {}
                Dialect::OpenaiResponses => responses(provider, way, &mut patch),
                Dialect::Gemini => edited.gemini(call, provider.overrides.google_search),
            }
        }
        if let Some(lesson) = way.lesson.as_deref() {
            edited.lesson(call, candidate, lesson, &mut patch);
        }
        if !patch.is_empty() {
            edited.merge(call, &patch);
        }
        edited
    }

    /// The model stands in the body, in a form's field, or, Gemini's, in the path.
    fn model(&mut self, call: &Call, model: &Text, patch: &mut Map<String, Value>) {
        if call.dialect() == Dialect::Gemini {
            return;
        }
        let kind = call.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        match kind.filter(|kind| wire::is_form(kind)) {
            Some(kind) => {
                let form = wire::read_form(kind, &call.body).unwrap_or_default();
                if let Some(span) = form.model_span {
                    self.edits.push(Edit::new(span, model.as_str().to_owned()));
                }
            }
            None => {
                patch.insert("model".to_owned(), model.as_str().into());
            }
        }
    }

    fn anthropic(&mut self, call: &Call, overrides: &AnthropicOverrides, patch: &mut Map<String, Value>) {
        let (max, budget) = (overrides.max_tokens, overrides.thinking_budget);
        if max.is_some() || budget.is_some() {
            let limits = anthropic::limits(&call.body, max.map(u32::from), budget.map(u32::from));
            patch.extend(limits);
        }
        if let Some(ttl) = overrides.cache_ttl {
            self.noted(anthropic::with_cache_ttl(&call.body, CacheTtl::as_str(ttl)), Override::CacheTtl);
        }
    }

    fn gemini(&mut self, call: &Call, search: Switch) {
        let edits = match search {
            Switch::Inherit => return,
            Switch::On => gemini::with_google_search(&call.body),
            Switch::Off => gemini::without_google_search(&call.body),
        };
        self.noted(edits, Override::GoogleSearch);
    }

    fn noted(&mut self, edits: Edits, what: Override) {
        if !edits.is_empty() {
            self.edits.extend(edits);
            self.overrides.push(what);
        }
    }

    /// What the provider has refused before is not sent again.
    fn lesson(
        &mut self,
        call: &Call,
        candidate: &Candidate,
        lesson: &Lesson,
        patch: &mut Map<String, Value>,
    ) {
        if lesson.no_billing_header && call.dialect() == Dialect::Anthropic {
            self.edits.extend(anthropic::without_billing_header(&call.body));
        }
        for parameter in lesson.parameters_of(&candidate.model) {
            let edits = parameter.edits(&call.body);
            take_out(patch, &parameter.path);
            if !edits.is_empty() {
                self.edits.extend(edits);
                self.dropped.push(parameter.path.as_str().into());
            }
        }
    }

    fn merge(&mut self, call: &Call, patch: &Map<String, Value>) {
        let overrides = &mut self.overrides;
        let edits = Edits::merge_noting(&call.body, patch, |name| {
            if let Some(what) = override_of(name).filter(|what| !overrides.contains(what)) {
                overrides.push(what);
            }
        });
        self.edits.extend(edits);
    }
}

fn responses(provider: &Provider, way: &Way, patch: &mut Map<String, Value>) {
    let ResponsesOverrides { reasoning_effort, reasoning_summary, verbosity, parallel_tools, service_tier } =
        &provider.overrides.responses;
    let mut reasoning = Map::new();
    if let Some(effort) = reasoning_effort {
        reasoning.insert("effort".to_owned(), effort.as_str().into());
    }
    if let Some(summary) = reasoning_summary {
        reasoning.insert("summary".to_owned(), summary.as_str().into());
    }
    if !reasoning.is_empty() {
        patch.insert("reasoning".to_owned(), reasoning.into());
    }
    if let Some(verbosity) = verbosity {
        patch.insert("text".to_owned(), json!({ "verbosity": verbosity.as_str() }));
    }
    if let Some(parallel) = parallel_tools {
        patch.insert("parallel_tool_calls".to_owned(), (*parallel).into());
    }
    if let Some(tier) = service_tier {
        patch.insert("service_tier".to_owned(), tier.as_str().into());
    }
    if let Some(official) = way.instructions.as_ref() {
        patch.insert("instructions".to_owned(), official.as_str().into());
    }
}

/// An override doesn't put back what the provider refuses.
fn take_out(patch: &mut Map<String, Value>, path: &str) {
    match path.split_once('.') {
        None => {
            patch.remove(path);
        }
        Some((name, rest)) => {
            if let Some(Value::Object(inner)) = patch.get_mut(name) {
                take_out(inner, rest);
            }
        }
    }
}

/// Which override a member of a body belongs to.
fn override_of(member: &str) -> Option<Override> {
    Some(match member {
        "max_tokens" => Override::MaxTokens,
        "type" | "budget_tokens" => Override::ThinkingBudget,
        "effort" => Override::ReasoningEffort,
        "summary" => Override::ReasoningSummary,
        "verbosity" => Override::Verbosity,
        "parallel_tool_calls" => Override::ParallelTools,
        "service_tier" => Override::ServiceTier,
        "instructions" => Override::CodexInstructions,
        _ => return None,
    })
}

/// Whether a provider is sent the official instructions, as far as that is known before it answers.
pub(crate) fn wants_official(provider: &Provider, lesson: Option<&Lesson>) -> bool {
    match provider.overrides.codex_instructions {
        CodexInstructions::KeepOriginal => false,
        CodexInstructions::ForceOfficial => true,
        CodexInstructions::Auto => lesson.is_some_and(|lesson| lesson.official_instructions),
    }
}
