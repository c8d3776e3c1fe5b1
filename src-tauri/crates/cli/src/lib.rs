//! The command line, shared by both binaries.
//!
//! It reads arguments, asks the admin API and prints what that answers: what can be done, and its rules, are
//! `server`'s. One file per noun under `commands`.

mod arguments;
mod commands;
mod data_dir;
mod desktop;
mod door;
mod environment;
mod failure;
mod output;
mod platform;
mod values;

pub use desktop::{Desktop, DesktopStart, Wish, desktop};

use crate::{arguments::Arguments, environment::Environment, output::Output};
use clap::{CommandFactory, FromArgMatches};
use std::{ffi::OsString, process::ExitCode};

/// Does what the arguments say, the program's name first, and gives the exit status: 0 done, 1 failed, 2 wrong
/// usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match parse(arguments) {
        Ok(arguments) => arguments,
        // Help and version come this way, too: with status 0, on stdout.
        Err(error) => return refused(&error),
    };
    obey(arguments, &Environment::of_process())
}

fn refused(error: &clap::Error) -> ExitCode {
    let status = if error.use_stderr() { failure::WRONG_USAGE } else { 0 };
    // Whoever closed the stream has read enough.
    let _ = error.print();
    ExitCode::from(status)
}

fn obey(arguments: Arguments, environment: &Environment) -> ExitCode {
    let mut output = Output::of_process(arguments.common.json);
    match commands::run(arguments, environment, &mut output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    Arguments::from_arg_matches(&Arguments::command().try_get_matches_from(arguments)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn serve_needs_no_name_and_every_command_takes_the_common_flags() {
        for line in [
            "switchyard-server",
            "switchyard-server --port 0 --json",
            "switchyard-server serve --port 0 --data-dir d --json",
            "switchyard-server --json provider list",
            "switchyard-server provider list --json --data-dir d",
            "switchyard-server requests follow --json",
            "switchyard-server gateway stop --now",
        ] {
            assert!(parse(line.split(' ').map(OsString::from)).is_ok(), "{line}");
        }
    }

    #[test]
    fn what_is_not_built_is_not_taken() {
        for line in [
            "provider hold",
            "provider pin anthropic",
            "key rotate 1",
            "client list",
            "serve --host",
            "provider add",
        ] {
            let words = std::iter::once("switchyard-server").chain(line.split(' '));
            assert!(parse(words.map(OsString::from)).is_err(), "{line}");
        }
    }
}
