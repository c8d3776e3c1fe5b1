//! The tray's icons: one a state, by shape as well as by colour.

use super::menu::Look;
use tauri::image::Image;

/// Which panel it has to be seen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    Dark,
    Light,
    /// macOS recolours it.
    Template,
}

macro_rules! picture {
    ($look:literal, $panel:literal) => {
        include_bytes!(concat!("../../../icons/tray/tray-", $look, "-", $panel, "-44.png"))
    };
}

impl Panel {
    /// The one of this system.
    pub(super) async fn here() -> Self {
        if cfg!(target_os = "macos") {
            Self::Template
        } else if crate::platform::panel_is_dark().await {
            Self::Dark
        } else {
            Self::Light
        }
    }

    pub(super) fn is_template(self) -> bool {
        self == Self::Template
    }
}

/// The picture.
pub(super) fn icon(look: Look, panel: Panel) -> tauri::Result<Image<'static>> {
    let png: &[u8] = match (look, panel) {
        (Look::Running, Panel::Dark) => picture!("running", "on-dark"),
        (Look::Running, Panel::Light) => picture!("running", "on-light"),
        (Look::Running, Panel::Template) => picture!("running", "template"),
        (Look::Degraded, Panel::Dark) => picture!("degraded", "on-dark"),
        (Look::Degraded, Panel::Light) => picture!("degraded", "on-light"),
        (Look::Degraded, Panel::Template) => picture!("degraded", "template"),
        (Look::Stopped, Panel::Dark) => picture!("stopped", "on-dark"),
        (Look::Stopped, Panel::Light) => picture!("stopped", "on-light"),
        (Look::Stopped, Panel::Template) => picture!("stopped", "template"),
        (Look::Error, Panel::Dark) => picture!("error", "on-dark"),
        (Look::Error, Panel::Light) => picture!("error", "on-light"),
        (Look::Error, Panel::Template) => picture!("error", "template"),
    };
    Image::from_bytes(png)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_picture_of_its_own_on_every_panel() {
        let looks = [Look::Running, Look::Degraded, Look::Stopped, Look::Error];
        let mut pictures = Vec::new();
        for panel in [Panel::Dark, Panel::Light, Panel::Template] {
            for look in looks {
                let image = icon(look, panel).unwrap();
                assert_eq!((image.width(), image.height()), (44, 44));
                pictures.push(image.rgba().to_vec());
            }
        }
        let count = pictures.len();
        pictures.sort();
        pictures.dedup();
        assert_eq!(pictures.len(), count);
    }
}
