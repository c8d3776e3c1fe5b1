//! The few calls that differ between systems: private files and directories.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::{create_private, create_private_dir, exposure, sync_dir};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(crate) use windows::{create_private, create_private_dir, exposure, sync_dir};

/// Why a file is not private.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Exposure {
    /// Its mode lets others in.
    Mode(u32),
    /// It is someone else's.
    Owner { owner: u32, us: u32 },
}
