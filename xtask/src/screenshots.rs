//! `cargo xtask screenshots`: every page in each theme, language and width, into `target/screenshots`, for looking at.

use std::process::ExitCode;

use anyhow::bail;

use crate::{browser, process, report, setup, tree};

/// Builds what is shown, and takes the pictures anew.
pub(crate) fn take() -> anyhow::Result<ExitCode> {
    setup::system::ensure(setup::system::FONTS)?;
    let Some(browser) = browser::ready()? else { bail!("there is no `chromium` on the search path") };
    let folder = tree::target().join("screenshots");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut command = browser.tool("@playwright/test/cli.js");
    process::run(command.args(["test", "--config"]).arg(tree::page_tests().join("screenshots")))?;
    report::say(&format!("taken: {}", folder.display()));
    Ok(ExitCode::SUCCESS)
}
