//! The spill file: where records go while the database can't take them. A line each, with its checksum.

use crate::{StoreError, platform};
use domain::{Clock, RequestRecord};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// How many records are handed on at a time when the file is read back.
const CHUNK: usize = 256;

/// The file, which needn't exist.
#[derive(Clone)]
pub(crate) struct Spill {
    path: PathBuf,
    clock: Arc<dyn Clock>,
}

impl Spill {
    /// The file at this path.
    pub(crate) fn new(path: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self { path, clock }
    }

    /// Whether there is anything in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.path.metadata().map_or(true, |metadata| metadata.len() == 0)
    }

    /// Adds records, durably, all or none.
    pub(crate) fn append(&self, records: &[Arc<RequestRecord>]) -> Result<(), StoreError> {
        // An earlier failure may have left half a line: the new ones begin on their own.
        let mut lines = vec![b'\n'];
        for record in records {
            match line(record) {
                Ok(line) => lines.extend_from_slice(line.as_bytes()),
                Err(error) => tracing::error!(request.id = %record.id, %error, "a record is lost"),
            }
        }
        self.append_durably(&lines).map_err(|source| StoreError::io(&self.path, source))
    }

    /// Hands all records to `keep`, in their order, and then forgets them. Lines that are torn or changed
    /// are passed over; a file that has some is kept under another name.
    pub(crate) fn drain(
        &self,
        mut keep: impl FnMut(&[Arc<RequestRecord>]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(StoreError::io(&self.path, error)),
        };
        let (mut chunk, mut bad) = (Vec::with_capacity(CHUNK), 0u64);
        for line in BufReader::new(file).split(b'\n') {
            let line = line.map_err(|source| StoreError::io(&self.path, source))?;
            match read_line(&line) {
                Some(record) => chunk.push(Arc::new(record)),
                None if line.is_empty() => {}
                None => bad += 1,
            }
            if chunk.len() == CHUNK {
                keep(&chunk)?;
                chunk.clear();
            }
        }
        keep(&chunk)?;
        self.forget(bad).map_err(|source| StoreError::io(&self.path, source))
    }

    fn append_durably(&self, lines: &[u8]) -> io::Result<()> {
        let mut file = match platform::create_private(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                OpenOptions::new().write(true).open(&self.path)?
            }
            created => created?,
        };
        let before = io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
        let written = file.write_all(lines).and_then(|()| file.sync_all());
        if written.is_err() {
            // Gives the room back, and keeps "all or none" where the disk still allows it.
            drop(file.set_len(before));
        } else if before == 0 {
            self.sync_parent()?;
        }
        written
    }

    fn forget(&self, bad: u64) -> io::Result<()> {
        if bad == 0 {
            fs::remove_file(&self.path)?;
        } else {
            let mut name = self.path.as_os_str().to_owned();
            name.push(format!(".broken-{}", self.clock.now().0));
            let aside = Path::new(&name);
            tracing::error!(lines = bad, kept_as = %aside.display(), "spilled records can't be read");
            fs::rename(&self.path, aside)?;
        }
        self.sync_parent()
    }

    fn sync_parent(&self) -> io::Result<()> {
        self.path.parent().map_or(Ok(()), platform::sync_dir)
    }
}

/// `89abcdef {"id":…}` and a line break.
fn line(record: &RequestRecord) -> serde_json::Result<String> {
    let json = serde_json::to_string(record)?;
    Ok(format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes())))
}

fn read_line(line: &[u8]) -> Option<RequestRecord> {
    let (checksum, json) = line.split_at_checked(9)?;
    let checksum = u32::from_str_radix(std::str::from_utf8(checksum).ok()?.trim_end(), 16).ok()?;
    if crc32fast::hash(json) != checksum {
        return None;
    }
    serde_json::from_slice(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::record;
    use domain::SystemClock;

    fn spill(dir: &tempfile::TempDir) -> Spill {
        Spill::new(dir.path().join("ledger.spill"), Arc::new(SystemClock))
    }

    fn shared(number: u32) -> Arc<RequestRecord> {
        Arc::new(record(number))
    }

    fn drained(spill: &Spill) -> Vec<Arc<RequestRecord>> {
        let mut all = Vec::new();
        let keep = |chunk: &[Arc<RequestRecord>]| {
            all.extend_from_slice(chunk);
            Ok(())
        };
        spill.drain(keep).unwrap();
        all
    }

    #[test]
    fn records_come_back_as_they_were_and_once() {
        let dir = tempfile::tempdir().unwrap();
        let spill = spill(&dir);
        assert!(spill.is_empty());
        let records: Vec<_> = (0..600).map(shared).collect();
        for part in records.chunks(100) {
            spill.append(part).unwrap();
        }
        assert!(!spill.is_empty());
        assert_eq!(drained(&spill), records);
        assert!(spill.is_empty());
        assert!(drained(&spill).is_empty());
    }

    #[test]
    fn records_that_were_not_kept_stay() {
        let dir = tempfile::tempdir().unwrap();
        let spill = spill(&dir);
        spill.append(&[shared(1)]).unwrap();
        assert!(spill.drain(|_| Err(StoreError::Closed)).is_err());
        assert_eq!(drained(&spill), [shared(1)]);
    }

    #[test]
    fn a_torn_and_a_changed_line_cost_only_themselves() {
        let dir = tempfile::tempdir().unwrap();
        let spill = spill(&dir);
        spill.append(&[shared(1)]).unwrap();
        let whole = fs::read(&spill.path).unwrap();
        let torn = &whole[..whole.len() / 2];
        let changed = String::from_utf8(whole.clone()).unwrap().replace("127.0.0.1", "127.0.0.2");
        fs::write(&spill.path, [&whole, changed.as_bytes(), torn].concat()).unwrap();
        spill.append(&[shared(2)]).unwrap();

        assert_eq!(drained(&spill), [shared(1), shared(2)]);
        let names: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 1, "{names:?}");
        assert!(names[0].to_str().unwrap().starts_with("ledger.spill.broken-"));
    }
}
