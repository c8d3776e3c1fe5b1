//! Trying the plan: the ninth of the eleven steps. One provider after the other until one commits; attempts
//! share nothing mutable and cancel by drop. After a commitment there is no further attempt.

mod converted;
mod exchange;
mod gate;
mod held;
mod mending;
mod refusal;
mod turns;
mod until;
mod watch;

use crate::{
    call::Call,
    conversion::SharedRecall,
    health::{Aftermath, Health},
    plan::Plan,
    quota::Quotas,
    rejection::Rejection,
    relay::{Limits, Source, Transform},
    repair::{LearnedInstructions, Lessons},
    settle::Settlement,
    target::Targets,
    upstream::Pool,
};
use bytes::Bytes;
use domain::{Clock, CredentialId, OperationKind, Provider, Random, Snapshot};
use http::{HeaderMap, StatusCode};
use refusal::no_candidate;
use std::sync::Arc;
use tokio::{
    sync::{broadcast, watch::Receiver},
    time::Instant,
};
use turns::{Ended, Run};
use until::Until;

/// How many learned texts may wait for whoever keeps them.
const LEARNED: usize = 8;

/// A provider's answer that the client will see.
#[derive(Debug)]
pub(crate) struct Committed {
    /// Who answered.
    pub provider: Arc<Provider>,
    /// With which credential it was asked.
    pub credential: Option<CredentialId>,
    /// The status.
    pub status: StatusCode,
    /// The upstream's headers.
    pub headers: HeaderMap,
    /// What was read already.
    pub prefix: Option<Bytes>,
    /// Where the rest comes from.
    pub rest: Source,
    /// What is done to it.
    pub transform: Transform,
    /// How long the rest may take.
    pub limits: Limits,
    /// What its provider is told if it breaks off.
    pub aftermath: Option<Aftermath>,
}

/// What attempts need: the pool, the targets, how providers do, and what they don't understand.
pub(crate) struct Attempts {
    pool: Arc<Pool>,
    targets: Arc<Targets>,
    health: Health,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    lessons: Lessons,
    quotas: Quotas,
    snapshot: Receiver<Arc<Snapshot>>,
    learned: broadcast::Sender<LearnedInstructions>,
    recall: SharedRecall,
}

impl Attempts {
    /// Attempts over a pool.
    pub(crate) fn new(
        pool: Arc<Pool>,
        targets: Arc<Targets>,
        health: Health,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        snapshot: Receiver<Arc<Snapshot>>,
    ) -> Self {
        let (learned, _) = broadcast::channel(LEARNED);
        let (lessons, quotas) = (Lessons::default(), Quotas::new(clock.clone()));
        let recall = SharedRecall::default();
        Self { pool, targets, health, clock, random, lessons, quotas, snapshot, learned, recall }
    }

    /// What vendors say of their credentials' quotas.
    pub(crate) fn quotas(&self) -> &Quotas {
        &self.quotas
    }

    /// Tries the plan's candidates until one commits.
    ///
    /// # Errors
    /// What the last failure means for the client.
    pub(crate) async fn first_success(
        &self,
        call: &Call,
        plan: &Plan,
        settlement: &mut Settlement,
        deadline: Instant,
    ) -> Result<Box<Committed>, Rejection> {
        let forced = plan.candidates.is_empty().then(|| plan.forced()).flatten();
        let mut run = Run::new(call, deadline, plan.candidates.len() < 2, forced.is_some());
        for candidate in plan.candidates.iter().chain(forced) {
            let provider = &candidate.provider;
            if !run.may_go_on(&self.health) {
                break;
            }
            let pass =
                if forced.is_some() { self.health.force(provider) } else { self.health.begin(provider) };
            // Its one trial is out with another request.
            let Some(pass) = pass else { continue };
            match self.at_provider(&mut run, candidate, pass, settlement).await {
                Ended::Committed(committed) => {
                    if committed.status.is_success() && candidate.dialect == call.dialect() {
                        self.learn_instructions(call);
                    }
                    return Ok(committed);
                }
                Ended::GoOn => {}
                Ended::Over => break,
            }
        }
        run.settle(&self.health);
        Err(match run.last {
            Some((candidate, failure)) => {
                let rejection = failure.into_rejection(&candidate.provider, run.tried);
                if candidate.dialect == call.dialect() {
                    rejection
                } else {
                    rejection.said_in(call.dialect())
                }
            }
            None => no_candidate(plan, &settlement.record().chain),
        })
    }
}

/// Whether an operation's answer is worth binding a session to.
pub(crate) fn binds_session(kind: OperationKind) -> bool {
    match kind {
        OperationKind::Generate => true,
        OperationKind::CountTokens
        | OperationKind::Models
        | OperationKind::Embed
        | OperationKind::Complete
        | OperationKind::Image
        | OperationKind::Speak
        | OperationKind::Transcribe
        | OperationKind::Moderate
        | OperationKind::Rerank
        | OperationKind::Compact
        | OperationKind::StoredAnswer => false,
    }
}
