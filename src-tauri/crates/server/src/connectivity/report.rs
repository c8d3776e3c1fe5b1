//! Taking notes: every step with its time, told as it ends; the report at the end.

use crate::{
    admin::{TestCause, TestEvent, TestFailure, TestOutcome, TestReport, TestStep, TestStepKind},
    connectivity::cause::{Blame, cause},
};
use domain::Provider;
use std::{future::Future, time::Duration};
use tokio::{sync::mpsc, time::Instant};

const ALL: [TestStepKind; 7] = [
    TestStepKind::Dns,
    TestStepKind::Tcp,
    TestStepKind::Proxy,
    TestStepKind::Tls,
    TestStepKind::Credential,
    TestStepKind::Models,
    TestStepKind::Generation,
];

/// A step that worked.
pub(super) struct Passed<T> {
    value: T,
    status: Option<u16>,
    detail: Option<String>,
    /// Something else tells of it.
    later: bool,
}

impl Passed<()> {
    pub(super) fn with(detail: impl Into<String>) -> Self {
        Passed { value: (), status: None, detail: Some(detail.into()), later: false }
    }
}

impl<T> Passed<T> {
    pub(super) fn value(value: T, detail: impl Into<String>) -> Self {
        Self { value, status: None, detail: Some(detail.into()), later: false }
    }

    pub(super) fn later(value: T) -> Self {
        Self { value, status: None, detail: None, later: true }
    }

    pub(super) fn status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }
}

/// A step that didn't.
pub(super) struct Stumbled {
    pub(super) cause: TestCause,
    pub(super) status: Option<u16>,
}

impl From<TestCause> for Stumbled {
    fn from(cause: TestCause) -> Self {
        Self { cause, status: None }
    }
}

/// The notes.
pub(super) struct Notes {
    events: mpsc::Sender<TestEvent>,
    /// Who is tested.
    host: Option<String>,
    started: Instant,
    deadline: Instant,
    steps: Vec<TestStep>,
    model: Option<String>,
    answer: Option<String>,
    first_words_ms: Option<u64>,
    models: Vec<String>,
}

impl Notes {
    pub(super) fn new(
        events: mpsc::Sender<TestEvent>,
        host: Option<String>,
        started: Instant,
        within: Duration,
    ) -> Self {
        Self {
            events,
            host,
            started,
            deadline: started + within,
            steps: Vec::new(),
            model: None,
            answer: None,
            first_words_ms: None,
            models: Vec::new(),
        }
    }

    /// When the test must be over.
    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Does a step, as long as there is time.
    pub(super) async fn step<T>(
        &mut self,
        kind: TestStepKind,
        work: impl Future<Output = Result<Passed<T>, Stumbled>>,
    ) -> Option<T> {
        let started = Instant::now();
        let result = tokio::time::timeout_at(self.deadline, work).await;
        let blame = Blame { host: self.host.as_deref(), ..Blame::default() };
        let result = result.unwrap_or_else(|_| Err(cause(TestFailure::Timeout, &blame).into()));
        let duration_ms = millis(started.elapsed());
        match result {
            Ok(Passed { value, later: true, .. }) => Some(value),
            Ok(Passed { value, status, detail, later: false }) => {
                let outcome = TestOutcome::Passed;
                self.note(TestStep { step: kind, outcome, duration_ms, status, detail, cause: None }).await;
                Some(value)
            }
            Err(Stumbled { cause, status }) => {
                let (outcome, cause) = (TestOutcome::Failed, Some(cause));
                self.note(TestStep { step: kind, outcome, duration_ms, status, detail: None, cause }).await;
                None
            }
        }
    }

    /// A step that another one will decide.
    pub(super) async fn skip(&mut self, kind: TestStepKind, status: Option<u16>, detail: &str) {
        let (outcome, detail) = (TestOutcome::Skipped, Some(detail.to_owned()));
        self.note(TestStep { step: kind, outcome, duration_ms: 0, status, detail, cause: None }).await;
    }

    /// A step that failed, and that can be done without.
    pub(super) async fn pass_over(&mut self, kind: TestStepKind, stumbled: Stumbled, detail: &str) {
        let (outcome, detail) = (TestOutcome::Skipped, Some(detail.to_owned()));
        let Stumbled { cause, status } = stumbled;
        self.note(TestStep { step: kind, outcome, duration_ms: 0, status, detail, cause: Some(cause) }).await;
    }

    pub(super) fn listed(&mut self, models: &[String]) {
        self.models = models.to_vec();
    }

    pub(super) fn asked(&mut self, model: &str) {
        self.model = Some(model.to_owned());
    }

    pub(super) fn heard(&mut self, model: &str, words: &str, first_words_ms: u64) {
        self.asked(model);
        self.answer = Some(words.to_owned());
        self.first_words_ms = Some(first_words_ms);
    }

    /// Tells of what was left out, then of the whole.
    pub(super) async fn report(mut self, provider: &Provider) {
        for kind in ALL {
            if !self.steps.iter().any(|step| step.step == kind) {
                self.skip(kind, None, "not needed, or an earlier step failed").await;
            }
        }
        self.steps.sort_by_key(|step| ALL.iter().position(|kind| *kind == step.step));
        let report = TestReport {
            provider_id: provider.id,
            provider_name: provider.name.to_string(),
            passed: self.steps.iter().all(|step| step.outcome != TestOutcome::Failed),
            duration_ms: millis(self.started.elapsed()),
            model: self.model,
            answer: self.answer,
            first_words_ms: self.first_words_ms,
            models: self.models,
            steps: self.steps,
        };
        let _ = self.events.send(TestEvent::Report(report)).await;
    }

    async fn note(&mut self, step: TestStep) {
        self.steps.push(step.clone());
        // Nobody listening any more is noticed by the test itself.
        let _ = self.events.send(TestEvent::Step(step)).await;
    }
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
