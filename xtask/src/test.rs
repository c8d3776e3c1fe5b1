//! `cargo xtask test`: every stage one after the other, also after a failure; then seconds, and the counts.

use std::{process::ExitCode, time::Duration};

use crate::{
    report,
    stages::{Ending, Stage},
    stopwatch::Stopwatch,
    tally::Tally,
};

/// A stage that has been run.
struct Done {
    stage: Stage,
    took: Duration,
    tally: Tally,
    ending: Ending,
}

/// Runs the stages named, or all. The last line on standard output is `N passed, N failed, N skipped`.
pub(crate) fn test(only: &[Stage]) -> ExitCode {
    let chosen = Stage::ALL.iter().filter(|stage| only.is_empty() || only.contains(stage));
    let done: Vec<Done> = chosen.map(|stage| perform(*stage)).collect();
    report::heading("stages");
    done.iter().for_each(|stage| report::say(&stage.line()));
    let mut sum = Tally::default();
    done.iter().for_each(|stage| sum.add(stage.counted()));
    report::say(&format!("\n{sum}"));
    if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn perform(stage: Stage) -> Done {
    report::heading(stage.title());
    let watch = Stopwatch::start();
    let mut tally = Tally::default();
    let ending = stage.perform(&mut tally).unwrap_or_else(|error| Ending::Failed(format!("{error:#}")));
    match &ending {
        Ending::Passed => (),
        Ending::Failed(why) => report::say(&format!("failed: {why}")),
        Ending::Skipped(why) => report::say(&format!("skipped: {why}")),
    }
    Done { stage, took: watch.elapsed(), tally, ending }
}

impl Done {
    /// The stage's tests; one that failed or was left out without counting any counts as one.
    fn counted(&self) -> Tally {
        let mut tally = self.tally;
        match &self.ending {
            Ending::Passed => (),
            Ending::Failed(_) => tally.failed = tally.failed.max(1),
            Ending::Skipped(_) => tally.skipped += 1,
        }
        tally
    }

    fn line(&self) -> String {
        let result = match &self.ending {
            Ending::Passed => "ok".to_owned(),
            Ending::Failed(_) => "FAILED".to_owned(),
            Ending::Skipped(why) => format!("skipped: {why}"),
        };
        let tests =
            if self.tally == Tally::default() { String::new() } else { format!("  ({})", self.tally) };
        format!("{:>7.1} s  {:<8}{result}{tests}", self.took.as_secs_f64(), self.stage.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(tally: Tally, ending: Ending) -> Done {
        Done { stage: Stage::Lint, took: Duration::from_millis(1500), tally, ending }
    }

    #[test]
    fn a_stage_without_tests_counts_once_when_it_fails() {
        let failed = done(Tally::default(), Ending::Failed("no".to_owned()));
        assert_eq!(failed.counted(), Tally { failed: 1, ..Tally::default() });
        let counted = Tally { passed: 3, failed: 2, skipped: 0 };
        assert_eq!(done(counted, Ending::Failed("no".to_owned())).counted(), counted);
        assert_eq!(done(Tally::default(), Ending::Passed).counted(), Tally::default());
    }

    #[test]
    fn a_stage_that_was_left_out_is_one_skipped() {
        let skipped = done(Tally::default(), Ending::Skipped("no tool".to_owned()));
        assert_eq!(skipped.counted(), Tally { skipped: 1, ..Tally::default() });
        assert_eq!(skipped.line(), "    1.5 s  lint    skipped: no tool");
    }
}
