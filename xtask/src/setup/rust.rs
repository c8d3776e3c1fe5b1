//! The formatter and the lints, which rustup's minimal profile leaves out.

use std::process::Command;

use crate::{process, report};

/// Adds rustfmt and clippy where they are missing.
pub(crate) fn components() -> anyhow::Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if process::asked(&mut process::cargo(&[subcommand, "--version"])).is_none() {
            report::say(&format!("installing {component} with rustup"));
            process::run(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}
