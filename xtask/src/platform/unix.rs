//! Unix: the program takes this process's place, so that signals and its exit status need nobody in between.

use std::{
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

/// Becomes `command`. Returns only if it can't be started.
pub(crate) fn hand_over(command: &mut Command) -> std::io::Result<ExitCode> {
    Err(command.exec())
}
