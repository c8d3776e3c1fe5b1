//! `cargo xtask package`: the .deb and the .rpm, made offline: desktop application and headless server in one.

mod trial;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;
use serde_json::json;

use crate::{process, report, setup, tree};

/// Builds in `profile` and packages; with `try_it`, installs the .deb here, starts it, and removes it again.
pub(crate) fn package(profile: &str, try_it: bool) -> anyhow::Result<()> {
    anyhow::ensure!(std::env::consts::OS == "linux", "only Linux's packages are made here so far");
    setup::system::ensure(setup::system::DESKTOP)?;
    let ui = tree::ui().context("there is no ui/package.json")?;
    setup::node::at_least(setup::node::FOR_UI)?;
    setup::npm::ensure(&ui, None)?;
    report::heading("building the web pages");
    process::run(&mut process::npm(&ui, None, &["run", "build"])?)?;
    report::heading(&format!("building the programs ({profile})"));
    let programs = ["--bin", "switchyard", "--bin", "switchyard-server"];
    let build = ["build", "--locked", "--profile", profile, "-p", "switchyard", "-p", "cli"];
    process::run(process::cargo(&build).args(programs))?;
    let folder = directory_of(profile);
    let mut packages = Vec::new();
    for kind in ["deb", "rpm"] {
        report::heading(&format!("packaging: {kind}"));
        packages.push(bundle(&ui, folder, kind)?);
    }
    report::heading("packages");
    for package in &packages {
        let size = std::fs::metadata(package)?.len();
        report::say(&format!("{}  {:.1} MB", package.display(), size as f64 / 1e6));
    }
    if try_it { trial::run(&packages[0]) } else { Ok(()) }
}

/// Cargo's name for a profile's folder.
fn directory_of(profile: &str) -> &str {
    if profile == "dev" { "debug" } else { profile }
}

/// Makes one kind of package, and puts it into `target/package/`.
fn bundle(ui: &Path, folder: &str, kind: &str) -> anyhow::Result<PathBuf> {
    // The bundler writes the package's kind into the program that it finds, so each kind gets a copy of its own.
    let target = tree::target().join("package").join(kind);
    let release = target.join("release");
    if release.exists() {
        std::fs::remove_dir_all(&release)?;
    }
    std::fs::create_dir_all(&release)?;
    let program = tree::built(folder, "switchyard");
    std::fs::copy(&program, release.join("switchyard"))
        .with_context(|| format!("cannot copy {}", program.display()))?;
    let mut command = Command::new("node");
    command.arg(ui.join("node_modules/@tauri-apps/cli/tauri.js")).args([
        "bundle",
        "--no-sign",
        "--bundles",
        kind,
    ]);
    command.arg("--config").arg(also_in(&tree::built(folder, "switchyard-server")).to_string());
    command.current_dir(tree::root()).env("CARGO_TARGET_DIR", &target).env("CI", "true").env("NO_COLOR", "1");
    process::run(&mut command)?;
    let made = the_only(&release.join("bundle").join(kind), kind)?;
    let kept = tree::target().join("package").join(made.file_name().context("a package has a name")?);
    std::fs::rename(&made, &kept)?;
    Ok(kept)
}

/// What the packages hold besides the desktop application: where it goes, and where it is now.
fn also_in(server: &Path) -> serde_json::Value {
    let files = json!({
        "/usr/bin/switchyard-server": server,
        "/usr/share/doc/switchyard/copyright": tree::root().join("LICENSE"),
    });
    json!({ "bundle": { "linux": { "deb": { "files": files }, "rpm": { "files": files } } } })
}

fn the_only(folder: &Path, extension: &str) -> anyhow::Result<PathBuf> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|found| found == extension))
        .with_context(|| format!("the bundler left no .{extension} in {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_packages_hold_the_server_and_the_licence() {
        let config = also_in(Path::new("/built/switchyard-server"));
        for kind in ["deb", "rpm"] {
            let files = &config["bundle"]["linux"][kind]["files"];
            assert_eq!(files["/usr/bin/switchyard-server"], "/built/switchyard-server");
            assert!(files["/usr/share/doc/switchyard/copyright"].as_str().unwrap().ends_with("LICENSE"));
        }
    }

    #[test]
    fn a_profiles_folder_is_cargos() {
        assert_eq!((directory_of("dev"), directory_of("dist")), ("debug", "dist"));
    }
}
