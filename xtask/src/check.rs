//! `cargo xtask check`: formatter and lints, what to run before a commit; with `--cross`, the other systems.

use std::process::ExitCode;

use crate::{cross, stages::Stage, test};

/// Runs formatter and lints, both also when the first fails; or only the check for the other systems.
pub(crate) fn check(for_other_systems: bool) -> anyhow::Result<ExitCode> {
    if for_other_systems { cross::check() } else { Ok(test::test(&[Stage::Format, Stage::Lint])) }
}
