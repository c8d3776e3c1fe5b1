//! The stages of the official SDKs, in Python and Node.

use std::process::Command;

use super::{Ending, stand::Stand};
use crate::{
    process, report, setup,
    tally::{Format, Tally},
    tree,
};

/// The dialects of the one provider that a stage of the matrix has.
const DIALECTS: [&str; 4] = ["anthropic", "openai-chat", "openai-responses", "gemini"];
/// What is never converted, and needs a provider of its own kind.
const NEVER_CONVERTED: &str = "test_openai_other.py";

pub(super) fn sdk(tally: &mut Tally) -> anyhow::Result<Ending> {
    let failed = play(&[], &[], tally)?;
    Ok(ending(&failed))
}

/// Every SDK in front of one provider, of each dialect in turn.
pub(super) fn matrix(tally: &mut Tally) -> anyhow::Result<Ending> {
    let mut failed = Vec::new();
    for dialect in DIALECTS {
        report::say(&format!("the provider speaks {dialect}"));
        let here = play(&[dialect], &["--ignore", NEVER_CONVERTED], tally)?;
        failed.extend(here.into_iter().map(|what| format!("{dialect}: {what}")));
    }
    Ok(ending(&failed))
}

fn ending(failed: &[String]) -> Ending {
    if failed.is_empty() { Ending::Passed } else { Ending::Failed(failed.join("; ")) }
}

/// Plays the SDKs' tests on one stage; what failed.
fn play(stage: &[&str], pytest: &[&str], tally: &mut Tally) -> anyhow::Result<Vec<String>> {
    let stand = Stand::start(stage)?;
    // Both run, whatever the first says.
    let endings = [python(&stand, pytest, tally), node(&stand, tally), stand.end()];
    Ok(endings.into_iter().filter_map(|ending| Some(format!("{:#}", ending.err()?))).collect())
}

fn python(stand: &Stand, more: &[&str], tally: &mut Tally) -> anyhow::Result<()> {
    let folder = tree::sdk("python");
    let programs = setup::python::environment("sdk", &folder.join("requirements.txt"))?;
    let mut command = Command::new(programs.join("python"));
    command.args(["-m", "pytest", "-q"]).args(more).current_dir(folder).env("PYTHONDONTWRITEBYTECODE", "1");
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
