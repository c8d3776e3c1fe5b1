//! Where everything is kept when nobody says where: the system's place for an application's data.

use crate::{environment::Environment, failure::usage};
use std::path::PathBuf;

/// A system, as far as its places for data differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// Linux and the other Unixes.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

impl System {
    /// The one this program was built for.
    pub(crate) const fn here() -> Self {
        if cfg!(target_os = "macos") {
            Self::Macos
        } else if cfg!(windows) {
            Self::Windows
        } else {
            Self::Linux
        }
    }
}

/// The flag's directory, else the environment's, else the system's.
pub(crate) fn chosen(
    flag: Option<PathBuf>,
    system: System,
    environment: &Environment,
) -> anyhow::Result<PathBuf> {
    flag.or_else(|| environment.path("SWITCHYARD_DATA_DIR"))
        .or_else(|| usual(system, environment))
        .ok_or_else(|| {
            usage("this account has no home directory: say --data-dir DIR or set SWITCHYARD_DATA_DIR")
        })
}

/// The system's place.
pub(crate) fn usual(system: System, environment: &Environment) -> Option<PathBuf> {
    let home = |below: &str| environment.path("HOME").map(|home| home.join(below));
    match system {
        // The standard says that a relative XDG_DATA_HOME is to be ignored.
        System::Linux => environment
            .path("XDG_DATA_HOME")
            .filter(|path| path.has_root())
            .or_else(|| home(".local/share"))
            .map(|data| data.join("switchyard")),
        System::Macos => home("Library/Application Support").map(|data| data.join("Switchyard")),
        System::Windows => environment.path("APPDATA").map(|data| data.join("Switchyard")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<const N: usize>(system: System, variables: [(&'static str, &'static str); N]) -> Option<PathBuf> {
        chosen(None, system, &Environment::from(variables)).ok()
    }

    #[test]
    fn each_system_has_its_place() {
        let home = ("HOME", "/home/a");
        for (found, expected) in [
            (of(System::Linux, [home]), Some("/home/a/.local/share/switchyard".into())),
            (of(System::Linux, [home, ("XDG_DATA_HOME", "/d")]), Some("/d/switchyard".into())),
            (
                of(System::Linux, [home, ("XDG_DATA_HOME", "d")]),
                Some("/home/a/.local/share/switchyard".into()),
            ),
            (of(System::Macos, [home]), Some("/home/a/Library/Application Support/Switchyard".into())),
            (of(System::Windows, [("APPDATA", "C:/R")]), Some(PathBuf::from("C:/R").join("Switchyard"))),
            (of(System::Linux, []), None),
            (of(System::Macos, [("HOME", "")]), None),
            (of(System::Windows, [home]), None),
        ] {
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_flag_wins_over_the_environment_and_that_over_the_usual_place() {
        for system in [System::Linux, System::Macos, System::Windows] {
            let variables = [("SWITCHYARD_DATA_DIR", "/e"), ("HOME", "/home/a")];
            assert_eq!(of(system, variables), Some("/e".into()));
            let flagged = chosen(Some("/f".into()), system, &Environment::from(variables));
            assert_eq!(flagged.unwrap(), PathBuf::from("/f"));
        }
    }
}
