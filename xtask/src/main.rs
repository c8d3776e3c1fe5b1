//! `cargo xtask`: the project's own commands. Each is a file; what they need on the machine is in `setup/`.
//!
//! Nothing of the product is here, and nothing here is in the product.

mod bench;
mod browser;
mod check;
mod cross;
mod icons;
mod package;
mod platform;
mod process;
mod report;
mod run;
mod screenshots;
mod setup;
mod stages;
mod stopwatch;
mod tally;
mod test;
mod tree;
mod types;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use stages::Stage;

/// Builds, starts and tests Switchyard; installs what that needs and is missing.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing, builds, and starts the desktop, or without a display switchyard-server
    Run {
        /// Passed to the program, after `--`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Installs what tests need and runs everything; the last line counts
    Test {
        /// Only this stage (may be given more than once)
        #[arg(long, value_enum, value_name = "STAGE")]
        only: Vec<Stage>,
    },
    /// Formatter and lints
    Check {
        /// Type-checks for Windows and macOS instead, where the packages for that are installed
        #[arg(long)]
        cross: bool,
    },
    /// Writes openapi.json and the types that the web pages take from it
    Types,
    /// Measures Switchyard beside nginx, both in front of the scripted upstream
    Bench {
        /// A short run
        #[arg(long)]
        quick: bool,
        /// Passed to the benchmark, after `--`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Makes the .deb and the .rpm, in target/package
    Package {
        /// Cargo's profile: `dist` is what is shipped, `dev` is quickly there
        #[arg(long, default_value = "dist")]
        profile: String,
        /// Installs the .deb on this machine, starts it, and removes it again
        #[arg(long = "try")]
        try_it: bool,
    },
    /// Takes pictures of every page in each theme, language and width, into target/screenshots
    Screenshots,
    /// Renders the icons from their drawings
    Icons,
}

fn main() -> ExitCode {
    match obey(CommandLine::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn obey(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Run { arguments } => run::run(&arguments),
        Command::Test { only } => Ok(test::test(&only)),
        Command::Check { cross } => check::check(cross),
        Command::Types => types::write().map(|()| ExitCode::SUCCESS),
        Command::Bench { quick, arguments } => bench::bench(quick, &arguments).map(|()| ExitCode::SUCCESS),
        Command::Package { profile, try_it } => {
            package::package(&profile, try_it).map(|()| ExitCode::SUCCESS)
        }
        Command::Screenshots => screenshots::take(),
        Command::Icons => icons::render().map(|()| ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn what_stands_after_two_dashes_is_for_the_server() {
        let line = CommandLine::parse_from(["xtask", "run", "--", "--port", "0"]);
        let Command::Run { arguments } = line.command else { panic!("not run") };
        assert_eq!(arguments, ["--port", "0"]);
    }
}
