//! `cargo xtask check`: formatter and lints, what to run before a commit.

use std::process::ExitCode;

use crate::{stages::Stage, test};

/// Runs both, also when the first fails.
pub(crate) fn check() -> ExitCode {
    test::test(&[Stage::Format, Stage::Lint])
}
