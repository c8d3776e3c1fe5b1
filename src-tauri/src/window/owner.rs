//! Whose window it is: what the tray process tells it in lines on stdin, and what it answers.

use super::heart::Heart;
use crate::said::{Said, Told};
use std::{io::BufRead, time::Duration};
use tauri::{AppHandle, Manager};
use tokio::{runtime::Handle, sync::mpsc};
use tokio_util::task::TaskTracker;

/// How long the window may take to end once its owner is gone.
const GRACE: Duration = Duration::from_secs(2);

/// Whose window it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The tray process's.
    Tray,
    /// Nobody's: it was opened onto a headless instance.
    Nobody,
}

impl Owner {
    /// Obeys the tray process, and ends when that is gone.
    pub(super) fn listen(self, app: &AppHandle, tasks: &TaskTracker, runtime: &Handle) {
        if self == Self::Nobody {
            return;
        }
        let (sender, told) = mpsc::channel(8);
        // A thread of its own: reading stdin can't be waited for otherwise.
        std::thread::spawn(move || read(&sender));
        tasks.spawn_on(obey(app.clone(), told), runtime);
    }
}

/// Reads until stdin ends, however the tray process ended.
fn read(sender: &mpsc::Sender<Told>) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        match line.parse() {
            Ok(told) => {
                if sender.blocking_send(told).is_err() {
                    break;
                }
            }
            Err(error) => tracing::warn!("{error}"),
        }
    }
    // The loop may be busy, or already gone.
    let _ = sender.blocking_send(Told::End);
    std::thread::sleep(GRACE);
    #[expect(clippy::disallowed_methods, reason = "a window that hangs must not outlive the tray process")]
    std::process::exit(1);
}

async fn obey(app: AppHandle, mut told: mpsc::Receiver<Told>) {
    while let Some(told) = told.recv().await {
        match told {
            Told::Show => {
                app.state::<Heart>().want(&app, true);
                Said::Shown.say();
            }
            Told::Hide => app.state::<Heart>().want(&app, false),
            Told::End => app.exit(0),
        }
    }
}

impl Said {
    /// Says it to the tray process.
    pub(crate) fn say(self) {
        use std::io::Write;
        // An owner that is gone closes stdin, too, which ends this process.
        let _ = writeln!(std::io::stdout().lock(), "{self}");
    }
}
