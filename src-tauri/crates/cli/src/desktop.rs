//! The command line of the desktop application: the same commands, and how it starts without one.

use crate::{
    arguments::Arguments,
    commands, data_dir,
    environment::Environment,
    failure::{self, usage},
};
use clap::{CommandFactory, FromArgMatches, Parser};
use server::{Options, StopMeans};
use std::{ffi::OsString, process::ExitCode};

/// What the desktop application is to do.
pub enum Desktop {
    /// Nothing more: a command was given, and is done.
    Done(ExitCode),
    /// Start.
    Start(Box<DesktopStart>),
}

/// How the desktop application starts.
pub struct DesktopStart {
    /// What its instance is told.
    pub options: Options,
    /// What is shown.
    pub wish: Wish,
    /// Whether its data directory is the one that a start finds by itself, told nothing.
    pub usual_data_dir: bool,
}

/// What a start of the desktop application shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Tray and window; of an application that runs already, its window.
    Window,
    /// The tray alone.
    Tray,
    /// This process is the window of a running instance, and nothing else.
    WindowProcess,
}

/// A local gateway for AI tools: one address and one key for all your accounts.
#[derive(Debug, Parser)]
#[command(name = "switchyard", version, after_help = AFTER_HELP)]
struct DesktopArguments {
    #[command(flatten)]
    arguments: Arguments,
    /// Start in the tray, without a window
    #[arg(long, conflicts_with_all = ["show", "window"])]
    hidden: bool,
    /// Show the window, of the running application if one runs
    #[arg(long, conflicts_with = "window")]
    show: bool,
    /// Be the window of the running instance
    #[arg(long, hide = true)]
    window: bool,
}

const AFTER_HELP: &str = "\
Without a command it opens the tray and the window. Without a display use switchyard-server.

Environment (a flag wins): SWITCHYARD_DATA_DIR, SWITCHYARD_HOST, SWITCHYARD_PORT, SWITCHYARD_ADMIN_PORT,
SWITCHYARD_ADMIN_PASSWORD or SWITCHYARD_ADMIN_PASSWORD_FILE, SWITCHYARD_LOG (e.g. debug), SESSION_TTL (seconds)";

/// Reads the arguments, the program's name first. A command is done at once; else it is said how to start.
pub fn desktop(arguments: impl IntoIterator<Item = OsString>) -> Desktop {
    let parsed = DesktopArguments::command()
        .try_get_matches_from(arguments)
        .and_then(|matches| DesktopArguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return Desktop::Done(crate::refused(&error)),
    };
    let environment = Environment::of_process();
    let DesktopArguments { arguments, hidden, show, window } = arguments;
    let wish = match (hidden, window) {
        (true, _) => Wish::Tray,
        (false, true) => Wish::WindowProcess,
        (false, false) => Wish::Window,
    };
    if arguments.command.is_some() {
        let shown = hidden || show || window;
        return Desktop::Done(if shown {
            failure::report(&usage("--hidden and --show are for a start without a command"))
        } else {
            crate::obey(arguments, &environment)
        });
    }
    match start(arguments, wish, &environment) {
        Ok(start) => Desktop::Start(Box::new(start)),
        Err(error) => Desktop::Done(failure::report(&error)),
    }
}

fn start(arguments: Arguments, wish: Wish, environment: &Environment) -> anyhow::Result<DesktopStart> {
    commands::log_to_stderr(environment, "info")?;
    let data_dir = data_dir::chosen(arguments.common.data_dir, data_dir::System::here(), environment)?;
    let usual_data_dir = data_dir::usual(data_dir::System::here(), environment).as_ref() == Some(&data_dir);
    let mut options = arguments.serve.options(data_dir, environment)?;
    options.stop_means = StopMeans::PortIsKept;
    options.desktop = true;
    // The window needs no port. Who names one wants the pages in a browser, too.
    options.admin = options.admin.filter(|door| door.host.is_some() || door.port.is_some());
    Ok(DesktopStart { options, wish, usual_data_dir })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<DesktopArguments, clap::Error> {
        let matches = DesktopArguments::command().try_get_matches_from(line.split(' '))?;
        DesktopArguments::from_arg_matches(&matches)
    }

    fn started(line: &str) -> DesktopStart {
        start(parse(line).unwrap().arguments, Wish::Window, &Environment::from([])).unwrap()
    }

    #[test]
    fn the_arguments_are_consistent() {
        DesktopArguments::command().debug_assert();
    }

    #[test]
    fn it_takes_the_same_commands_and_its_own_flags() {
        for line in
            ["switchyard", "switchyard --hidden", "switchyard --port 0 --show", "switchyard status --json"]
        {
            assert!(parse(line).is_ok(), "{line}");
        }
        assert!(parse("switchyard --hidden --show").is_err());
    }

    #[test]
    fn the_web_door_is_off_until_its_port_is_named() {
        let quiet = started("switchyard --data-dir d --port 0");
        assert!(quiet.options.admin.is_none());
        assert_eq!(quiet.options.stop_means, StopMeans::PortIsKept);
        assert!(started("switchyard --data-dir d --admin-port 0").options.admin.is_some());
    }
}
