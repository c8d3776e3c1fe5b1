//! The stage of the web pages in a browser: `tests/ui`, which starts the real server before scripted upstreams.

use super::Ending;
use crate::{
    browser, process,
    tally::{Format, Tally},
    tree,
};

pub(super) fn pages(tally: &mut Tally) -> anyhow::Result<Ending> {
    let Some(browser) = browser::ready()? else {
        return Ok(Ending::Skipped("there is no `chromium` on the search path".to_owned()));
    };
    let tests = tree::page_tests();
    process::run(browser.tool("typescript/bin/tsc").arg("--project").arg(&tests))?;
    process::run(browser.tool("@biomejs/biome/bin/biome").args(["ci", "--error-on-warnings"]).arg(&tests))?;
    let mut command = browser.tool("@playwright/test/cli.js");
    command.args(["test", "--config"]).arg(&tests);
    process::run_reading(&mut command, |line| tally.read(Format::Playwright, line))?;
    Ok(Ending::Passed)
}
