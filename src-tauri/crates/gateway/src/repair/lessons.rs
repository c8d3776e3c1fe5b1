//! What providers were found not to understand, so that it is not sent again. In memory only: a restart, or a
//! change of the provider's configuration, asks once more.

use domain::{Provider, ProviderId, Text};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use wire::RefusedParameter;

/// How many parameters of one provider are remembered: callers name models and parameters, so there is a bound.
const MOST: usize = 64;

/// What one provider was found not to understand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Lesson {
    /// `stream_options.include_usage`.
    pub(crate) no_usage: bool,
    /// The vendor's accounting in the system prompt.
    pub(crate) no_billing_header: bool,
    /// A client's own instructions.
    pub(crate) official_instructions: bool,
    parameters: Vec<(Text, RefusedParameter)>,
}

impl Lesson {
    /// The parameters that it refused with this model.
    pub(crate) fn parameters_of(&self, model: &str) -> impl Iterator<Item = &RefusedParameter> {
        self.parameters.iter().filter(move |(of, _)| **of == *model).map(|(_, parameter)| parameter)
    }

    /// A parameter that it refused with this model.
    pub(crate) fn refuses(&mut self, model: &Text, parameter: RefusedParameter) {
        let known = self.parameters_of(model).any(|known| *known == parameter);
        if !known && self.parameters.len() < MOST {
            self.parameters.push((model.clone(), parameter));
        }
    }
}

/// The lessons of all providers.
#[derive(Debug, Default)]
pub(crate) struct Lessons {
    /// Whether there is any: most gateways never learn one, and each attempt asks.
    any: AtomicBool,
    /// With the revision of the configuration that they are of.
    known: Mutex<HashMap<ProviderId, (u64, Arc<Lesson>)>>,
}

impl Lessons {
    /// What is known of a provider.
    pub(crate) fn of(&self, provider: &Provider) -> Option<Arc<Lesson>> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (revision, lesson) = known.get(&provider.id)?;
        (*revision == provider.revision).then(|| lesson.clone())
    }

    /// Something was learnt of a provider.
    pub(crate) fn learn(&self, provider: &Provider, what: impl FnOnce(&mut Lesson)) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (revision, lesson) = known.entry(provider.id).or_default();
        if *revision != provider.revision {
            (*revision, *lesson) = (provider.revision, Arc::default());
        }
        what(Arc::make_mut(lesson));
        self.any.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{NewProvider, ProviderForm, SystemClock, SystemRandom};

    fn provider() -> Provider {
        let form: ProviderForm = serde_json::from_value(serde_json::json!({
            "name": "p", "dialect": "openai-chat", "base_url": "https://h.example",
        }))
        .unwrap();
        form.create(NewProvider { next_priority: 10, clock: &SystemClock, random: &SystemRandom }).unwrap()
    }

    #[test]
    fn a_lesson_is_forgotten_with_the_configuration_that_it_is_of() {
        let lessons = Lessons::default();
        let mut provider = provider();
        assert!(lessons.of(&provider).is_none());
        lessons.learn(&provider, |lesson| lesson.no_usage = true);
        assert!(lessons.of(&provider).unwrap().no_usage);
        provider.revision += 1;
        assert!(lessons.of(&provider).is_none());
        lessons.learn(&provider, |lesson| lesson.no_billing_header = true);
        assert!(!lessons.of(&provider).unwrap().no_usage);
    }

    #[test]
    fn parameters_are_of_a_model_and_bounded() {
        let mut lesson = Lesson::default();
        let parameter = |path: &str| RefusedParameter { path: path.into(), instead: None };
        for _ in 0..2 {
            lesson.refuses(&"gpt-5".into(), parameter("temperature"));
        }
        assert_eq!(lesson.parameters_of("gpt-5").count(), 1);
        assert_eq!(lesson.parameters_of("gpt-4").count(), 0);
        for number in 0..1_000 {
            lesson.refuses(&format!("m{number}").into(), parameter("top_p"));
        }
        assert_eq!(lesson.parameters.len(), MOST);
    }
}
