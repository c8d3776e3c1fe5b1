//! Where things are in the source tree and in the target directory. Knows paths, reads nothing.

use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo's target directory: `CARGO_TARGET_DIR`, else `target` in the root.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A program that cargo has built in `profile` (`debug`, `release`, …).
pub(crate) fn built(profile: &str, program: &str) -> PathBuf {
    target().join(profile).join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
}

/// The web pages' folder, if this tree has one that can be built.
pub(crate) fn ui() -> Option<PathBuf> {
    let folder = root().join("ui");
    folder.join("package.json").is_file().then_some(folder)
}

/// Whether the web pages have been built.
pub(crate) fn has_built_pages() -> bool {
    root().join("ui/dist/index.html").is_file()
}

/// The folder of the tests that look at the web pages in a browser.
pub(crate) fn page_tests() -> PathBuf {
    root().join("tests/ui")
}

/// A folder of the SDK tests.
pub(crate) fn sdk(folder: &str) -> PathBuf {
    root().join("tests/sdk").join(folder)
}
