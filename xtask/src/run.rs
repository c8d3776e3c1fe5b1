//! `cargo xtask run`: from a fresh clone to a gateway that listens, in the foreground: the desktop application where
//! there is a display, else `switchyard-server`.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::Context;

use crate::{platform, process, report, setup, stopwatch::Stopwatch, tree};

/// What is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    Desktop,
    Server,
}

impl Program {
    /// The one for this machine; `variable` reads its environment.
    fn fitting(os: &str, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        if matches!(os, "macos" | "windows") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
            Self::Desktop
        } else {
            Self::Server
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Desktop => "switchyard",
            Self::Server => "switchyard-server",
        }
    }

    fn package(self) -> &'static str {
        match self {
            Self::Desktop => "switchyard",
            Self::Server => "cli",
        }
    }

    /// The server as it is shipped: on two cores the first build takes about three minutes, and no other optimised one
    /// is quicker. The desktop is four times as much, so it is built without link-time optimisation.
    fn profile(self) -> &'static str {
        match self {
            Self::Desktop => "quick",
            Self::Server => "release",
        }
    }
}

/// Installs, builds and starts; `arguments` are the program's.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<ExitCode> {
    let program = Program::fitting(std::env::consts::OS, |name| std::env::var_os(name));
    setup::system::ensure(match program {
        Program::Desktop => setup::system::DESKTOP,
        Program::Server => setup::system::CORE,
    })?;
    build_pages()?;
    let (name, profile) = (program.name(), program.profile());
    let watch = Stopwatch::start();
    report::heading(&format!("building {name} ({profile})"));
    let build = ["build", "--locked", "--profile", profile, "-p", program.package(), "--bin", name];
    process::run(&mut process::cargo(&build))?;
    report::say(&format!("built in {:.0} s", watch.elapsed().as_secs_f64()));
    let path = tree::built(profile, name);
    report::say(&match program {
        Program::Desktop => desktop_goes_on(&path.display().to_string()),
        Program::Server => server_goes_on(&path.display().to_string()),
    });
    let mut command = Command::new(&path);
    platform::hand_over(command.args(arguments)).with_context(|| format!("cannot start {}", path.display()))
}

/// Builds the web pages, which the programs take into their binaries.
pub(crate) fn build_pages() -> anyhow::Result<()> {
    let Some(folder) = tree::ui() else { return Ok(()) };
    report::heading("building the web pages");
    setup::node::at_least(setup::node::FOR_UI)?;
    setup::npm::ensure(&folder, None)?;
    process::run(&mut process::npm(&folder, None, &["run", "build"])?)
}

fn server_goes_on(server: &str) -> String {
    format!(
        "\n── starting switchyard-server; Ctrl-C ends it\n\
         Unless its first line below says otherwise:\n\
         \x20 tools call     http://127.0.0.1:23000  (OpenAI's: http://127.0.0.1:23000/v1)\n\
         \x20 you look at    http://127.0.0.1:23001  (with the one-time link below)\n\
         In another terminal:\n\
         \x20 {server} demo   a provider that answers by itself, a key, and a curl line that works\n\
         \x20 {server} help   everything else; README.md tells how to add your own provider\n"
    )
}

fn desktop_goes_on(program: &str) -> String {
    format!(
        "\n── starting the desktop application; Quit in its tray, or Ctrl-C here, ends it\n\
         \x20 tools call     http://127.0.0.1:23000  (OpenAI's: http://127.0.0.1:23000/v1), unless the window says otherwise\n\
         In another terminal:\n\
         \x20 {program} demo   a provider that answers by itself, a key, and a curl line that works\n\
         \x20 {program} help   everything else; README.md tells how to add your own provider\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_a_display_the_desktop_is_started() {
        let only = |known: &'static str| move |name: &str| (name == known).then(|| OsString::from(":0"));
        assert_eq!(Program::fitting("linux", only("DISPLAY")), Program::Desktop);
        assert_eq!(Program::fitting("linux", only("WAYLAND_DISPLAY")), Program::Desktop);
        assert_eq!(Program::fitting("linux", |_| None), Program::Server);
        assert_eq!(Program::fitting("linux", |_| Some(OsString::new())), Program::Server);
        assert_eq!(Program::fitting("macos", |_| None), Program::Desktop);
    }
}
