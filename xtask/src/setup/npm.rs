//! A folder's npm packages, exactly as its lock file says, installed only when that has changed.

use std::path::Path;

use anyhow::Context;

use crate::{process, report};

/// Installs them. `node` is the Node that npm itself runs on, if not the machine's own.
pub(crate) fn ensure(folder: &Path, node: Option<&Path>) -> anyhow::Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = std::fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if super::is_stamped(&stamp, &wanted) {
        return Ok(());
    }
    report::say(&format!("installing the npm packages of {}", folder.display()));
    // No package's own script is needed, so none is run.
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    process::run(&mut process::npm(folder, node, &arguments)?)?;
    // npm makes no such folder when there is nothing to install.
    std::fs::create_dir_all(folder.join("node_modules"))?;
    std::fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}
