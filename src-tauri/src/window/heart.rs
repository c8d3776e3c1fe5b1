//! Whether the page is alive. Some drivers show a white window, and no event tells that on every system: so the
//! page says by itself that it has painted, and then that it still runs, as long as it can be seen.

use super::{LABEL, Owner};
use crate::said::Said;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tauri::{AppHandle, Manager, State, WebviewWindow};
use tokio::time::{Instant, interval};

/// How long a page that can be seen may say nothing.
pub(crate) const SILENCE: Duration = Duration::from_secs(8);
/// When a window is shown though its page has not painted.
const SHOWN_ANYWAY: Duration = Duration::from_secs(3);

/// The page's pulse.
pub(super) struct Heart {
    owner: Owner,
    pulse: Mutex<Pulse>,
}

struct Pulse {
    /// Whether the page has painted.
    is_ready: bool,
    /// Whether the window is to be seen.
    is_wanted: bool,
    /// Whether the page thinks that it can be seen: a minimized one need not say anything.
    is_seen: bool,
    last: Instant,
}

impl Heart {
    pub(super) fn new(owner: Owner) -> Self {
        let pulse = Pulse { is_ready: false, is_wanted: true, is_seen: true, last: Instant::now() };
        Self { owner, pulse: Mutex::new(pulse) }
    }

    fn with<T>(&self, change: impl FnOnce(&mut Pulse) -> T) -> T {
        change(&mut self.pulse.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The window is to be seen, or not any more.
    pub(super) fn want(&self, app: &AppHandle, wanted: bool) {
        let is_ready = self.with(|pulse| {
            pulse.is_wanted = wanted;
            pulse.is_seen = true;
            pulse.last = Instant::now();
            pulse.is_ready
        });
        let Some(window) = app.get_webview_window(LABEL) else { return };
        if wanted && is_ready {
            show(&window);
        } else if !wanted {
            // A window that can't be hidden stays: nothing is lost.
            let _ = window.hide();
        }
    }

    /// The page's process is gone.
    pub(super) fn died(&self, app: &AppHandle) {
        let was_ready = self.with(|pulse| pulse.is_ready);
        give_up(app, if was_ready { Said::PageDied } else { Said::NeverReady });
    }
}

/// The page has painted: the window can be seen.
#[tauri::command]
pub(super) async fn page_ready(window: WebviewWindow, heart: State<'_, Heart>) -> Result<(), String> {
    let (first, wanted) = heart.with(|pulse| {
        pulse.last = Instant::now();
        (!std::mem::replace(&mut pulse.is_ready, true), pulse.is_wanted)
    });
    if wanted && first {
        show(&window);
    }
    if first {
        Said::Ready.say();
    }
    Ok(())
}

/// The page still runs, and can be seen or not.
#[tauri::command]
pub(super) async fn heartbeat(heart: State<'_, Heart>, seen: bool) -> Result<(), String> {
    heart.with(|pulse| {
        pulse.last = Instant::now();
        pulse.is_seen = seen;
    });
    Ok(())
}

/// Shows a window that waits for its page too long, and gives up on a page that says nothing.
pub(super) async fn watch(app: AppHandle) {
    let mut every_second = interval(Duration::from_secs(1));
    let mut shown = false;
    loop {
        every_second.tick().await;
        let heart = app.state::<Heart>();
        let (silent, ready, wanted) =
            heart.with(|pulse| (pulse.last.elapsed(), pulse.is_ready, pulse.is_wanted && pulse.is_seen));
        let Some(window) = app.get_webview_window(LABEL).filter(|_| wanted) else { continue };
        if !ready && !shown && silent >= SHOWN_ANYWAY {
            shown = true;
            show(&window);
        }
        if window.is_minimized().unwrap_or(false) {
            // Not seen, so the page need not say anything.
            heart.with(|pulse| pulse.last = Instant::now());
        } else if silent >= SILENCE {
            give_up(&app, if ready { Said::PageDied } else { Said::NeverReady });
            return;
        }
    }
}

/// The tray process starts another window, with safer settings if need be; without one, a reload is all there is.
fn give_up(app: &AppHandle, why: Said) {
    tracing::warn!(?why, "the window's page does not answer");
    match app.state::<Heart>().owner {
        Owner::Tray => {
            why.say();
            app.exit(0);
        }
        Owner::Nobody => {
            let heart = app.state::<Heart>();
            heart.with(|pulse| pulse.last = Instant::now());
            if let Some(window) = app.get_webview_window(LABEL) {
                // What can't be loaded anew stays as it is.
                let _ = window.reload();
            }
        }
    }
}

fn show(window: &WebviewWindow) {
    for shown in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be shown");
        }
    }
}
