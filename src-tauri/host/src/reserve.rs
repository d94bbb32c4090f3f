//! Room on the disk for `end.json`, kept back from the start, so that a full disk cannot keep the end from being written.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use store::disk::{self, Change};
use store::durable;
use store::records::{self, EndRecord, RESERVE};

/// How much is kept back, in bytes.
const ROOM: u64 = 4096;
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
    /// Where there is none already; then nothing is left there.
    pub fn keep(dir: &Path) -> io::Result<Self> {
        let reserve = Self { path: dir.join(RESERVE), end: dir.join("end.json") };
        let file = disk::create(&reserve.path)?;
        let kept = disk::carry_out(&Change::Allocate { path: &reserve.path, file: &file, length: ROOM });
        kept.inspect_err(|_| reserve.give_back())?;
        Ok(reserve)
    }

    /// Writes the end durably. To be tried again if it fails.
    ///
    /// # Errors
    /// Whatever the file system says; then there is no end record, or one that may not outlive a power cut.
    pub fn write(&self, record: &EndRecord) -> io::Result<()> {
        let mut record = record.clone();
        record.survivors.truncate(MOST_SURVIVORS);
        let bytes = records::bytes(&record)?;
        match self.fill(&bytes).and_then(|()| disk::rename(&self.path, &self.end)) {
            Ok(()) => durable::sync_parent(&self.end),
            Err(error) => {
                // The room may have been taken away; then there may be other.
                tracing::warn!(%error, "writing the end into the room kept for it");
                durable::write(&self.end, &bytes, durable::Sync::Durable)?;
                self.give_back();
                Ok(())
            }
        }
    }

    fn fill(&self, bytes: &[u8]) -> io::Result<()> {
        let (path, file) = (self.path.as_path(), &File::options().write(true).open(&self.path)?);
        disk::carry_out(&Change::Write { path, file, bytes })?;
        // Only now: cutting first would give the room back.
        disk::carry_out(&Change::Cut { path, file, length: bytes.len() as u64 })?;
        disk::carry_out(&Change::SyncFile { path, file })
    }

    /// Where that fails, whoever closes the run tidies up.
    fn give_back(&self) {
        let _ = disk::remove(&self.path);
    }
}
