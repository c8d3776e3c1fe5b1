//! `runtime.json`: where the running instance's control door is, and the token that opens it.
//!
//! A file may outlive its process, and its port may be somebody else's by then: read it only while the data
//! directory's lock is held by another process.

use crate::token::Token;
use domain::Secret;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// The file's name in the data directory.
const NAME: &str = "runtime.json";

/// A running instance.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its process.
    pub pid: u32,
    /// Its version.
    pub version: String,
    /// Its control door.
    pub address: SocketAddr,
    /// What opens it.
    pub token: Secret,
}

#[derive(Serialize)]
struct Written<'a> {
    pid: u32,
    version: &'a str,
    address: SocketAddr,
    token: &'a str,
}

#[derive(Deserialize)]
struct Read {
    pid: u32,
    version: String,
    address: SocketAddr,
    token: Secret,
}

impl Instance {
    /// Reads the file; `None` while there is none that can be read.
    pub(crate) fn read(data_dir: &Path) -> Option<Self> {
        let text = fs::read(data_dir.join(NAME)).ok()?;
        let Read { pid, version, address, token } = serde_json::from_slice(&text).ok()?;
        // Only ever a loopback address: a token goes nowhere else.
        address.ip().is_loopback().then_some(Self { pid, version, address, token })
    }
}

/// Removes what a killed instance left: its port may be somebody else's by now, and who finds the lock held by
/// another must not send a token there. Only the lock's owner may call this.
pub(crate) fn remove_stale(data_dir: &Path) {
    match fs::remove_file(data_dir.join(NAME)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, "a stale runtime.json could not be removed");
        }
        Ok(()) | Err(_) => {}
    }
}

/// The file, as long as this process runs.
#[derive(Debug)]
pub(crate) struct RuntimeFile(PathBuf);

impl RuntimeFile {
    /// Writes it under another name first, so that nobody reads half of it.
    pub(crate) fn write(data_dir: &Path, address: SocketAddr, token: &Token) -> io::Result<Self> {
        let path = data_dir.join(NAME);
        let draft = data_dir.join(format!("{NAME}.new"));
        let written = Written {
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION"),
            address,
            token: token.expose(),
        };
        let text = serde_json::to_vec(&written)?;
        // A crash may have left one, with whatever mode.
        let _ = fs::remove_file(&draft);
        let mut file = crate::platform::create_private(&draft)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        Ok(Self(path))
    }

    /// Removes it.
    pub(crate) fn remove(self) {
        drop(self);
    }
}

impl Drop for RuntimeFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::warn!(%error, "runtime.json could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SystemRandom;

    #[test]
    fn what_a_killed_instance_left_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(NAME), "{}").unwrap();
        remove_stale(dir.path());
        assert!(!dir.path().join(NAME).exists());
        remove_stale(dir.path());
    }

    #[test]
    fn what_is_written_is_read_and_gone_at_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let token = Token::generate(&SystemRandom);
        let address = "127.0.0.1:4242".parse().unwrap();
        let file = RuntimeFile::write(dir.path(), address, &token).unwrap();
        let instance = Instance::read(dir.path()).unwrap();
        assert_eq!((instance.pid, instance.address), (std::process::id(), address));
        assert_eq!(instance.token.expose(), token.expose());
        assert!(!format!("{instance:?}").contains(token.expose()));
        file.remove();
        assert!(Instance::read(dir.path()).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("runtime.json.new"), "left over").unwrap();
        let address = "127.0.0.1:4242".parse().unwrap();
        let _file = RuntimeFile::write(dir.path(), address, &Token::generate(&SystemRandom)).unwrap();
        let mode = fs::metadata(dir.path().join(NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn an_address_that_is_not_loopback_is_not_believed() {
        let dir = tempfile::tempdir().unwrap();
        let text = r#"{"pid":1,"version":"0","address":"10.0.0.9:1","token":"t"}"#;
        fs::write(dir.path().join(NAME), text).unwrap();
        assert!(Instance::read(dir.path()).is_none());
    }
}
