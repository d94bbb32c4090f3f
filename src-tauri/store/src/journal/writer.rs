//! Writing a journal: one write for all entries that wait. What fails is counted and told to the caller; it never stops
//! anybody.

use std::io;
use std::path::{Path, PathBuf};

use protocol::timeline::What;

use super::Entry;
use crate::lines::{Limits, Open};

/// How much of a journal is kept.
pub const LIMITS: Limits = Limits { bytes: 1024 * 1024, files: 8 };

/// The writer of one journal. Blocking.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    limits: Limits,
    /// Absent before the first write and after a failed one.
    pub(super) open: Option<Open>,
    pub(super) dropped: u64,
}

impl Writer {
    /// A writer for this directory, which is made with the first entry.
    pub fn new(dir: &Path, limits: Limits) -> Self {
        Self { dir: dir.to_owned(), limits, open: None, dropped: 0 }
    }

    /// Appends entries; the writer numbers them. `lost` more had no room on their way here.
    ///
    /// # Errors
    /// Whatever the file system says; then none of them is there, and the next one that can be written says how many are
    /// missing.
    pub fn append(&mut self, entries: Vec<Entry>, lost: u64) -> io::Result<()> {
        self.dropped += lost;
        let count = entries.len() as u64;
        match self.try_append(entries) {
            Ok(()) => {
                self.dropped = 0;
                Ok(())
            }
            Err(error) => {
                self.open = None;
                self.dropped += count;
                Err(error)
            }
        }
    }

    fn try_append(&mut self, mut entries: Vec<Entry>) -> io::Result<()> {
        if self.dropped > 0 {
            let text = format!("{} entries could not be written", self.dropped);
            entries.insert(0, Entry::now(What::Dropped, text).with("entries", self.dropped));
        }
        let open = match self.open.take() {
            Some(open) => open,
            None => Open::newest::<Entry>(&self.dir)?,
        };
        let mut open = open.with_room(&self.dir, self.limits)?;
        open.write(&mut entries)?;
        self.open = Some(open);
        Ok(())
    }
}
