//! The few calls that differ between systems.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use linux::{on_page_death, panel_is_dark, spare_the_graphics_driver, tray_host};

#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(not(target_os = "linux"))]
pub(crate) use other::{on_page_death, panel_is_dark, spare_the_graphics_driver, tray_host};

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::{EndSignals, write_private};

#[cfg(not(unix))]
mod windows;
#[cfg(not(unix))]
pub(crate) use windows::{EndSignals, write_private};

/// Set beside `GDK_GL` when it is ours and not the person's, so that the window process starts without it.
pub(crate) const OUR_GDK_GL: &str = "SWITCHYARD_OUR_GDK_GL";
