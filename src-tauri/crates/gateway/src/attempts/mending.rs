//! In which way a provider is asked, and what is done about its refusals: `repair`'s remedies, each once per
//! attempt, and what is remembered of them.

use super::{Attempts, exchange::Refused};
use crate::{
    call::Call,
    plan::Candidate,
    prepare::{Way, wants_official},
    repair::{self, LearnedInstructions, Remedy, remedies},
};
use domain::{CodexInstructions, Dialect, OperationKind, Provider, Repair, Text};
use tokio::sync::broadcast;

/// How many parameters of one request are left out, one after the other.
const MOST_PARAMETERS: usize = 4;

impl Attempts {
    /// The way in which a provider is asked first.
    pub(super) fn way(&self, call: &Call, candidate: &Candidate) -> Way {
        let provider = &candidate.provider;
        let lesson = self.lessons.of(provider);
        let no_usage = lesson.as_ref().is_some_and(|lesson| lesson.no_usage);
        let is_codexs = call.dialect() == Dialect::OpenaiResponses
            && call.operation.kind() == OperationKind::Generate
            && wants_official(provider, lesson.as_deref());
        Way {
            include_usage: call.asked.include_usage.is_some() && provider.include_usage && !no_usage,
            instructions: is_codexs.then(|| self.official(candidate)).flatten(),
            lesson,
            mended: None,
        }
    }

    /// The official instructions for the model that the provider is sent.
    fn official(&self, candidate: &Candidate) -> Option<Text> {
        let snapshot = self.snapshot.borrow();
        repair::official(&snapshot.settings.codex_instructions, &candidate.model).cloned()
    }

    /// What is done about a refusal; the way is changed accordingly. `None`: nothing can be.
    pub(super) fn remedy(
        &self,
        call: &Call,
        candidate: &Candidate,
        way: &mut Way,
        refused: &Refused,
        used: &[Remedy],
    ) -> Option<Remedy> {
        if !matches!(refused.status().as_u16(), 400 | 422) {
            return None;
        }
        let provider = &candidate.provider;
        // Asked for last, since it is a copy of the body as it was sent.
        let mut sent = None;
        for remedy in remedies(provider.dialect, &refused.said.text) {
            if !is_allowed(&remedy, used, provider) {
                continue;
            }
            if remedy == Remedy::WithoutUsage {
                if way.include_usage && way.mended.is_none() {
                    way.include_usage = false;
                    self.lessons.learn(provider, |lesson| lesson.no_usage = true);
                    return Some(remedy);
                }
                continue;
            }
            let official = match remedy {
                Remedy::Repair(Repair::CodexInstructions) => self.official(candidate),
                Remedy::Repair(_) | Remedy::WithoutParameter(_) | Remedy::WithoutUsage => None,
            };
            let body = sent.get_or_insert_with(|| way.body(call, candidate));
            let Some(mended) = remedy.mend(body, official.as_deref()) else { continue };
            way.mended = Some(mended);
            self.remember(candidate, &remedy);
            return Some(remedy);
        }
        None
    }

    /// What the provider's very refusal proves.
    fn remember(&self, candidate: &Candidate, remedy: &Remedy) {
        match remedy {
            Remedy::WithoutParameter(parameter) => {
                let learn = |lesson: &mut repair::Lesson| lesson.refuses(&candidate.model, parameter.clone());
                self.lessons.learn(&candidate.provider, learn);
            }
            Remedy::Repair(Repair::BillingHeader) => {
                self.lessons.learn(&candidate.provider, |lesson| lesson.no_billing_header = true);
            }
            Remedy::WithoutUsage
            | Remedy::Repair(
                Repair::ThinkingSignature
                | Repair::ThinkingBudget
                | Repair::EffortConflict
                | Repair::FunctionIds
                | Repair::EncryptedReasoning
                | Repair::CodexInstructions,
            ) => {}
        }
    }

    /// What only the success of a remedy proves.
    pub(super) fn learn(&self, provider: &Provider, used: &[Remedy]) {
        if used.contains(&Remedy::Repair(Repair::CodexInstructions)) {
            self.lessons.learn(provider, |lesson| lesson.official_instructions = true);
        }
    }
}

impl Attempts {
    /// The official instructions that are learned from now on.
    pub(crate) fn learned(&self) -> broadcast::Receiver<LearnedInstructions> {
        self.learned.subscribe()
    }

    /// A provider took this request: a genuine Codex's instructions are the official ones.
    pub(super) fn learn_instructions(&self, call: &Call) {
        let settings = || self.snapshot.borrow().settings.codex_instructions.clone();
        if let Some(learned) = repair::genuine(call, settings) {
            // Nobody listening is fine.
            let _ = self.learned.send(learned);
        }
    }
}

/// Whether a remedy may be tried: each once.
fn is_allowed(remedy: &Remedy, used: &[Remedy], provider: &Provider) -> bool {
    let parameters = used.iter().filter(|used| matches!(used, Remedy::WithoutParameter(_))).count();
    match remedy {
        Remedy::WithoutParameter(_) if parameters >= MOST_PARAMETERS => false,
        Remedy::Repair(Repair::CodexInstructions)
            if provider.overrides.codex_instructions != CodexInstructions::Auto =>
        {
            false
        }
        Remedy::WithoutParameter(_) | Remedy::WithoutUsage | Remedy::Repair(_) => !used.contains(remedy),
    }
}
