//! Tables for people. The numbers come from elsewhere.

use std::io::Write;

use crate::{
    case::Case,
    figures::{Figures, median},
    measures::{Measure, Verdict},
    rounds::Result,
};

/// A line on standard output, now.
pub(crate) fn say(line: &str) {
    // A closed pipe (`| head`) is no reason to leave servers behind.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// What everybody came to, medians over the rounds.
pub(crate) fn figures(results: &[Result]) {
    say("\nmedians over the rounds; CPU, times and delay in µs, per request or stream");
    say(&format!(
        "{:<34}{:<12}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>8}{:>8}",
        "", "", "req/s", "CPU", "p50", "p99", "first", "delay", "writes", "errors"
    ));
    for result in results {
        let of = |figure: fn(&Figures) -> f64| median(result.rounds.iter().map(figure));
        let errors: u64 = result.rounds.iter().map(|one| one.errors).sum();
        say(&format!(
            "{:<34}{:<12}{:>9.0}{:>9.1}{:>9}{:>9}{:>9}{:>9}{:>8.1}{errors:>8}",
            result.case.title(),
            result.target,
            of(|one| one.per_second),
            of(|one| one.cpu),
            time(of(|one| one.p50)),
            time(of(|one| one.p99)),
            time(of(|one| one.first)),
            time(of(|one| one.delay)),
            of(|one| one.writes),
        ));
    }
}

/// What is promised, and whether it is kept.
pub(crate) fn measures(measures: &[Measure]) {
    say(&format!("\n{:<34}{:<31}{:>9}{:>9}{:>9}", "Switchyard", "", "", "gate", "goal"));
    let mut last: Option<Case> = None;
    for measure in measures {
        let title = if last == Some(measure.case) { "" } else { measure.case.title() };
        last = Some(measure.case);
        let value = format!("{:.2}{}", measure.value, measure.unit);
        let mark = match measure.verdict {
            Verdict::Goal => "ok, goal reached",
            Verdict::Ok => "ok",
            Verdict::Over => "OVER",
        };
        say(&format!(
            "{title:<34}{:<31}{value:>9}{:>9}{:>9}  {mark}",
            measure.what, measure.gate, measure.goal
        ));
    }
}

fn time(micros: f64) -> String {
    if micros.is_nan() { "-".to_owned() } else { format!("{micros:.0}") }
}
