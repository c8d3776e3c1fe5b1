//! Where the window was: kept in the data directory, and taken up again.

use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};
use tauri::WebviewWindow;

/// The file's name in the data directory.
const NAME: &str = "window.json";

/// A window's size and place, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Place {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Left and top; unknown on systems that keep it to themselves.
    pub(super) position: Option<(f64, f64)>,
    pub(super) maximized: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self { width: 1080.0, height: 720.0, position: None, maximized: false }
    }
}

impl Place {
    /// The last one; the usual one where there is none that makes sense.
    pub(super) fn read(data_dir: &Path) -> Self {
        let place: Option<Self> =
            fs::read(data_dir.join(NAME)).ok().and_then(|text| serde_json::from_slice(&text).ok());
        place.filter(Self::makes_sense).unwrap_or_default()
    }

    /// A window's; `None` while it has none.
    pub(super) fn of(window: &WebviewWindow) -> Option<Self> {
        let scale = window.scale_factor().ok()?;
        let size = window.inner_size().ok()?.to_logical::<f64>(scale);
        let at = window.outer_position().ok().map(|at| at.to_logical::<f64>(scale));
        let maximized = window.is_maximized().unwrap_or(false);
        let place =
            Self { width: size.width, height: size.height, position: at.map(|at| (at.x, at.y)), maximized };
        place.makes_sense().then_some(place)
    }

    /// Keeps it.
    pub(super) fn write(self, data_dir: &Path) -> io::Result<()> {
        let before = Self::read(data_dir);
        // Maximized, a window's size is the screen's: the size to come back to is the one before.
        let kept = if self.maximized { Self { maximized: true, ..before } } else { self };
        let draft = data_dir.join(format!("{NAME}.new"));
        fs::write(&draft, serde_json::to_vec(&kept)?)?;
        fs::rename(draft, data_dir.join(NAME))
    }

    fn makes_sense(&self) -> bool {
        let sane = |length: f64, least: f64| length >= least && length <= 20_000.0;
        sane(self.width, 400.0) && sane(self.height, 300.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_and_nonsense_does_not() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Place::read(dir.path()), Place::default());
        let place = Place { width: 900.0, height: 600.0, position: Some((30.0, 40.0)), maximized: false };
        place.write(dir.path()).unwrap();
        assert_eq!(Place::read(dir.path()), place);
        for nonsense in ["", "{", r#"{"width":0}"#, r#"{"width":1e9}"#] {
            fs::write(dir.path().join(NAME), nonsense).unwrap();
            assert_eq!(Place::read(dir.path()), Place::default(), "{nonsense}");
        }
    }

    #[test]
    fn a_maximized_window_keeps_the_size_to_come_back_to() {
        let dir = tempfile::tempdir().unwrap();
        let small = Place { width: 900.0, height: 600.0, position: None, maximized: false };
        small.write(dir.path()).unwrap();
        Place { width: 1920.0, height: 1080.0, position: Some((0.0, 0.0)), maximized: true }
            .write(dir.path())
            .unwrap();
        assert_eq!(Place::read(dir.path()), Place { maximized: true, ..small });
    }
}
