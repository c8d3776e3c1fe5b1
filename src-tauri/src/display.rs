//! Whether there is a screen to open a window on. Asks the environment only, never the display itself.

use std::ffi::OsString;

/// Whether the environment names a display. macOS and Windows always have one.
pub(crate) fn is_named(os: &str, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    matches!(os, "macos" | "windows") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only<'a>(name: &'a str, value: &'a str) -> impl Fn(&str) -> Option<OsString> + 'a {
        move |asked| (asked == name).then(|| value.into())
    }

    #[test]
    fn linux_needs_a_named_display() {
        assert!(!is_named("linux", |_| None));
        assert!(!is_named("linux", only("DISPLAY", "")));
        assert!(is_named("linux", only("DISPLAY", ":0")));
        assert!(is_named("linux", only("WAYLAND_DISPLAY", "wayland-0")));
    }

    #[test]
    fn macos_and_windows_always_have_a_display() {
        assert!(is_named("macos", |_| None));
        assert!(is_named("windows", |_| None));
    }
}
