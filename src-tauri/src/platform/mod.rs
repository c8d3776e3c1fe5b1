//! The few calls that differ between systems.

#[cfg(target_os = "linux")]
mod desktop_entry;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod working_set;
#[cfg(target_os = "linux")]
pub(crate) use linux::{
    ask, complain, give_back_memory, on_page_death, panel_is_dark, spare_memory, start_at_login, tray_host,
    what_starts,
};

#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(not(target_os = "linux"))]
pub(crate) use other::{
    ask, complain, give_back_memory, on_page_death, panel_is_dark, spare_memory, start_at_login, tray_host,
    what_starts,
};

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::{EndSignals, write_private};

#[cfg(not(unix))]
mod windows;
#[cfg(not(unix))]
pub(crate) use windows::{EndSignals, write_private};

/// What the person is told or asked in a dialog.
pub(crate) struct Question {
    pub(crate) text: String,
    /// The button that lets things go on.
    pub(crate) go_on: String,
    /// The button that ends the application, if that is the question.
    pub(crate) end: Option<String>,
}

/// What the person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    GoOn,
    End,
}

/// In the environment of a program that was started anew to spare memory.
pub(crate) const SPARED: &str = "SWITCHYARD_SPARED";
/// Its value when `GDK_GL` is ours and not the person's, so that the window process starts without it.
pub(crate) const SPARED_GL: &str = "gl";
