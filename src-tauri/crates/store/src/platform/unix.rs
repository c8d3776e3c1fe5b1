//! Modes and owners.

use super::Exposure;
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
};

/// Creates a file that only we may read; fails when there is one.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

/// Creates a directory that only we may enter, and what is missing above it; one that exists stays.
pub(crate) fn create_private_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Whether anyone but us may read the file.
pub(crate) fn exposure(path: &Path) -> io::Result<Option<Exposure>> {
    let metadata = fs::metadata(path)?;
    let mode = metadata.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Ok(Some(Exposure::Mode(mode)));
    }
    let (owner, us) = (metadata.uid(), our_uid(path)?);
    Ok((owner != us).then_some(Exposure::Owner { owner, us }))
}

/// Makes the creation or renaming of a directory's entries durable.
pub(crate) fn sync_dir(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Who we are, as the file system sees it: the owner of what we create beside the file. The standard
/// library has no call for it, and this needs no unsafe one.
fn our_uid(beside: &Path) -> io::Result<u32> {
    let probe = beside.with_extension(format!("probe-{}", std::process::id()));
    let uid = create_private(&probe).and_then(|file| file.metadata()).map(|metadata| metadata.uid());
    fs::remove_file(&probe)?;
    uid
}
