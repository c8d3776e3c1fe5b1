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

/// Lets this process have as many descriptors as it may: a request takes two, and many systems give a program no
/// more than 1,024 unless it asks.
#[cfg(unix)]
pub(crate) fn raise_descriptor_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum.or(Some(MOST_DESCRIPTORS)).map(|most| most.min(MOST_DESCRIPTORS)),
        ..limit
    };
    if limit.current < raised.current
        && let Err(error) = setrlimit(Resource::Nofile, raised)
    {
        tracing::warn!(%error, "the number of open connections stays limited");
    }
}

/// There is no such limit.
#[cfg(not(unix))]
pub(crate) fn raise_descriptor_limit() {}

/// More than the listener's connections and their upstreams' ever need.
#[cfg(unix)]
const MOST_DESCRIPTORS: u64 = 16_384;

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
