//! The play: all well, broken, open, mended, well again. What comes next follows from what has really happened.

use super::{ask::ask, stage::Stage, story::Story};
use domain::{
    AttemptOutcome, BreakerState, DrillEnd, DrillEvent, DrillTry, RequestRecord, RequestState, UnixMillis,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, MissedTickBehavior, interval, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

/// Between two requests.
const PACE: Duration = Duration::from_millis(300);
/// So many requests show that all is well, before and after.
const WELL: u32 = 7;
/// The first provider is mended so long after its breaker opened: before it is tried again.
const MENDED_AFTER: Duration = Duration::from_millis(2_200);
/// The longest drill: then it has failed.
const LONGEST: Duration = Duration::from_secs(18);
/// How long the record of an answered request may take.
const SETTLING: Duration = Duration::from_secs(2);

/// Where the play is.
#[derive(Debug, Clone, Copy)]
enum Act {
    Well { left: u32 },
    Broken,
    Open { mend_at: Instant },
    Mended,
    Recovered { left: u32 },
}

/// What is told at the end.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    asked: u32,
    answered: u32,
    failed_over: u32,
}

struct Play<'s> {
    stage: Stage,
    story: &'s Story,
    act: Act,
    breaker: BreakerState,
    sum: Sum,
}

/// Plays it to its end, and takes the stage down.
pub(super) async fn play(stage: Stage, story: &Story, at: UnixMillis, stop: &CancellationToken) {
    let mut changes = stage.gateway.breaker_changes();
    let act = Act::Well { left: WELL };
    let mut play = Play { stage, story, act, breaker: BreakerState::Closed, sum: Sum::default() };
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    story.tell(DrillEvent::Began { at });
    let how = loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => break DrillEnd::Stopped,
            () = sleep_until(story.began() + LONGEST) => break DrillEnd::Failed,
            changed = changes.recv() => match changed {
                Ok(change) if change.provider_id == play.stage.first.id => play.hear_breaker(change.state),
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => break DrillEnd::Failed,
            },
            _ = pace.tick() => if play.go_on().await { break DrillEnd::Recovered },
        }
    };
    let Sum { asked, answered, failed_over } = play.sum;
    play.stage.strike().await;
    story.tell(DrillEvent::Ended { how, asked, answered, failed_over });
}

impl Play<'_> {
    /// One more request, after what is due; whether that was all.
    async fn go_on(&mut self) -> bool {
        match &mut self.act {
            Act::Well { left: 0 } => {
                self.stage.fake.set_broken(true);
                self.story.tell(DrillEvent::Broken);
                self.act = Act::Broken;
            }
            Act::Open { mend_at } if *mend_at <= Instant::now() => {
                self.stage.fake.set_broken(false);
                self.story.tell(DrillEvent::Mended);
                self.act = Act::Mended;
            }
            Act::Recovered { left: 0 } => return true,
            Act::Well { left } | Act::Recovered { left } => *left -= 1,
            Act::Broken | Act::Open { .. } | Act::Mended => {}
        }
        self.ask().await;
        false
    }

    async fn ask(&mut self) {
        self.sum.asked += 1;
        let (number, began) = (self.sum.asked, Instant::now());
        let status = ask(self.stage.address, self.stage.key.expose(), number).await;
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let tries = match self.record().await {
            Some(record) => self.tries(&record),
            None => Vec::new(),
        };
        self.sum.answered += u32::from(status == Some(200));
        self.sum.failed_over += u32::from(tries.len() > 1 && status == Some(200));
        self.story.tell(DrillEvent::Asked { number, status, tries, duration_ms });
    }

    /// What the gateway wrote down of the request that has just ended.
    async fn record(&mut self) -> Option<Arc<RequestRecord>> {
        let closed = async {
            loop {
                let record = self.stage.records.recv().await?;
                if record.state != RequestState::Open {
                    return Some(record);
                }
            }
        };
        timeout(SETTLING, closed).await.ok().flatten()
    }

    fn tries(&self, record: &RequestRecord) -> Vec<DrillTry> {
        let tries = record.attempts.iter().map(|attempt| DrillTry {
            provider: self.stage.which(attempt.provider_id),
            status: attempt.status,
            answered: attempt.outcome == AttemptOutcome::Answered,
        });
        tries.collect()
    }

    /// The first provider's breaker is in this state, perhaps another than before: rests are told of, too.
    fn hear_breaker(&mut self, state: BreakerState) {
        if state == self.breaker {
            return;
        }
        self.breaker = state;
        let (now, breaker) = (Instant::now(), self.stage.gateway.breaker(&self.stage.first));
        let left = breaker.since.zip(breaker.until).map(|(since, until)| until.since(since));
        let until_ms = left.filter(|_| state == BreakerState::Open).map(|left| self.story.at(now + left));
        self.story.tell(DrillEvent::Breaker { state, until_ms });
        self.act = match (state, self.act) {
            (BreakerState::Open, Act::Broken) => Act::Open { mend_at: now + MENDED_AFTER },
            (BreakerState::Closed, Act::Open { .. } | Act::Mended) => Act::Recovered { left: WELL },
            (
                BreakerState::Open | BreakerState::Closed | BreakerState::HalfOpen | BreakerState::Held,
                act,
            ) => act,
        };
    }
}
