//! The stage that SDK tests play on: the real server before the scripted upstream, a program of `tests/`.
//!
//! See `tests/sdk/README.md` for what it says and answers.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
};

use anyhow::{Context, bail};

use crate::{process, tree};

/// A running stage. Dropping it ends it, whatever it has to say; `end` listens.
pub(super) struct Stand {
    child: Child,
    line: String,
}

impl Stand {
    /// Builds the program, starts it with these arguments, and waits for the line that says where it is.
    pub(super) fn start(arguments: &[&str]) -> anyhow::Result<Self> {
        process::run(&mut process::cargo(&["build", "--locked", "-p", "journeys", "--bin", "stage"]))?;
        let mut child = Command::new(tree::built("debug", "stage"))
            .args(arguments)
            .current_dir(tree::root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the stage")?;
        let output = child.stdout.take().context("the stage has no output")?;
        // Made before the first line is read, so that a stage that says nothing useful is ended, too.
        let mut stand = Self { child, line: String::new() };
        BufReader::new(output).read_line(&mut stand.line).context("cannot read the stage's line")?;
        serde_json::from_str::<serde_json::Value>(&stand.line)
            .with_context(|| format!("the stage said {:?} instead of its line of JSON", stand.line))?;
        Ok(stand)
    }

    /// Tells the tests where the stage is, and keeps the person's own accounts and proxies out of them.
    pub(super) fn introduce(&self, command: &mut Command) {
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(is_of_a_client) {
                command.env_remove(name);
            }
        }
        command.env("SWITCHYARD_STAGE", self.line.trim());
        command.env("NO_PROXY", LOOPBACK).env("no_proxy", LOOPBACK).env("NO_COLOR", "1");
    }

    /// Ends it. Its own checks are as much a part of the tests: a complaint of the upstream's is an error here.
    pub(super) fn end(mut self) -> anyhow::Result<()> {
        match self.close() {
            Some(status) if status.success() => Ok(()),
            Some(status) => bail!("the stage of the tests ended with {status}; its own words are above"),
            None => bail!("the stage of the tests does not end when its input does"),
        }
    }

    /// Closes its input, which ends it, and waits for that a while.
    fn close(&mut self) -> Option<ExitStatus> {
        drop(self.child.stdin.take());
        for _ in 0..100 {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(std::time::Duration::from_millis(50)),
                Ok(Some(status)) => return Some(status),
                Err(_) => return None,
            }
        }
        None
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        if self.close().is_none() {
            // One that doesn't end must not hold up the tests that follow.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

const LOOPBACK: &str = "127.0.0.1,localhost,::1";

/// Variables that SDKs and tools read by themselves.
fn is_of_a_client(name: &str) -> bool {
    ["ANTHROPIC_", "CLAUDE_", "CODEX_", "OPENAI_", "GEMINI_", "GOOGLE_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn stand(script: &str) -> Stand {
        let child = Command::new("sh").args(["-c", script]).stdin(Stdio::piped()).spawn().unwrap();
        Stand { child, line: String::new() }
    }

    #[cfg(unix)]
    #[test]
    fn what_the_stage_finds_at_its_end_is_a_failure() {
        stand("cat; exit 0").end().unwrap();
        let error = stand("cat; exit 1").end().unwrap_err().to_string();
        assert!(error.contains("ended with exit status: 1"), "{error}");
    }

    #[test]
    fn the_persons_accounts_stay_out_of_the_tests() {
        assert!(is_of_a_client("ANTHROPIC_AUTH_TOKEN") && is_of_a_client("OPENAI_BASE_URL"));
        assert!(!is_of_a_client("PATH") && !is_of_a_client("HOME"));
    }
}
