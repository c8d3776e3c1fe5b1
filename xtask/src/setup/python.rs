//! Python environments in the target directory, one for each list of packages, installed only when that changes.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

use super::system;
use crate::{process, report, tree};

/// The oldest Python, as (major, minor).
const OLDEST: (u32, u32) = (3, 11);

/// Makes the environment `name` with what `requirements` lists, and gives the folder of its programs.
pub(crate) fn environment(name: &str, requirements: &Path) -> anyhow::Result<PathBuf> {
    let wanted = std::fs::read_to_string(requirements)
        .with_context(|| format!("cannot read {}", requirements.display()))?;
    let folder = tree::target().join("python").join(name);
    let programs = folder.join(programs_of(std::env::consts::OS));
    let stamp = folder.join("installed-requirements.txt");
    if super::is_stamped(&stamp, &wanted) {
        return Ok(programs);
    }
    let system_python = oldest_or_newer()?;
    system::ensure(system::PYTHON_VENV)?;
    report::say(&format!("installing the Python packages of {}", requirements.display()));
    process::run(Command::new(system_python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(programs.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    process::run(pip.arg(requirements))?;
    std::fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(programs)
}

/// The machine's Python, by the name that it has there.
fn oldest_or_newer() -> anyhow::Result<&'static str> {
    for name in ["python3", "python"] {
        let Some(said) = process::asked(Command::new(name).arg("--version")) else { continue };
        if version(&said).is_some_and(|version| version >= OLDEST) {
            return Ok(name);
        }
    }
    bail!("Python {}.{} or newer is needed", OLDEST.0, OLDEST.1)
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.strip_prefix("Python ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Where an environment keeps its programs.
fn programs_of(os: &str) -> &'static str {
    if os == "windows" { "Scripts" } else { "bin" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_and_compared_as_numbers() {
        assert_eq!(version("Python 3.11.7"), Some((3, 11)));
        assert!(version("Python 3.9.1").unwrap() < OLDEST && version("Python 3.14.0").unwrap() > OLDEST);
        assert_eq!(version("bash: no python"), None);
    }

    #[test]
    fn an_environment_is_laid_out_as_its_system_does_it() {
        assert_eq!(programs_of("linux"), "bin");
        assert_eq!(programs_of("macos"), "bin");
        assert_eq!(programs_of("windows"), "Scripts");
    }
}
