//! Makes the window: hidden until its page has painted, in the colour that the page will have.

use super::{LABEL, place::Place, scheme};
use crate::browser;
use tauri::{
    AppHandle, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, webview::NewWindowResponse,
    window::Color,
};

/// The page's own background (tokens.css, `--bg`), so that nothing flashes.
const LIGHT: Color = Color(0xf3, 0xf4, 0xf2, 0xff);
const DARK: Color = Color(0x0d, 0x11, 0x12, 0xff);

/// Makes it: 1080 × 720 where nobody said otherwise, at least 820 × 560.
pub(super) fn make(app: &AppHandle, place: &Place) -> tauri::Result<WebviewWindow> {
    let page = Url::parse(scheme::PAGE).map_err(tauri::Error::InvalidUrl)?;
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::CustomProtocol(page))
        .title("Switchyard")
        .inner_size(place.width, place.height)
        .min_inner_size(820.0, 560.0)
        .maximized(place.maximized)
        .visible(false)
        .background_color(LIGHT)
        .on_navigation(may_navigate)
        .on_new_window(|url, _| {
            browser::open(&url);
            NewWindowResponse::Deny
        });
    builder = match place.position {
        Some((x, y)) => builder.position(x, y),
        None => builder.center(),
    };
    let window = builder.build()?;
    if window.theme().is_ok_and(|theme| theme == Theme::Dark) {
        window.set_background_color(Some(DARK))?;
    }
    if place.position.is_some() && !is_on_a_screen(&window) {
        window.center()?;
    }
    Ok(window)
}

/// The page stays our own; everything else opens in the system's browser.
fn may_navigate(url: &Url) -> bool {
    let ours = scheme::is_ours(url);
    if !ours {
        browser::open(url);
    }
    ours
}

/// Whether somebody could take hold of it: a screen may be gone since.
fn is_on_a_screen(window: &WebviewWindow) -> bool {
    let (Ok(position), Ok(screens)) = (window.outer_position(), window.available_monitors()) else {
        return true;
    };
    screens.is_empty()
        || screens.iter().any(|screen| {
            let (at, size) = (screen.position(), screen.size());
            let (width, height) = (size.width.cast_signed(), size.height.cast_signed());
            let inside = |value: i32, from: i32, length: i32| value >= from && value < from + length - 80;
            inside(position.x, at.x, width) && inside(position.y, at.y, height)
        })
}
