//! What is promised of Switchyard beside nginx: each measure with its gate and its goal, and whether it is
//! kept. Pure; the numbers are the project's targets.

use serde::Serialize;

use crate::{
    case::Case,
    figures::{Figures, median},
    rounds::{Result, Target},
};

/// How a value stands to what is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// What we are after is reached.
    Goal,
    /// Within the gate.
    Ok,
    /// The gate is broken.
    Over,
}

/// One line of the result.
#[derive(Debug, Serialize)]
pub(crate) struct Measure {
    pub(crate) case: Case,
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) value: f64,
    pub(crate) gate: f64,
    pub(crate) goal: f64,
    pub(crate) verdict: Verdict,
}

/// Which side of the gate is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Good {
    Low,
    High,
}

/// All measures that these results allow: none without Switchyard.
pub(crate) fn of(results: &[Result]) -> Vec<Measure> {
    Case::ALL
        .into_iter()
        .filter_map(|case| Trio::find(case, results))
        .flat_map(|trio| trio.measures())
        .collect()
}

/// The rounds of one case.
struct Trio<'a> {
    case: Case,
    direct: &'a [Figures],
    nginx: &'a [Figures],
    switchyard: &'a [Figures],
}

impl<'a> Trio<'a> {
    fn find(case: Case, results: &'a [Result]) -> Option<Self> {
        let rounds = |target| {
            let found = results.iter().find(|result| result.case == case && result.target == target);
            found.map(|result| result.rounds.as_slice())
        };
        let direct = rounds(Target::Direct).unwrap_or_default();
        Some(Self { case, direct, nginx: rounds(Target::Nginx)?, switchyard: rounds(Target::Switchyard)? })
    }

    fn measures(&self) -> Vec<Measure> {
        let cpu =
            |gate, goal| self.line("CPU ÷ nginx", "×", self.ratio(|one| one.cpu), Good::Low, gate, goal);
        let rate = || {
            let value = self.ratio(|one| one.per_second);
            self.line("throughput ÷ nginx", "×", value, Good::High, 0.6, 0.9)
        };
        let errors = self.switchyard.iter().map(|one| one.errors as f64).sum();
        let mut lines = match self.case {
            Case::Small => vec![cpu(1.8, 1.2), rate()],
            Case::Single => {
                let added =
                    self.added(self.switchyard, |one| one.p50) / self.added(self.nginx, |one| one.p50);
                let added = self.line("added p50 ÷ nginx's", "×", added, Good::Low, 2.0, 1.2);
                vec![cpu(1.5, 1.1), rate(), added]
            }
            Case::Large => vec![cpu(1.6, 0.9)],
            Case::Burst => {
                let writes = median(self.switchyard.iter().map(|one| one.writes));
                vec![cpu(1.6, 1.0), self.line("writes per stream", "", writes, Good::Low, 10.0, 4.0)]
            }
            Case::Paced => {
                let (delay, first) = (self.over_direct(|one| one.delay), self.over_direct(|one| one.first));
                vec![
                    cpu(1.3, 1.05),
                    self.line("added delay per event p50", "µs", delay, Good::Low, 150.0, 70.0),
                    self.line("added time to first event p50", "µs", first, Good::Low, 500.0, 200.0),
                ]
            }
        };
        lines.push(self.line("errors", "", errors, Good::Low, 0.0, 0.0));
        lines
    }

    fn line(
        &self,
        what: &'static str,
        unit: &'static str,
        value: f64,
        good: Good,
        gate: f64,
        goal: f64,
    ) -> Measure {
        Measure { case: self.case, what, unit, value, gate, goal, verdict: verdict(value, good, gate, goal) }
    }

    /// Round by round, since the two slices of a round saw the same machine.
    fn ratio(&self, of: impl Fn(&Figures) -> f64) -> f64 {
        median(self.switchyard.iter().zip(self.nginx).map(|(ours, theirs)| of(ours) / of(theirs)))
    }

    fn added(&self, rounds: &[Figures], of: impl Fn(&Figures) -> f64) -> f64 {
        median(rounds.iter().zip(self.direct).map(|(proxy, direct)| of(proxy) - of(direct)))
    }

    fn over_direct(&self, of: impl Fn(&Figures) -> f64) -> f64 {
        self.added(self.switchyard, of)
    }
}

/// A value that isn't one (nothing could be measured) keeps no promise.
fn verdict(value: f64, good: Good, gate: f64, goal: f64) -> Verdict {
    let keeps = |limit: f64| match good {
        Good::Low => value <= limit,
        Good::High => value >= limit,
    };
    if keeps(goal) {
        Verdict::Goal
    } else if keeps(gate) {
        Verdict::Ok
    } else {
        Verdict::Over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(cpu: f64, per_second: f64, p50: f64) -> Figures {
        Figures {
            requests: 1,
            errors: 0,
            per_second,
            cpu,
            writes: 2.0,
            p50,
            p99: p50,
            first: p50,
            delay: p50,
        }
    }

    fn result(case: Case, target: Target, rounds: &[Figures]) -> Result {
        Result { case, target, rounds: rounds.to_vec() }
    }

    #[test]
    fn a_gate_is_broken_on_its_own_side() {
        assert_eq!(verdict(1.2, Good::Low, 1.8, 1.2), Verdict::Goal);
        assert_eq!(verdict(1.3, Good::Low, 1.8, 1.2), Verdict::Ok);
        assert_eq!(verdict(1.9, Good::Low, 1.8, 1.2), Verdict::Over);
        assert_eq!(verdict(0.7, Good::High, 0.6, 0.9), Verdict::Ok);
        assert_eq!(verdict(0.5, Good::High, 0.6, 0.9), Verdict::Over);
        assert_eq!(verdict(f64::NAN, Good::Low, 1.8, 1.2), Verdict::Over);
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        let nginx = [figures(10.0, 100.0, 0.0), figures(20.0, 100.0, 0.0), figures(30.0, 100.0, 0.0)];
        let ours = [figures(15.0, 50.0, 0.0), figures(30.0, 50.0, 0.0), figures(30.0, 50.0, 0.0)];
        let measures =
            of(&[result(Case::Small, Target::Nginx, &nginx), result(Case::Small, Target::Switchyard, &ours)]);
        let values: Vec<(f64, Verdict)> = measures.iter().map(|one| (one.value, one.verdict)).collect();
        assert_eq!(values, [(1.5, Verdict::Ok), (0.5, Verdict::Over), (0.0, Verdict::Goal)]);
    }

    #[test]
    fn what_is_added_is_over_the_upstream_alone() {
        let measures = of(&[
            result(Case::Single, Target::Direct, &[figures(1.0, 1.0, 50.0)]),
            result(Case::Single, Target::Nginx, &[figures(1.0, 1.0, 150.0)]),
            result(Case::Single, Target::Switchyard, &[figures(1.0, 1.0, 180.0)]),
        ]);
        let added = measures.iter().find(|one| one.what == "added p50 ÷ nginx's").unwrap();
        assert!((added.value - 1.3).abs() < 1e-9);
    }

    #[test]
    fn without_switchyard_nothing_is_promised() {
        assert!(of(&[result(Case::Small, Target::Nginx, &[figures(1.0, 1.0, 1.0)])]).is_empty());
    }
}
