//! What looks at the web pages from outside: a browser, the tools that drive it, and the programs it looks at.

use std::{path::PathBuf, process::Command};

use anyhow::Context;

use crate::{process, setup, tree};

/// A browser, and the folder whose packages drive it.
pub(crate) struct Browser {
    program: PathBuf,
    ui: PathBuf,
}

/// Installs what is missing, and builds the pages and the programs that serve them. `None` without a browser.
pub(crate) fn ready() -> anyhow::Result<Option<Browser>> {
    let ui = tree::ui().context("there is no ui/package.json")?;
    setup::node::at_least(setup::node::FOR_UI)?;
    setup::npm::ensure(&ui, None)?;
    setup::system::ensure(setup::system::BROWSER)?;
    let Some(program) = process::find("chromium") else { return Ok(None) };
    // The server takes the pages into its binary, so they come first.
    process::run(&mut process::npm(&ui, None, &["run", "build"])?)?;
    let server = ["build", "--locked", "-p", "cli", "--bin", "switchyard-server"];
    process::run(&mut process::cargo(&server))?;
    process::run(&mut process::cargo(&["build", "--locked", "-p", "upstream", "--bin", "upstreams"]))?;
    Ok(Some(Browser { program, ui }))
}

impl Browser {
    /// A program of the packages there, by its file, run by Node in that folder.
    pub(crate) fn tool(&self, file: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.ui.join("node_modules").join(file)).current_dir(&self.ui);
        command.env("SWITCHYARD_CHROMIUM", &self.program).env("CARGO_TARGET_DIR", tree::target());
        command.env("CI", "true").env("NO_COLOR", "1");
        command
    }
}
