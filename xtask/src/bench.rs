//! `cargo xtask bench`: builds what is measured and what measures, as they are shipped, and runs the latter.

use std::process::Command;

use crate::{process, setup, tree};

/// Runs the benchmark; `arguments` are its own.
pub(crate) fn bench(quick: bool, arguments: &[String]) -> anyhow::Result<()> {
    setup::system::ensure(setup::system::CORE)?;
    setup::system::ensure(setup::system::NGINX)?;
    let build = ["build", "--locked", "--release", "-p", "cli", "-p", "bench"];
    process::run(&mut process::cargo(&build))?;
    let mut command = Command::new(tree::built("release", "bench"));
    command.arg("--server").arg(tree::built("release", "switchyard-server")).current_dir(tree::root());
    if quick {
        command.arg("--quick");
    }
    process::run(command.args(arguments))
}
