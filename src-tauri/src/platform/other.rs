//! macOS and Windows: there is always a tray, and the toolkit spares the graphics driver by itself.

use tauri::WebviewWindow;
use tokio::sync::watch;

/// Nothing is loaded before it is needed.
pub(crate) fn spare_the_graphics_driver() {}

/// The page's end is seen by its silence.
pub(crate) fn on_page_death(_window: &WebviewWindow, _died: impl Fn() + 'static) {}

/// There always is one.
pub(crate) async fn tray_host(known: watch::Sender<Option<bool>>) {
    known.send_replace(Some(true));
}

/// macOS recolours the icon by itself; the taskbar is dark unless somebody changed it.
pub(crate) async fn panel_is_dark() -> bool {
    true
}
