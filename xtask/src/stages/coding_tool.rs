//! The stages of coding tools, each its own folder of `tests/sdk`. Left out, with the reason, where one cannot be
//! installed.

use std::process::Command;

use super::{Ending, stand::Stand};
use crate::{
    process, setup,
    tally::{Format, Tally},
    tree,
};

/// A tool that people code with.
pub(super) struct CodingTool {
    name: &'static str,
    folder: &'static str,
}

pub(super) const CLAUDE_CODE: CodingTool = CodingTool { name: "Claude Code", folder: "claude-code" };
pub(super) const CODEX: CodingTool = CodingTool { name: "Codex", folder: "codex" };

impl CodingTool {
    /// Runs it against the stage, as its folder's tests do.
    pub(super) fn test(&self, tally: &mut Tally) -> anyhow::Result<Ending> {
        let Some(node) = setup::node::for_sdks()? else {
            return Ok(Ending::Skipped("it wants Node 22, which this machine does not have".to_owned()));
        };
        let folder = tree::sdk(self.folder);
        if let Err(error) = setup::npm::ensure(&folder, Some(&node)) {
            return Ok(Ending::Skipped(format!("{} cannot be installed here: {error:#}", self.name)));
        }
        setup::system::ensure(setup::system::GIT)?;
        let stand = Stand::start(&[])?;
        let mut command = Command::new(node);
        command.args(["--test", "--test-reporter=spec"]).current_dir(folder);
        stand.introduce(&mut command);
        process::run_reading(&mut command, |line| tally.read(Format::Node, line))?;
        stand.end()?;
        Ok(Ending::Passed)
    }
}
