//! System packages: what is missing, and how this system's package manager brings it.
//!
//! Whether something is there is asked of the thing itself (a program, a library), not of a package manager,
//! so that it works on every Linux. macOS and Windows bring what we need with their own developer tools.

use std::process::Command;

use anyhow::bail;

use crate::{process, report};

/// Something that a system package brings.
#[derive(Debug)]
pub(crate) struct Part {
    proof: Proof,
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
}

/// How it is known to be there.
#[derive(Debug)]
enum Proof {
    /// A program on the search path.
    Program(&'static str),
    /// A library's description, as pkg-config finds it.
    Library(&'static str),
    /// A module of the system's Python.
    PythonModule(&'static str),
    /// A font that fontconfig knows.
    Font(&'static str),
}

const COMPILER: Part = part(Proof::Program("cc"), "build-essential", "gcc", "base-devel");
const MAKE: Part = part(Proof::Program("make"), "build-essential", "make", "base-devel");
const PKG_CONFIG: Part = part(Proof::Program("pkg-config"), "pkg-config", "pkgconf-pkg-config", "pkgconf");

/// What the crates without a window are built with.
pub(crate) const CORE: &[Part] = &[COMPILER, MAKE];

/// What the desktop application is built with, too.
pub(crate) const DESKTOP: &[Part] = &[
    COMPILER,
    MAKE,
    PKG_CONFIG,
    part(Proof::Library("webkit2gtk-4.1"), "libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1"),
    part(
        Proof::Library("ayatana-appindicator3-0.1"),
        "libayatana-appindicator3-dev",
        "libayatana-appindicator-gtk3-devel",
        "libayatana-appindicator",
    ),
    part(Proof::Library("librsvg-2.0"), "librsvg2-dev", "librsvg2-devel", "librsvg"),
];

/// What the coding tools' tests make their repositories with.
pub(crate) const GIT: &[Part] = &[part(Proof::Program("git"), "git", "git", "git")];

/// What the benchmark compares with.
pub(crate) const NGINX: &[Part] = &[part(Proof::Program("nginx"), "nginx-light", "nginx", "nginx")];

/// The browser that the page tests look through.
pub(crate) const BROWSER: &[Part] = &[part(Proof::Program("chromium"), "chromium", "chromium", "chromium")];

/// A display without a screen.
pub(crate) const DISPLAY: &[Part] =
    &[part(Proof::Program("Xvfb"), "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb")];

/// A session bus of a test's own, for what a desktop says over it.
pub(crate) const BUS: &[Part] = &[part(Proof::Program("dbus-daemon"), "dbus", "dbus-daemon", "dbus")];

/// What drives the page in the desktop's window.
pub(crate) const WINDOW_DRIVER: &[Part] =
    &[part(Proof::Program("WebKitWebDriver"), "webkit2gtk-driver", "webkit2gtk-driver", "webkitgtk-6.0")];

/// What pictures of the pages are set in, so that they look the same everywhere.
pub(crate) const FONTS: &[Part] = &[
    part(Proof::Program("fc-list"), "fontconfig", "fontconfig", "fontconfig"),
    part(Proof::Font("Inter"), "fonts-inter", "rsms-inter-fonts", "inter-font"),
    part(Proof::Font("JetBrains Mono"), "fonts-jetbrains-mono", "jetbrains-mono-fonts", "ttf-jetbrains-mono"),
    part(Proof::Font("Noto Sans CJK SC"), "fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk"),
];

/// What turns drawings into icons.
pub(crate) const RENDERERS: &[Part] = &[
    part(Proof::Program("rsvg-convert"), "librsvg2-bin", "librsvg2-tools", "librsvg"),
    part(Proof::Program("icotool"), "icoutils", "icoutils", "icoutils"),
];

/// What a virtual environment is made with; Debian's Python comes without it.
pub(crate) const PYTHON_VENV: &[Part] =
    &[part(Proof::PythonModule("ensurepip"), "python3-venv", "python3", "python")];

const fn part(proof: Proof, debian: &'static str, fedora: &'static str, arch: &'static str) -> Part {
    Part { proof, debian, fedora, arch }
}

/// Installs those of `parts` that are missing, saying which; where it can't, the error says what to install.
pub(crate) fn ensure(parts: &[Part]) -> anyhow::Result<()> {
    if std::env::consts::OS != "linux" {
        return Ok(());
    }
    let missing: Vec<&Part> = parts.iter().filter(|part| !part.is_here()).collect();
    match plan(&missing, manager(process::on_path)) {
        Plan::Nothing => Ok(()),
        Plan::Install(packages) => install(&packages),
        Plan::Tell(advice) => bail!(advice),
    }
}

/// The package managers whose packages' names are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Unknown,
}

/// What to do about the missing parts.
#[derive(Debug, PartialEq, Eq)]
enum Plan {
    Nothing,
    Install(Vec<&'static str>),
    Tell(String),
}

fn manager(has: impl Fn(&str) -> bool) -> Manager {
    if has("apt-get") {
        Manager::Apt
    } else if has("dnf") {
        Manager::Dnf
    } else if has("pacman") {
        Manager::Pacman
    } else {
        Manager::Unknown
    }
}

fn plan(missing: &[&Part], manager: Manager) -> Plan {
    if missing.is_empty() {
        return Plan::Nothing;
    }
    let mut packages: Vec<&str> = missing.iter().map(|part| part.package(manager)).collect();
    packages.dedup();
    let list = packages.join(" ");
    match manager {
        Manager::Apt => Plan::Install(packages),
        Manager::Dnf => Plan::Tell(format!("please install what is missing: dnf install {list}")),
        Manager::Pacman => Plan::Tell(format!("please install what is missing: pacman -S --needed {list}")),
        Manager::Unknown => Plan::Tell(format!("please install what is missing (Debian's names): {list}")),
    }
}

impl Part {
    fn package(&self, manager: Manager) -> &'static str {
        match manager {
            Manager::Apt | Manager::Unknown => self.debian,
            Manager::Dnf => self.fedora,
            Manager::Pacman => self.arch,
        }
    }

    fn is_here(&self) -> bool {
        match self.proof {
            Proof::Program(name) => process::on_path(name),
            Proof::Library(name) => {
                process::asked(Command::new("pkg-config").args(["--exists", name])).is_some()
            }
            Proof::Font(name) => {
                process::asked(Command::new("fc-list").arg(name)).is_some_and(|found| !found.is_empty())
            }
            Proof::PythonModule(name) => {
                process::asked(Command::new("python3").args(["-c", &format!("import {name}")])).is_some()
            }
        }
    }
}

/// Installs a package that was made here, and what it depends on.
pub(crate) fn install_file(package: &std::path::Path) -> anyhow::Result<()> {
    report::say(&format!("installing {}", package.display()));
    process::run(
        apt(&["install", "-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]).arg(package),
    )
}

fn install(packages: &[&str]) -> anyhow::Result<()> {
    report::say(&format!("installing system packages: {}", packages.join(" ")));
    // The lists may be there although the mirror is not, so a failed update ends nothing.
    if let Err(error) = process::run(&mut apt(&["update", "-qq"])) {
        report::say(&format!("{error:#}; going on with the package lists that are there"));
    }
    // Without a terminal of its own dpkg draws no progress into a log.
    let mut command = apt(&["install", "-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]);
    process::run(command.args(packages))
}

/// apt-get, with the rights that it needs.
pub(crate) fn apt(arguments: &[&str]) -> Command {
    let is_root = process::asked(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let mut command = if is_root {
        Command::new("env")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    };
    // sudo drops variables, so `env` sets this one behind it.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_missing_is_nothing_to_do_anywhere() {
        for manager in [Manager::Apt, Manager::Dnf, Manager::Pacman, Manager::Unknown] {
            assert_eq!(plan(&[], manager), Plan::Nothing);
        }
    }

    #[test]
    fn apt_installs_each_package_once() {
        let missing: Vec<&Part> = CORE.iter().collect();
        assert_eq!(plan(&missing, Manager::Apt), Plan::Install(vec!["build-essential"]));
    }

    #[test]
    fn other_systems_are_told_their_own_names() {
        let missing: Vec<&Part> = DESKTOP.iter().collect();
        let Plan::Tell(fedora) = plan(&missing, Manager::Dnf) else { panic!("not told") };
        assert!(fedora.contains("dnf install") && fedora.contains("webkit2gtk4.1-devel"), "{fedora}");
        let Plan::Tell(arch) = plan(&missing, Manager::Pacman) else { panic!("not told") };
        assert!(arch.contains("pacman") && arch.ends_with("librsvg"), "{arch}");
        let Plan::Tell(other) = plan(&missing, Manager::Unknown) else { panic!("not told") };
        assert!(other.contains("libwebkit2gtk-4.1-dev"), "{other}");
    }

    #[test]
    fn the_manager_is_the_one_that_is_there() {
        assert_eq!(manager(|name| name == "apt-get"), Manager::Apt);
        assert_eq!(manager(|name| name == "dnf"), Manager::Dnf);
        assert_eq!(manager(|name| name == "pacman"), Manager::Pacman);
        assert_eq!(manager(|_| false), Manager::Unknown);
    }
}
