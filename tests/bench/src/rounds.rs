//! Runs the cases: for each a warm-up, then rounds in which every contestant has its turn, so that whatever
//! else the machine does falls on all of them.

use std::{fmt, time::Duration};

use anyhow::Context;
use serde::Serialize;

use crate::{
    case::Case,
    figures::Figures,
    load::{Door, Load},
    process::Owned,
    report,
};

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Target {
    /// The upstream, without anything in front.
    Direct,
    /// nginx in front of it.
    Nginx,
    /// Switchyard in front of it.
    Switchyard,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Direct => "direct",
            Self::Nginx => "nginx",
            Self::Switchyard => "switchyard",
        })
    }
}

/// Somebody who takes part.
pub(crate) struct Contestant<'a> {
    pub(crate) target: Target,
    pub(crate) door: Door,
    pub(crate) process: &'a Owned,
}

/// What came of one contestant in one case, a figure for each round.
#[derive(Debug, Serialize)]
pub(crate) struct Result {
    pub(crate) case: Case,
    pub(crate) target: Target,
    pub(crate) rounds: Vec<Figures>,
}

/// How it is run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) quick: bool,
    pub(crate) rounds: u32,
}

/// What a proxy does after the answer (its log, its ledger) belongs to the request.
const SETTLING: Duration = Duration::from_millis(50);

/// Runs one case.
pub(crate) async fn run(
    case: Case,
    contestants: &[Contestant<'_>],
    pace: Pace,
) -> anyhow::Result<Vec<Result>> {
    let (rounds, lasts) = (case.rounds(pace.rounds), case.lasts(pace.quick));
    report::say(&format!("── {} ({rounds} rounds)", case.title()));
    let taking_part = contestants.iter().filter(|one| case.needs_direct() || one.target != Target::Direct);
    let mut runners: Vec<_> =
        taking_part.map(|contestant| Runner { contestant, case, rounds: Vec::new() }).collect();
    for runner in &runners {
        runner.slice(lasts / 2).await?;
    }
    for _ in 0..rounds {
        for runner in &mut runners {
            let figures = runner.slice(lasts).await?;
            runner.rounds.push(figures);
        }
    }
    Ok(runners
        .into_iter()
        .map(|one| Result { case, target: one.contestant.target, rounds: one.rounds })
        .collect())
}

struct Runner<'a> {
    contestant: &'a Contestant<'a>,
    case: Case,
    rounds: Vec<Figures>,
}

impl Runner<'_> {
    /// On new connections: which of a proxy's threads they fall to must not hold for all rounds.
    async fn slice(&self, lasts: Duration) -> anyhow::Result<Figures> {
        let whose = || format!("{}: {}", self.contestant.target, self.case.title());
        let mut load = Load::connect(self.case, &self.contestant.door).await.with_context(whose)?;
        let before = self.contestant.process.used()?;
        let seen = load.run(lasts).await.with_context(whose)?;
        tokio::time::sleep(SETTLING).await;
        let spent = self.contestant.process.used()?.since(&before);
        if let Some(error) = &seen.first_error {
            report::say(&format!(
                "   {}: {} errors, the first: {error}",
                self.contestant.target, seen.errors
            ));
        }
        Ok(Figures::of(seen, spent))
    }
}
