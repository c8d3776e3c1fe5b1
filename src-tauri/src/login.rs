//! Start at login: an entry in the system's own list, kept as the setting says.

use crate::{platform, tray::Facts};
use std::{ffi::OsString, path::PathBuf};
use tokio::sync::watch;

/// What the system is to start at login.
pub(crate) struct LoginEntry {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
}

impl LoginEntry {
    /// A silent start of this program; on a data directory that it would not find by itself, told so.
    pub(crate) fn new(program: PathBuf, data_dir: Option<PathBuf>) -> Self {
        let mut arguments: Vec<OsString> = vec!["--hidden".into()];
        if let Some(data_dir) = data_dir {
            // A login has another working directory.
            let data_dir = std::path::absolute(&data_dir).unwrap_or(data_dir);
            arguments.extend(["--data-dir".into(), data_dir.into()]);
        }
        Self { program, arguments }
    }

    /// Makes the system start it, or not, as the setting says. An entry that is there is written anew at each start:
    /// the program may have moved.
    pub(crate) async fn keep(self, mut facts: watch::Receiver<Facts>) {
        let mut done = None;
        loop {
            let wanted = facts.borrow_and_update().settings.start_at_login;
            if let Some(wanted) = wanted.filter(|wanted| done != Some(*wanted)) {
                if let Err(error) = platform::start_at_login(&self, wanted) {
                    tracing::warn!("start at login could not be changed: {error:#}");
                }
                done = Some(wanted);
            }
            if facts.changed().await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_data_directory_is_named() {
        let arguments = |data_dir: Option<&str>| {
            LoginEntry::new("/opt/switchyard".into(), data_dir.map(PathBuf::from)).arguments
        };
        assert_eq!(arguments(None), ["--hidden"]);
        let here = std::env::current_dir().unwrap().join("d d");
        assert_eq!(arguments(Some("d d")), ["--hidden".into(), "--data-dir".into(), here.into_os_string()]);
    }
}
