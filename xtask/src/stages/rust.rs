//! The stages that are cargo's.

use super::Ending;
use crate::{
    process, setup,
    tally::{Format, Tally},
};

pub(super) fn format() -> anyhow::Result<Ending> {
    setup::rust::components()?;
    process::run(&mut process::cargo(&["fmt", "--all", "--check"]))?;
    Ok(Ending::Passed)
}

pub(super) fn lint() -> anyhow::Result<Ending> {
    setup::rust::components()?;
    setup::system::ensure(setup::system::DESKTOP)?;
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    process::run(&mut process::cargo(&arguments))?;
    Ok(Ending::Passed)
}

pub(super) fn test(tally: &mut Tally) -> anyhow::Result<Ending> {
    setup::system::ensure(setup::system::DESKTOP)?;
    let mut command = process::cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    process::run_reading(&mut command, |line| tally.read(Format::Cargo, line))?;
    Ok(Ending::Passed)
}

pub(super) fn docs() -> anyhow::Result<Ending> {
    let mut command = process::cargo(&["doc", "--no-deps", "--locked"]);
    process::run(command.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Ending::Passed)
}

pub(super) fn deny() -> anyhow::Result<Ending> {
    if !process::on_path("cargo-deny") {
        return Ok(Ending::Skipped("cargo-deny is not installed, and compiling it takes minutes".to_owned()));
    }
    // Advisories come from a database on the network, which no test may depend on.
    process::run(&mut process::cargo(&["deny", "--all-features", "check", "licenses", "bans", "sources"]))?;
    Ok(Ending::Passed)
}
