//! The stage of the official SDKs, in Python and Node.

use std::process::Command;

use super::{Ending, stand::Stand};
use crate::{
    process, report, setup,
    tally::{Format, Tally},
    tree,
};

pub(super) fn sdk(tally: &mut Tally) -> anyhow::Result<Ending> {
    let stand = Stand::start()?;
    // Both run, whatever the first says.
    let endings = [python(&stand, tally), node(&stand, tally), stand.end()];
    let failed: Vec<String> =
        endings.into_iter().filter_map(|ending| Some(format!("{:#}", ending.err()?))).collect();
    Ok(if failed.is_empty() { Ending::Passed } else { Ending::Failed(failed.join("; ")) })
}

fn python(stand: &Stand, tally: &mut Tally) -> anyhow::Result<()> {
    let folder = tree::sdk("python");
    let programs = setup::python::environment("sdk", &folder.join("requirements.txt"))?;
    let mut command = Command::new(programs.join("python"));
    command.args(["-m", "pytest", "-q"]).current_dir(folder).env("PYTHONDONTWRITEBYTECODE", "1");
    stand.introduce(&mut command);
    process::run_reading(&mut command, |line| tally.read(Format::Pytest, line))
}

fn node(stand: &Stand, tally: &mut Tally) -> anyhow::Result<()> {
    let Some(node) = setup::node::for_sdks()? else {
        report::say("skipped: the SDKs for Node want Node 22, which this machine does not have");
        tally.skipped += 1;
        return Ok(());
    };
    let folder = tree::sdk("node");
    setup::npm::ensure(&folder, Some(&node))?;
    let mut command = Command::new(node);
    command.args(["--test", "--test-reporter=spec"]).current_dir(folder);
    stand.introduce(&mut command);
    process::run_reading(&mut command, |line| tally.read(Format::Node, line))
}
