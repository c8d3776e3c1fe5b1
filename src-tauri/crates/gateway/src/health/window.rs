//! How many of the last minute's verdicts were failures, in steps of ten seconds.

use std::time::Duration;
use tokio::time::Instant;

const STEP: Duration = Duration::from_secs(10);
const STEPS: usize = 6;

/// What one step saw.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    /// Which one since the beginning.
    number: u64,
    verdicts: u32,
    failures: u32,
}

/// A ring of steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    began: Instant,
    steps: [Step; STEPS],
}

impl Window {
    /// An empty one.
    pub(super) fn new(now: Instant) -> Self {
        Self { began: now, steps: [Step::default(); STEPS] }
    }

    /// Takes in a verdict.
    pub(super) fn note(&mut self, failed: bool, now: Instant) {
        let number = self.number(now);
        let step = &mut self.steps[place(number)];
        if step.number != number {
            *step = Step { number, ..Step::default() };
        }
        step.verdicts = step.verdicts.saturating_add(1);
        step.failures = step.failures.saturating_add(u32::from(failed));
    }

    /// Forgets the latest failure that is still in it.
    pub(super) fn take_back(&mut self) {
        let latest = self.steps.iter_mut().filter(|step| step.failures > 0).max_by_key(|step| step.number);
        if let Some(step) = latest {
            step.verdicts -= 1;
            step.failures -= 1;
        }
    }

    /// The last minute's verdicts, and how many of them were failures.
    pub(super) fn totals(&self, now: Instant) -> (u32, u32) {
        let number = self.number(now);
        let live = self.steps.iter().filter(|step| step.number + STEPS as u64 > number);
        live.fold((0, 0), |(verdicts, failures), step| (verdicts + step.verdicts, failures + step.failures))
    }

    fn number(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.began).as_secs() / STEP.as_secs()
    }
}

fn place(number: u64) -> usize {
    // Below STEPS, so the cast is exact.
    (number % STEPS as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_verdict_counts_for_a_minute() {
        let began = Instant::now();
        let mut window = Window::new(began);
        let after = |seconds| began + Duration::from_secs(seconds);
        window.note(true, after(5));
        window.note(false, after(25));
        assert_eq!(window.totals(after(59)), (2, 1));
        assert_eq!(window.totals(after(61)), (1, 0), "the first is over a minute old");
        window.note(true, after(65));
        window.take_back();
        assert_eq!(window.totals(after(66)), (1, 0));
        assert_eq!(window.totals(after(600)), (0, 0));
    }
}
