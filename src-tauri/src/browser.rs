//! The system's browser: links that lead out of the window, and the pages when the window can't show them.

use anyhow::Context;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};
use tauri::Url;

/// The redirect's name in the data directory.
const NAME: &str = "open.html";
/// How long a browser may take to read it.
const READ_WITHIN: Duration = Duration::from_secs(30);

/// Opens a link that leads out of the window; nothing but the web is opened.
pub(crate) fn open(url: &Url) {
    if !matches!(url.scheme(), "http" | "https") {
        return;
    }
    if let Err(error) = open::that_detached(url.as_str()) {
        tracing::warn!(%error, "the browser could not be opened");
    }
}

/// Opens a one-time link. It stands in a file that only this user can read: a program's arguments can be read by
/// everybody.
pub(crate) async fn open_secretly(data_dir: &Path, link: &str) -> anyhow::Result<()> {
    let redirect = write(data_dir, link).context("cannot write the redirect")?;
    let opened = open::that_detached(&redirect).context("cannot open a browser");
    if opened.is_ok() {
        tokio::time::sleep(READ_WITHIN).await;
    }
    // The link works once, so a file that stays opens nothing.
    let _ = fs::remove_file(&redirect);
    opened
}

fn write(data_dir: &Path, link: &str) -> io::Result<PathBuf> {
    let path = data_dir.join(NAME);
    // One of before may have another mode.
    let _ = fs::remove_file(&path);
    let link = link.replace('&', "&amp;").replace('"', "&quot;");
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url={link}\">"
    );
    crate::platform::write_private(&path, page.as_bytes())?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_link() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = write(dir.path(), "http://127.0.0.1:1/sign-in#secret\"").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(fs::read_to_string(&path).unwrap().contains("url=http://127.0.0.1:1/sign-in#secret&quot;"));
    }
}
