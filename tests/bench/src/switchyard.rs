//! Switchyard as its user has it: set up with its own command line, run as its own process.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
};

use anyhow::{Context, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::{load::Door, process::Owned};

/// A running `switchyard-server`.
pub(crate) struct Switchyard {
    process: Owned,
    door: Door,
    // Held, so that whatever the server may still say has somewhere to go; and the data as long as it runs.
    _output: BufReader<ChildStdout>,
    _data: TempDir,
}

/// Providers and keys beside those that are used, when a server with a history is asked for.
const MORE_PROVIDERS: u32 = 19;
const MORE_KEYS: u32 = 49;

impl Switchyard {
    /// Sets it up in front of `upstream` and starts it; `loaded` with many more providers and keys.
    pub(crate) fn start(program: &Path, upstream: SocketAddr, loaded: bool) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let setup = Setup { program, directory: data.path(), upstream };
        setup.add_provider("up")?;
        let key = setup.create_key("bench")?;
        if loaded {
            // Added later, they come after the first and are asked only if that one fails.
            (0..MORE_PROVIDERS).try_for_each(|number| setup.add_provider(&format!("more-{number}")))?;
            (0..MORE_KEYS).try_for_each(|number| setup.create_key(&format!("more-{number}")).map(drop))?;
        }
        let mut command = setup.command(&["serve", "--port", "0", "--admin-port", "0"]);
        let log = std::fs::File::create(data.path().join("bench.log"))?;
        let mut process = Owned::start(command.stdout(Stdio::piped()).stderr(log))?;
        let output = process.child().stdout.take().context("no standard output")?;
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let Some(address) = gateway(&line) else {
            let log = std::fs::read_to_string(data.path().join("bench.log")).unwrap_or_default();
            bail!("switchyard-server doesn't say where it listens; it said: {line}{log}");
        };
        Ok(Self { process, door: Door { address, key }, _output: output, _data: data })
    }

    pub(crate) fn door(&self) -> Door {
        self.door.clone()
    }

    pub(crate) fn process(&self) -> &Owned {
        &self.process
    }
}

struct Setup<'a> {
    program: &'a Path,
    directory: &'a Path,
    upstream: SocketAddr,
}

impl Setup<'_> {
    fn add_provider(&self, name: &str) -> anyhow::Result<()> {
        let url = format!("http://{}", self.upstream);
        let add = ["provider", "add", "--name", name, "--dialect", "anthropic", "--base-url", &url];
        self.ask(&[&add[..], &["--api-key", "sk-test-0123456789"]].concat()).map(drop)
    }

    fn create_key(&self, name: &str) -> anyhow::Result<String> {
        let created = self.ask(&["key", "create", "--user", "owner", "--name", name])?;
        let key = created.get("key").and_then(Value::as_str).context("`key create` gave no key")?;
        Ok(key.to_owned())
    }

    fn ask(&self, words: &[&str]) -> anyhow::Result<Value> {
        let output =
            self.command(words).output().with_context(|| format!("cannot run {}", self.program.display()))?;
        if !output.status.success() {
            bail!("`{}` failed: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("`{}` printed no JSON", words.join(" ")))
    }

    /// With nothing of the user's environment that would change what is measured.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PathBuf::from(self.program));
        command.args(words).arg("--json").arg("--data-dir").arg(self.directory).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SWITCHYARD_") || name == "SESSION_TTL" {
                command.env_remove(name);
            }
        }
        command
    }
}

/// The gateway's address in the server's first line.
fn gateway(line: &str) -> Option<SocketAddr> {
    let ready: Value = serde_json::from_str(line).ok()?;
    ready.get("gateway")?.as_str()?.trim_end_matches('/').strip_prefix("http://")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_where_it_listens() {
        let line = r#"{"gateway":"http://127.0.0.1:40123","admin":"http://127.0.0.1:40124","pid":7}"#;
        assert_eq!(gateway(line), Some(SocketAddr::from(([127, 0, 0, 1], 40_123))));
        assert_eq!(gateway("error"), None);
    }
}
