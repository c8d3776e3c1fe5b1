//! Gives back the memory that only the start needed. Of what a process maps, the code and the tables that its libraries
//! are linked by are read once and stay, WebKit's above all, which the tray never uses.

use std::fs;

/// A part of a mapped file that was never written to.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    start: usize,
    length: usize,
}

/// Lets go of every page that is as it stands in its file. What is used again, the system maps in again by itself.
pub(super) fn give_back() {
    let Ok(smaps) = fs::read_to_string("/proc/self/smaps") else { return };
    for Part { start, length } in unwritten(&smaps) {
        let start = std::ptr::with_exposed_provenance_mut(start);
        #[expect(unsafe_code, reason = "there is no safe way to say this to the system")]
        // SAFETY: the range is a private, read-only mapping of a file without a page of its own, so that each of its
        // pages has the same content after it was dropped. A mapping that has gone meanwhile is an error.
        let given_back = unsafe { libc::madvise(start, length, libc::MADV_DONTNEED) };
        if given_back != 0 {
            tracing::debug!(error = %std::io::Error::last_os_error(), "memory could not be given back");
        }
    }
}

/// The private, read-only mappings of files that hold no page which is not the file's.
fn unwritten(smaps: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut current = None;
    for line in smaps.lines() {
        if let Some(value) = line.strip_prefix("Anonymous:") {
            let part: Option<Part> = current.take();
            parts.extend(part.filter(|_| value.trim() == "0 kB"));
        } else if let Some(mapping) = mapping(line) {
            current = mapping;
        }
    }
    parts
}

/// `None` for a line that begins no mapping, `Some(None)` for a mapping that has to stay.
fn mapping(line: &str) -> Option<Option<Part>> {
    let mut words = line.split_ascii_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let address = |text: &str| usize::from_str_radix(text, 16).ok();
    let (start, end) = (address(start)?, address(end)?);
    let may = words.next()?;
    let path = words.nth(3).unwrap_or_default();
    let stays = !matches!(may, "r--p" | "r-xp") || !path.starts_with('/');
    Some((!stays).then(|| Part { start, length: end.saturating_sub(start) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_as_in_its_file_is_given_back() {
        let mapped = |range: &str, may: &str, path: &str, own: u32| {
            format!("{range} {may} 00000000 fe:00 1 {path}\nRss: 8 kB\nAnonymous: {own} kB\nVmFlags: rd mr\n")
        };
        let smaps = [
            mapped("1000-3000", "r-xp", "/usr/lib/a.so", 0),
            mapped("3000-4000", "r--p", "/usr/lib/a.so", 4),
            mapped("4000-5000", "rw-p", "/usr/lib/a.so", 0),
            mapped("5000-6000", "r--s", "/usr/share/icons/cache", 0),
            mapped("6000-7000", "r--p", "", 0),
            mapped("7000-8000", "r-xp", "[vdso]", 0),
            mapped("8000-9000", "r--p", "/usr/lib/with a space.so", 0),
        ]
        .concat();
        let expected = [Part { start: 0x1000, length: 0x2000 }, Part { start: 0x8000, length: 0x1000 }];
        assert_eq!(unwritten(&smaps), expected);
    }

    #[test]
    fn a_program_goes_on_without_it() {
        let before = String::from("the same");
        give_back();
        assert_eq!(before, "the same");
        assert!(fs::read_to_string("/proc/self/smaps").is_ok_and(|smaps| !unwritten(&smaps).is_empty()));
    }
}
