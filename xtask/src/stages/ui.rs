//! The stage of the web pages: their own scripts, in their own order.

use super::Ending;
use crate::{
    process, setup,
    tally::{Format, Tally},
    tree,
};

pub(super) fn ui(tally: &mut Tally) -> anyhow::Result<Ending> {
    let Some(folder) = tree::ui() else {
        return Ok(Ending::Skipped("there is no ui/package.json yet".to_owned()));
    };
    setup::node::at_least(setup::node::FOR_UI)?;
    setup::npm::ensure(&folder, None)?;
    let mut failed = Vec::new();
    for script in ["check", "test", "build"] {
        let mut command = process::npm(&folder, None, &["run", "--if-present", script])?;
        if let Err(error) = process::run_reading(&mut command, |line| tally.read(Format::Vitest, line)) {
            failed.push(format!("{error:#}"));
        }
    }
    Ok(if failed.is_empty() { Ending::Passed } else { Ending::Failed(failed.join("; ")) })
}
