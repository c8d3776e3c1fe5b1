//! The stage of Claude Code. Left out, with the reason, where it cannot be installed.

use std::process::Command;

use super::{Ending, stand::Stand};
use crate::{
    process, setup,
    tally::{Format, Tally},
    tree,
};

pub(super) fn claude(tally: &mut Tally) -> anyhow::Result<Ending> {
    let Some(node) = setup::node::for_sdks()? else {
        return Ok(Ending::Skipped("it wants Node 22, which this machine does not have".to_owned()));
    };
    let folder = tree::sdk("claude-code");
    if let Err(error) = setup::npm::ensure(&folder, Some(&node)) {
        return Ok(Ending::Skipped(format!("Claude Code cannot be installed here: {error:#}")));
    }
    setup::system::ensure(setup::system::GIT)?;
    let stand = Stand::start()?;
    let mut command = Command::new(node);
    command.args(["--test", "--test-reporter=spec"]).current_dir(folder);
    stand.introduce(&mut command);
    process::run_reading(&mut command, |line| tally.read(Format::Node, line))?;
    stand.end()?;
    Ok(Ending::Passed)
}
