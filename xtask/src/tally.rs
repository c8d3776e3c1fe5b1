//! Counts tests from what the test programs print. Reads lines, runs nothing.

/// Which program's output is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// `cargo test`: one summary for each test binary.
    Cargo,
    /// pytest's closing line.
    Pytest,
    /// `node --test` with the reporter `spec`.
    Node,
    /// vitest's closing lines.
    Vitest,
    /// Playwright's closing lines.
    Playwright,
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// Adds what `line` says, if it is a summary of this format.
    pub(crate) fn read(&mut self, format: Format, line: &str) {
        let counted = match format {
            Format::Cargo => line.strip_prefix("test result: ").map(|rest| words(rest, ';')),
            Format::Pytest => pytest(line),
            Format::Node => line.strip_prefix("ℹ ").map(node),
            Format::Vitest => line.trim_start().strip_prefix("Tests  ").map(|rest| words(rest, '|')),
            Format::Playwright => line.strip_prefix("  ").and_then(playwright),
        };
        if let Some(counted) = counted {
            self.add(counted);
        }
    }

    /// Adds another count to this one.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Reads `N what` between separators, wherever it stands: `ok. 4 passed; 0 failed; 1 ignored`.
fn words(text: &str, separator: char) -> Tally {
    let mut tally = Tally::default();
    for part in text.split(separator) {
        let words: Vec<&str> = part.split_whitespace().collect();
        for pair in words.windows(2) {
            if let [number, what] = pair
                && let Ok(number) = number.parse()
            {
                tally.count(what, number);
            }
        }
    }
    tally
}

/// `53 passed in 3.77s` or `=== 1 failed, 52 passed, 4 warnings in 4.07s ===`.
fn pytest(line: &str) -> Option<Tally> {
    let line = line.trim_matches(|character| character == '=' || character == ' ');
    let (counts, seconds) = line.rsplit_once(" in ")?;
    seconds.split_whitespace().next()?.strip_suffix('s')?.parse::<f64>().ok()?;
    counts.starts_with(|first: char| first.is_ascii_digit()).then(|| words(counts, ','))
}

/// `pass 39`, `fail 0`, `cancelled 0`, `skipped 0`, `todo 0`.
fn node(line: &str) -> Tally {
    let mut tally = Tally::default();
    if let Some((what, number)) = line.split_once(' ')
        && let Ok(number) = number.trim().parse()
    {
        tally.count(what, number);
    }
    tally
}

/// `7 passed (11.1s)`, `1 failed`, `2 did not run`: a number, a word, and nothing but a time after it.
fn playwright(line: &str) -> Option<Tally> {
    let (number, rest) = line.split_once(' ')?;
    let number = number.parse().ok()?;
    let what = rest.split_once(" (").map_or(rest, |(what, _)| what);
    let mut tally = Tally::default();
    match what {
        // One that passed only when it was tried again is not to be relied on.
        "flaky" | "interrupted" => tally.failed = number,
        "did not run" => tally.skipped = number,
        what => tally.count(what, number),
    }
    Some(tally)
}

impl Tally {
    fn count(&mut self, what: &str, number: u64) {
        match what.trim_end_matches([';', ',']) {
            "passed" | "pass" => self.passed += number,
            "failed" | "fail" | "cancelled" | "error" | "errors" => self.failed += number,
            "ignored" | "skipped" | "todo" => self.skipped += number,
            _ => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Format, text: &str) -> Tally {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.read(format, line));
        tally
    }

    fn tally(passed: u64, failed: u64, skipped: u64) -> Tally {
        Tally { passed, failed, skipped }
    }

    #[test]
    fn every_binary_of_cargo_test_counts() {
        let text = "running 4 tests\n\
            test a ... ok\n\
            test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(read(Format::Cargo, text), tally(6, 3, 1));
    }

    #[test]
    fn pytest_is_read_quiet_or_not() {
        assert_eq!(read(Format::Pytest, "53 passed in 3.77s"), tally(53, 0, 0));
        let long = "===== 1 failed, 52 passed, 2 skipped, 4 warnings, 1 error in 64.07s (0:01:04) =====";
        assert_eq!(read(Format::Pytest, long), tally(52, 2, 2));
        assert_eq!(read(Format::Pytest, "1 failed thing in 3 places"), tally(0, 0, 0));
    }

    #[test]
    fn nodes_summary_counts_and_its_tests_do_not() {
        let text = "✔ 3 pass 4 (1.2ms)\nℹ tests 6\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 1155.6";
        assert_eq!(read(Format::Node, text), tally(3, 2, 1));
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let text = " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n   Duration  1.2s";
        assert_eq!(read(Format::Vitest, text), tally(11, 1, 2));
    }

    #[test]
    fn playwrights_summary_counts_and_its_report_does_not() {
        let text = "Running 9 tests using 2 workers\n  ✓  1 a.spec.ts:3:1 › 4 passed (1.2s)\n  1) a.spec.ts:3:1 › one\n    33 | 2 passed\n  1 failed\n    a.spec.ts:3:1 › one\n  1 flaky\n  2 skipped\n  1 did not run\n  4 passed (11.1s)\n  2 errors were not a part of any test, see above for details";
        assert_eq!(read(Format::Playwright, text), tally(4, 2, 3));
    }

    #[test]
    fn the_closing_line_has_one_form() {
        assert_eq!(tally(1, 0, 2).to_string(), "1 passed, 0 failed, 2 skipped");
    }
}
