//! How long a source may be silent. One timer, armed only while nothing comes, so that a busy stream never
//! touches it.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// The limits of one answer; `None` is off.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Between two pieces.
    pub idle: Option<Duration>,
    /// Between two pieces with content.
    pub stall: Option<Duration>,
    /// When all of it must be there.
    pub until: Option<Instant>,
}

/// Which limit was overstepped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elapsed {
    /// Nothing came.
    Idle,
    /// Nothing but keep-alives came.
    Stall,
    /// It took too long as a whole.
    Total,
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Idle => "it sent nothing for too long (stream_idle_timeout_ms)",
            Self::Stall => "it sent nothing but keep-alives for too long (stream_stall_timeout_ms)",
            Self::Total => "the whole answer took too long (total_timeout_ms)",
        })
    }
}

/// The limits in force.
#[derive(Debug)]
pub(super) struct Deadlines {
    limits: Limits,
    // Counted from when waiting began: while a slow client holds the stream up, nobody waits.
    silent_since: Option<Instant>,
    stalled_since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Deadlines {
    /// Nothing has been waited for yet.
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, silent_since: None, stalled_since: None, timer: None }
    }

    /// Something came; whether it was content is asked only where it matters.
    pub(super) fn received(&mut self, is_content: impl FnOnce() -> bool) {
        self.silent_since = None;
        if self.stalled_since.is_some() && is_content() {
            self.stalled_since = None;
        }
    }

    /// Nothing came now: ready when that has lasted too long.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Elapsed> {
        loop {
            let now = Instant::now();
            let silent = *self.silent_since.get_or_insert(now);
            let stalled = *self.stalled_since.get_or_insert(now);
            let deadlines = [
                (self.limits.idle.map(|idle| silent + idle), Elapsed::Idle),
                (self.limits.stall.map(|stall| stalled + stall), Elapsed::Stall),
                (self.limits.until, Elapsed::Total),
            ];
            let earliest =
                deadlines.into_iter().filter_map(|(at, which)| Some((at?, which))).min_by_key(|(at, _)| *at);
            let Some((at, which)) = earliest else { return Poll::Pending };
            if at <= now {
                return Poll::Ready(which);
            }
            // A timer that fires early is asked again; one that would fire late is set anew.
            let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at)));
            if timer.deadline() > at || timer.is_elapsed() {
                timer.as_mut().reset(at);
            }
            std::task::ready!(timer.as_mut().poll(context));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    fn seconds(limits: [Option<u64>; 2]) -> Limits {
        let [idle, stall] = limits.map(|limit| limit.map(Duration::from_secs));
        Limits { idle, stall, until: None }
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_counted_from_the_last_piece() {
        let mut deadlines = Deadlines::new(seconds([Some(10), Some(60)]));
        let began = Instant::now();
        for _ in 0..3 {
            let waited =
                tokio::time::timeout(Duration::from_secs(9), poll_fn(|context| deadlines.poll(context)))
                    .await;
            assert!(waited.is_err(), "nine seconds are fine");
            deadlines.received(|| true);
        }
        assert_eq!(poll_fn(|context| deadlines.poll(context)).await, Elapsed::Idle);
        assert_eq!(began.elapsed().as_secs(), 37);
    }

    #[tokio::test(start_paused = true)]
    async fn keep_alives_do_not_hold_off_the_stall() {
        let mut deadlines = Deadlines::new(seconds([Some(10), Some(60)]));
        let began = Instant::now();
        let elapsed = loop {
            match tokio::time::timeout(Duration::from_secs(5), poll_fn(|context| deadlines.poll(context)))
                .await
            {
                Ok(elapsed) => break elapsed,
                Err(_) => deadlines.received(|| false),
            }
        };
        assert_eq!((elapsed, began.elapsed().as_secs()), (Elapsed::Stall, 60));
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_that_is_off_never_elapses() {
        let mut deadlines = Deadlines::new(Limits::default());
        let waited =
            tokio::time::timeout(Duration::from_secs(86_400), poll_fn(|context| deadlines.poll(context)))
                .await;
        assert!(waited.is_err());
    }
}
