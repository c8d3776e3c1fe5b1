//! The stage that SDK tests play on: the real server before the scripted upstream, a program of `tests/`.
//!
//! See `tests/sdk/README.md` for what it says and answers.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::Context;

use crate::{process, tree};

/// A running stage. Dropping it ends it.
pub(super) struct Stand {
    child: Child,
    line: String,
}

impl Stand {
    /// Builds the program, starts it, and waits for the line that says where it is.
    pub(super) fn start() -> anyhow::Result<Self> {
        process::run(&mut process::cargo(&["build", "--locked", "-p", "journeys", "--bin", "stage"]))?;
        let mut child = Command::new(tree::built("debug", "stage"))
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
}

impl Drop for Stand {
    fn drop(&mut self) {
        // The stage ends when its input does; one that doesn't must not hold up the tests that follow.
        drop(self.child.stdin.take());
        for _ in 0..100 {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(std::time::Duration::from_millis(50)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const LOOPBACK: &str = "127.0.0.1,localhost,::1";

/// Variables that SDKs and tools read by themselves.
fn is_of_a_client(name: &str) -> bool {
    ["ANTHROPIC_", "CLAUDE_", "OPENAI_", "GEMINI_", "GOOGLE_"].iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_persons_accounts_stay_out_of_the_tests() {
        assert!(is_of_a_client("ANTHROPIC_AUTH_TOKEN") && is_of_a_client("OPENAI_BASE_URL"));
        assert!(!is_of_a_client("PATH") && !is_of_a_client("HOME"));
    }
}
