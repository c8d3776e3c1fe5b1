//! `cargo xtask types`: the admin API's committed description, and the types that the web pages take from it.

use anyhow::{Context, bail};

use crate::{process, report, setup, tree};

/// Writes both from what the server says.
pub(crate) fn write() -> anyhow::Result<()> {
    setup::system::ensure(setup::system::CORE)?;
    let ask = ["run", "--quiet", "--locked", "-p", "cli", "--bin", "switchyard-server", "--", "openapi"];
    let Some(document) = process::asked(&mut process::cargo(&ask)) else {
        bail!("switchyard-server does not print the API's description: `cargo {}`", ask.join(" "));
    };
    let path = tree::root().join("src-tauri/crates/server/openapi.json");
    std::fs::write(&path, document + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    report::say(&format!("written: {}", path.display()));
    let Some(folder) = tree::ui() else { return Ok(()) };
    setup::npm::ensure(&folder, None)?;
    process::run(&mut process::npm(&folder, None, &["run", "types"])?)
}
