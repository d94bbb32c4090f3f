//! Room on the disk for `end.json`, kept back from the start, so that a full disk cannot keep the end from being written.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use store::durable;
use store::records::{self, EndRecord};

use crate::platform;

/// How much is kept back, in bytes.
const ROOM: usize = 4096;
/// As many survivors as surely fit into it.
const MOST_SURVIVORS: usize = 8;

/// The room, as a file that becomes `end.json`.
#[derive(Debug)]
pub struct Reserve {
    path: PathBuf,
    end: PathBuf,
}

impl Reserve {
    /// Keeps room back in the directory of a run.
    ///
    /// # Errors
    /// Where there is none already.
    pub fn keep(dir: &Path) -> io::Result<Self> {
        let reserve = Self { path: dir.join(".end.reserve"), end: dir.join("end.json") };
        let file = protocol::platform::private(OpenOptions::new().write(true).create(true).truncate(true))
            .open(&reserve.path)?;
        platform::keep_space(&file, ROOM)?;
        Ok(reserve)
    }

    /// Writes the end durably. To be tried again if it fails.
    ///
    /// # Errors
    /// Whatever the file system says; then there is no end record.
    pub fn write(&self, record: &EndRecord) -> io::Result<()> {
        let mut record = record.clone();
        record.survivors.truncate(MOST_SURVIVORS);
        let bytes = records::bytes(&record)?;
        self.fill(&bytes).and_then(|()| std::fs::rename(&self.path, &self.end)).or_else(|error| {
            // The room may have been taken away; then there may be other.
            tracing::warn!(%error, "writing the end into the room kept for it");
            durable::write(&self.end, &bytes, durable::Sync::Durable)
        })?;
        durable::sync_parent(&self.end)
    }

    fn fill(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::options().write(true).open(&self.path)?;
        file.write_all(bytes)?;
        // Only now: cutting first would give the room back.
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    }
}
