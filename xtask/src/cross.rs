//! `cargo xtask check --cross`: type-checks the product for Windows and macOS, from Linux. Nothing is linked or run.
//!
//! A check needs no linker, and with the standard library's source at hand that is checked, too, so no library of
//! the other system has to be here. This takes a compiler that comes with its source: Debian's, or rustup's with
//! `rust-src`.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::Context;

use crate::{process, report, stopwatch::Stopwatch, tree};

/// Another system that Switchyard is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    Windows,
    MacOs,
}

/// A compiler whose standard library's source is beside it.
struct Compiler {
    cargo: PathBuf,
    rustc: PathBuf,
}

/// Checks both, also when the first fails. Where something is missing for it, that is said, and nothing fails.
pub(crate) fn check() -> anyhow::Result<ExitCode> {
    let Some(compiler) = Compiler::find() else {
        report::say(&format!(
            "skipped: no Rust compiler here has its standard library's source. {HOW_TO_INSTALL}"
        ));
        return Ok(ExitCode::SUCCESS);
    };
    let mut failed = false;
    for system in [System::Windows, System::MacOs] {
        report::heading(&format!("{}: {}", system.name(), system.triple()));
        if let Some(missing) = system.missing_program(process::on_path) {
            report::say(&format!("skipped: there is no `{missing}`. {HOW_TO_INSTALL}"));
            continue;
        }
        let watch = Stopwatch::start();
        let result = process::run(&mut compiler.check(system)?);
        let seconds = watch.elapsed().as_secs_f64();
        match result {
            Ok(()) => report::say(&format!("{}: ok ({seconds:.0} s)", system.name())),
            Err(error) => {
                failed = true;
                report::say(&format!("{}: FAILED ({seconds:.0} s): {error:#}", system.name()));
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

const HOW_TO_INSTALL: &str = "On Debian: apt-get install --no-install-recommends \
     rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64";

/// What is shipped; its library crates are checked with it.
const PRODUCT: [&str; 4] = ["-p", "switchyard", "-p", "cli"];

/// Only creates the files that it is asked for. A few crates bring C and Objective-C, for which a check from here
/// has no compiler and, as nothing is linked, needs none.
const STAND_IN: &str = "#!/bin/sh\n\
    while [ $# -gt 0 ]; do case \"$1\" in -o) shift; : > \"$1\" ;; *.a) : > \"$1\" ;; esac; shift; done\n";

impl System {
    fn name(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::MacOs => "macOS",
        }
    }

    fn triple(self) -> &'static str {
        match self {
            Self::Windows => "x86_64-pc-windows-gnu",
            Self::MacOs => "aarch64-apple-darwin",
        }
    }

    /// The first of the programs that dependencies' build scripts call for it and that isn't there.
    fn missing_program(self, has: impl Fn(&str) -> bool) -> Option<&'static str> {
        let needed: &[&str] = match self {
            Self::Windows => &["x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-windres"],
            Self::MacOs => &["sh"],
        };
        needed.iter().find(|program| !has(program)).copied()
    }

    /// The variables by which build scripts find a C compiler, where this machine has none for the system.
    fn stand_ins(self) -> &'static [&'static str] {
        match self {
            Self::Windows => &[],
            Self::MacOs => {
                &["CC_aarch64_apple_darwin", "CXX_aarch64_apple_darwin", "AR_aarch64_apple_darwin"]
            }
        }
    }
}

impl Compiler {
    /// The one that runs us, if it has the source; else the system's own.
    fn find() -> Option<Self> {
        let ours = process::cargo(&[]).get_program().into();
        let candidates = [
            Self { cargo: ours, rustc: "rustc".into() },
            Self { cargo: "/usr/bin/cargo".into(), rustc: "/usr/bin/rustc".into() },
        ];
        candidates.into_iter().find(Self::has_source)
    }

    fn has_source(&self) -> bool {
        let sysroot = process::asked(Command::new(&self.rustc).args(["--print", "sysroot"]));
        sysroot.is_some_and(|sysroot| source_in(Path::new(&sysroot)).is_file())
    }

    fn check(&self, system: System) -> anyhow::Result<Command> {
        // Apart from everything else: another compiler's work would be thrown away each time.
        let target = tree::target().join("cross");
        let mut command = Command::new(&self.cargo);
        command.args(["check", "-Zbuild-std", "--locked", "--target", system.triple()]).args(PRODUCT);
        command.current_dir(tree::root()).env("CARGO_TARGET_DIR", &target);
        // `-Zbuild-std` is not for stable compilers, and this is only a check.
        command.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", &self.rustc);
        if !system.stand_ins().is_empty() {
            let stand_in = stand_in(&target)?;
            system.stand_ins().iter().for_each(|name| {
                command.env(name, &stand_in);
            });
        }
        Ok(command)
    }
}

/// What cargo reads of the standard library before all else.
fn source_in(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib/src/rust/library/Cargo.lock")
}

/// Writes the stand-in for a C compiler, made executable the way that every Unix knows.
fn stand_in(folder: &Path) -> anyhow::Result<PathBuf> {
    let path = folder.join("no-c-compiler.sh");
    std::fs::create_dir_all(folder)?;
    std::fs::write(&path, STAND_IN).with_context(|| format!("cannot write {}", path.display()))?;
    process::run(Command::new("chmod").arg("+x").arg(&path))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let no_resources = |program: &str| program != "x86_64-w64-mingw32-windres";
        assert_eq!(System::Windows.missing_program(no_resources), Some("x86_64-w64-mingw32-windres"));
        assert_eq!(System::Windows.missing_program(|_| true), None);
        assert_eq!(System::MacOs.missing_program(no_resources), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_stand_in_makes_the_files_that_a_compiler_and_an_archiver_would() {
        let folder = tempfile::tempdir().unwrap();
        let program = stand_in(folder.path()).unwrap();
        let (object, archive) = (folder.path().join("a.o"), folder.path().join("a.a"));
        process::run(Command::new(&program).args(["-c", "a.c", "-o"]).arg(&object)).unwrap();
        process::run(Command::new(&program).arg("cq").arg(&archive).arg(&object)).unwrap();
        assert!(object.is_file() && archive.is_file());
    }
}
