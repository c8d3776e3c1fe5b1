//! `switchyard-server`: the command line without a desktop.

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
