//! Elsewhere: the program shares the console, which gives Ctrl-C to both; its exit status is passed on.

use std::process::{Command, ExitCode};

/// Runs `command` to its end.
pub(crate) fn hand_over(command: &mut Command) -> std::io::Result<ExitCode> {
    let code = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
