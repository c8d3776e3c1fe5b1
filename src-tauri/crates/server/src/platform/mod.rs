//! The few calls that differ between systems.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

#[cfg(target_os = "linux")]
pub(crate) use linux::holder_of_port;
#[cfg(not(target_os = "linux"))]
pub(crate) use other::holder_of_port;

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

/// Makes a file that only its owner may read; it must not exist yet.
#[cfg(unix)]
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Makes a file; the data directory's own access list keeps others out.
#[cfg(not(unix))]
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
