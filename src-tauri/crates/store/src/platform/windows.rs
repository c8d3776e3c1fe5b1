//! The user's own directories are private by inheritance there, so nothing is checked.

use super::Exposure;
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
};

/// Creates a file; fails when there is one.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).open(path)
}

/// Creates a directory and what is missing above it; one that exists stays.
pub(crate) fn create_private_dir(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Nothing to find.
pub(crate) fn exposure(path: &Path) -> io::Result<Option<Exposure>> {
    fs::metadata(path).map(|_| None)
}

/// Directories are durable by themselves there.
pub(crate) fn sync_dir(_path: &Path) -> io::Result<()> {
    Ok(())
}
