//! Starts other programs, shows what they say, and turns a bad ending into an error that names the command.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail};

use crate::{report, tree};

/// Cargo, the one that started us, in the repository's root.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(tree::root());
    command
}

/// npm in `folder`, with `node` (if given) as the Node that it and its scripts run on.
pub(crate) fn npm(folder: &Path, node: Option<&Path>, arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(npm_program(std::env::consts::OS));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    // Without it vitest and others wait for somebody to press a key.
    command.env("CI", "true").env("NO_COLOR", "1");
    if let Some(directory) = node.and_then(Path::parent) {
        command.env("PATH", path_with(directory)?);
    }
    Ok(command)
}

/// Runs the command, its output shown as it comes.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs the command, its standard output shown as it comes and given to `read`, line by line.
pub(crate) fn run_reading(command: &mut Command, mut read: impl FnMut(&str)) -> anyhow::Result<()> {
    command.stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start {}", shown(command)))?;
    if let Some(output) = child.stdout.take() {
        // Split as bytes: a test may print what is no UTF-8, and that must not end the reading.
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            report::say(&line);
            read(&line);
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// What the command prints, nothing of it shown. `None` if it can't be started or fails.
pub(crate) fn asked(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether `program` is on the search path, or where only root's search path leads: a web server or a package tool
/// is there for everyone, but not every user's path says so.
pub(crate) fn on_path(program: &str) -> bool {
    find(program).is_some()
}

/// Where `program` is, looked for as by `on_path`.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let directories = std::env::split_paths(&path).chain(ROOTS_OWN.iter().map(PathBuf::from));
    directories.map(|directory| directory.join(&name)).find(|candidate| candidate.is_file())
}

const ROOTS_OWN: [&str; 2] = ["/usr/sbin", "/sbin"];

/// The search path with `directory` before everything else.
fn path_with(directory: &Path) -> anyhow::Result<std::ffi::OsString> {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(directory.to_owned()).chain(std::env::split_paths(&rest));
    std::env::join_paths(all).context("the search path cannot be extended")
}

/// npm is a script, and Windows starts scripts by their full name only.
fn npm_program(os: &str) -> &'static str {
    if os == "windows" { "npm.cmd" } else { "npm" }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npm_is_named_as_the_system_wants_it() {
        assert_eq!(npm_program("linux"), "npm");
        assert_eq!(npm_program("windows"), "npm.cmd");
    }

    #[test]
    fn a_bad_ending_names_the_command() {
        let error = run(&mut cargo(&["no-such-command"])).unwrap_err().to_string();
        assert!(error.contains("no-such-command") && error.contains("101"), "{error}");
    }
}
