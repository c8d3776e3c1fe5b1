//! What a Linux desktop starts at login: a desktop entry in the autostart directory.

use crate::login::LoginEntry;
use anyhow::Context;
use std::{ffi::OsStr, fs, io, path::PathBuf};

/// The entry's name in the autostart directory.
const NAME: &str = "Switchyard.desktop";

/// Writes the entry, or removes it.
pub(super) fn put(entry: &LoginEntry, wanted: bool) -> anyhow::Result<()> {
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::home_dir().map(|home| home.join(".config"));
    let dir = config.or_else(home).context("there is no home directory")?.join("autostart");
    let path = dir.join(NAME);
    if wanted {
        fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        let draft = dir.join(format!("{NAME}.new"));
        fs::write(&draft, text(entry)?).with_context(|| format!("cannot write {}", draft.display()))?;
        return fs::rename(&draft, &path).with_context(|| format!("cannot write {}", path.display()));
    }
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn text(entry: &LoginEntry) -> anyhow::Result<String> {
    let mut command = word(entry.program.as_os_str())?;
    for argument in &entry.arguments {
        command.push(' ');
        command.push_str(&word(argument)?);
    }
    Ok(format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Name=Switchyard\n\
         Exec={command}\n\
         Icon=switchyard\n\
         StartupNotify=false\n\
         Terminal=false\n"
    ))
}

/// A word of an `Exec` line: quoted, unless nothing in it means anything there. The line is a text value, too, in
/// which each backslash is written twice.
fn word(text: &OsStr) -> anyhow::Result<String> {
    let text = text.to_str().context("a path is not a text")?;
    anyhow::ensure!(!text.contains(char::is_control), "a path has a control character");
    let plain = |char: char| char.is_ascii_alphanumeric() || "/-_.+:@".contains(char);
    if !text.is_empty() && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    let mut quoted = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '`' | '$' => quoted.extend(["\\\\", &char.to_string()]),
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    Ok(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_whatever_is_in_it() {
        for (path, expected) in [
            ("/usr/bin/switchyard", "/usr/bin/switchyard"),
            ("--hidden", "--hidden"),
            ("/my apps/switchyard", r#""/my apps/switchyard""#),
            ("/100%/$HOME", r#""/100%%/\\$HOME""#),
            (r#"/a"b\c"#, r#""/a\\"b\\\\c""#),
            ("/软件", r#""/软件""#),
        ] {
            assert_eq!(word(OsStr::new(path)).unwrap(), expected);
        }
        assert!(word(OsStr::new("/a\nExec=evil")).is_err());
    }
}
