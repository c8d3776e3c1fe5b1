//! One provider's turn: its credentials one after the other, and once more where that helps; and what the
//! provider's failure means for those who come after.

use super::{Attempts, Committed, binds_session};
use crate::{
    call::Call,
    failure::{Asked, Failure, Next},
    health::{CountedFailure, Health, Pass, Verdict},
    plan::Candidate,
    settle::Settlement,
};
use domain::{Credential, Provider, Random};
use std::{pin::pin, time::Duration};
use tokio::time::Instant;

/// How many providers one request may try.
const MOST_PROVIDERS: usize = 20;
/// How many attempts one request may make, whatever for.
const MOST_ATTEMPTS: usize = 40;

/// A request's way through its providers so far.
pub(super) struct Run<'a> {
    call: &'a Call,
    deadline: Instant,
    /// Whether there is no other provider.
    only: bool,
    /// Whether what rests is tried all the same.
    forced: bool,
    /// How many attempts there were.
    pub(super) tried: usize,
    providers: usize,
    /// The last provider that failed, and how.
    pub(super) last: Option<(&'a Candidate, Failure)>,
    counted: Vec<CountedFailure>,
    /// Whether each provider answered, and badly.
    all_answered_badly: bool,
}

/// How a provider's turn ended.
pub(super) enum Ended {
    /// The client will see its answer.
    Committed(Box<Committed>),
    /// The next one's turn.
    GoOn,
    /// Nobody's turn.
    Over,
}

impl<'a> Run<'a> {
    /// Nobody was tried yet.
    pub(super) fn new(call: &'a Call, deadline: Instant, only: bool, forced: bool) -> Self {
        Self {
            call,
            deadline,
            only,
            forced,
            tried: 0,
            providers: 0,
            last: None,
            counted: Vec::new(),
            all_answered_badly: true,
        }
    }

    /// Whether another provider may be tried. The first move away from one that failed is free: when a
    /// provider dies, everybody on it moves once. What comes after that is paid for.
    pub(super) fn may_go_on(&self, health: &Health) -> bool {
        match self.providers {
            0 | 1 => true,
            2..MOST_PROVIDERS => health.may_repeat(),
            _ => false,
        }
    }

    /// Nobody served it. When several providers answered, and all of them badly, it was the request.
    pub(super) fn settle(&mut self, health: &Health) {
        if self.providers > 1 && self.all_answered_badly {
            health.take_back(&self.counted);
        }
    }
}

impl Attempts {
    /// Tries a provider, as often as its failures allow.
    pub(super) async fn at_provider<'a>(
        &self,
        run: &mut Run<'a>,
        candidate: &'a Candidate,
        pass: Pass,
        settlement: &mut Settlement,
    ) -> Ended {
        let kind = run.call.operation.kind();
        let (provider, model) = (&candidate.provider, candidate.model.as_str());
        let (mut from, mut repeated) = (0, false);
        run.providers += 1;
        while let Some((place, credential)) = self.next_credential(run, provider, from) {
            from = place;
            run.tried += 1;
            settlement.begin_attempt(candidate);
            let ended = {
                let attempt = pin!(self.attempt(run.call, candidate, credential, repeated, settlement));
                tokio::time::timeout_at(run.deadline, attempt).await
            };
            let failure = match ended {
                Ok(Ok(mut committed)) => {
                    committed.credential = credential.map(|credential| credential.id);
                    if committed.status.is_success() && binds_session(kind) {
                        committed.aftermath =
                            Some(pass.works(model, credential.map(|credential| credential.id)));
                        // It worked, and by its own word won't for a while.
                        if let Some(order) = self.quotas.used_up(provider, committed.credential) {
                            self.health.rest(provider, order);
                        }
                    }
                    return Ended::Committed(committed);
                }
                Ok(Err(failure)) => failure,
                Err(_) => {
                    // It was slow, but so may have been those before it.
                    let failure = Failure::Timeout("first_byte_deadline_ms");
                    settlement.end_attempt(failure.outcome(), Some(failure.to_string()));
                    run.last = Some((candidate, failure));
                    return Ended::Over;
                }
            };
            settlement.end_attempt(failure.outcome(), Some(failure.to_string()));
            let next = failure.next();
            let once_more = match next {
                Next::Again => !repeated,
                Next::AgainLater => !repeated && self.health.may_repeat(),
                Next::AgainIfOnly => !repeated && run.only && self.health.may_repeat(),
                Next::OtherCredential | Next::Other | Next::Nobody => false,
            };
            if once_more {
                if next != Next::Again {
                    moment(self.random.as_ref()).await;
                }
                repeated = true;
                continue;
            }
            let asked = Asked {
                operation: kind,
                model,
                credential: credential.map(|credential| credential.id),
                has_others: provider.credentials.len() > 1,
            };
            if let Some(order) = failure.rest(asked) {
                self.health.rest(provider, order);
            }
            let verdict = failure.verdict(kind);
            let is_bad_answer = failure.is_an_answer() && verdict == Verdict::Fails;
            let is_offline = self.is_offline(provider, &failure);
            // That nobody else can be asked this is no better an answer than why those failed who can.
            if run.last.is_none() || !matches!(failure, Failure::Inconvertible(_)) {
                run.last = Some((candidate, failure));
            }
            if next == Next::OtherCredential && run.tried < MOST_ATTEMPTS {
                from += 1;
                if self.next_credential(run, provider, from).is_some() {
                    continue;
                }
            }
            run.all_answered_badly &= is_bad_answer;
            run.counted.extend(pass.failed(if is_offline { Verdict::Nothing } else { verdict }));
            return if next == Next::Nobody { Ended::Over } else { Ended::GoOn };
        }
        Ended::GoOn
    }

    /// The credential at this place or behind it that may be used; for a kept answer only the one that it was
    /// made with, as long as the provider has it, since it may be another account's.
    fn next_credential<'p>(
        &self,
        run: &Run<'_>,
        provider: &'p Provider,
        from: usize,
    ) -> Option<(usize, Option<&'p Credential>)> {
        let makers = run.call.owner.as_ref().and_then(|owner| owner.credential);
        let is_it = |credential: &Credential| makers == Some(credential.id) && credential.secret.is_some();
        match provider.credentials.iter().position(is_it) {
            Some(place) => (from <= place).then(|| (place, provider.credentials.get(place))),
            None => self.health.credential(provider, from, run.forced),
        }
    }

    /// Whether a provider can't be reached because nobody can.
    fn is_offline(&self, provider: &Provider, failure: &Failure) -> bool {
        let is_unreachable = matches!(failure, Failure::Connect(_));
        let host = provider.base_url.as_ref().map(|url| url.origin().host.as_str());
        is_unreachable && host.is_some_and(|host| self.health.is_offline(host))
    }
}

async fn moment(random: &dyn Random) {
    tokio::time::sleep(Duration::from_millis(100 + random.below(400))).await;
}
