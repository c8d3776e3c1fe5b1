//! Trying the plan: the ninth of the eleven steps. One provider after the other until one commits; attempts
//! share nothing mutable and cancel by drop. After a commitment there is no further attempt.

mod exchange;
mod held;
mod refusal;
mod until;

use crate::{
    call::Call,
    failure::{Failure, Next},
    plan::Plan,
    rejection::Rejection,
    relay::{Limits, Source, Transform},
    settle::Settlement,
    target::Targets,
    upstream::Pool,
};
use bytes::Bytes;
use domain::{OperationKind, Provider, ProviderId, Random};
use http::{HeaderMap, StatusCode};
use refusal::no_more;
use std::{
    collections::HashSet,
    pin::pin,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;
use until::Until;

/// How many providers one request may try.
const MOST_PROVIDERS: usize = 20;
/// How often one provider is tried for one request.
const TRIES_PER_PROVIDER: usize = 2;

/// A provider's answer that the client will see.
#[derive(Debug)]
pub(crate) struct Committed {
    /// Who answered.
    pub provider: Arc<Provider>,
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
}

/// What attempts need: the pool, the targets, and the providers that refuse `include_usage`.
#[derive(Debug)]
pub(crate) struct Attempts {
    pool: Arc<Pool>,
    targets: Arc<Targets>,
    no_usage: Mutex<HashSet<ProviderId>>,
}

impl Attempts {
    /// Attempts over a pool.
    pub(crate) fn new(pool: Arc<Pool>, targets: Arc<Targets>) -> Self {
        Self { pool, targets, no_usage: Mutex::default() }
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
        random: &dyn Random,
    ) -> Result<Box<Committed>, Rejection> {
        let only = plan.candidates.len() == 1;
        let mut tried = 0;
        let mut last = None;
        for provider in plan.candidates.iter().take(MOST_PROVIDERS) {
            for turn in 0..TRIES_PER_PROVIDER {
                tried += 1;
                settlement.begin_attempt(provider);
                let ended = {
                    let attempt = pin!(self.attempt(call, provider, turn > 0, settlement));
                    tokio::time::timeout_at(deadline, attempt).await
                };
                let failure = match ended {
                    Ok(Ok(committed)) => return Ok(committed),
                    Ok(Err(failure)) => failure,
                    Err(_) => {
                        let failure = Failure::Timeout("first_byte_deadline_ms");
                        settlement.end_attempt(failure.outcome(), Some(failure.to_string()));
                        return Err(failure.into_rejection(provider, tried));
                    }
                };
                settlement.end_attempt(failure.outcome(), Some(failure.to_string()));
                let next = failure.next();
                last = Some((provider, failure));
                match next {
                    Next::Again => {}
                    Next::AgainLater => moment(random).await,
                    Next::AgainIfOnly if only => moment(random).await,
                    Next::AgainIfOnly | Next::Other => break,
                    Next::Nobody => return Err(no_more(last, plan, tried)),
                }
            }
        }
        Err(no_more(last, plan, tried))
    }
}

async fn moment(random: &dyn Random) {
    tokio::time::sleep(Duration::from_millis(100 + random.below(400))).await;
}

/// Whether an operation's answer is worth binding a session to.
pub(crate) fn binds_session(kind: OperationKind) -> bool {
    match kind {
        OperationKind::Generate => true,
        OperationKind::CountTokens | OperationKind::Models => false,
    }
}
