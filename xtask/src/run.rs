//! `cargo xtask run`: from a fresh clone to a gateway that listens, in the foreground.

use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::{platform, process, report, setup, stopwatch::Stopwatch, tree};

/// Installs, builds and starts; `arguments` are the server's.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<ExitCode> {
    setup::system::ensure(setup::system::CORE)?;
    build_pages()?;
    let watch = Stopwatch::start();
    report::heading(&format!("building switchyard-server ({PROFILE})"));
    let build = ["build", "--locked", "--profile", PROFILE, "-p", "cli", "--bin", "switchyard-server"];
    process::run(&mut process::cargo(&build))?;
    report::say(&format!("built in {:.0} s", watch.elapsed().as_secs_f64()));
    let server = tree::built(PROFILE, "switchyard-server");
    report::say(&how_to_go_on(&server.display().to_string()));
    let mut command = Command::new(&server);
    platform::hand_over(command.args(arguments)).with_context(|| format!("cannot start {}", server.display()))
}

/// As it is shipped: on two cores the first build takes about three minutes, and no other optimised one is quicker.
const PROFILE: &str = "release";

fn build_pages() -> anyhow::Result<()> {
    let Some(folder) = tree::ui() else { return Ok(()) };
    report::heading("building the web pages");
    setup::node::at_least(setup::node::FOR_UI)?;
    setup::npm::ensure(&folder, None)?;
    process::run(&mut process::npm(&folder, None, &["run", "build"])?)
}

fn how_to_go_on(server: &str) -> String {
    format!(
        "\n── starting switchyard-server; Ctrl-C ends it\n\
         Unless its first line below says otherwise:\n\
         \x20 tools call     http://127.0.0.1:23000  (OpenAI's: http://127.0.0.1:23000/v1)\n\
         \x20 you look at    http://127.0.0.1:23001  (with the one-time link below)\n\
         In another terminal:\n\
         \x20 {server} demo   a provider that answers by itself, a key, and a curl line that works\n\
         \x20 {server} help   everything else; README.md tells how to add your own provider\n"
    )
}
