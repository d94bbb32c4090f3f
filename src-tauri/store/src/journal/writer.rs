//! Writing a journal: one write for all entries that wait, one sync if one of them must last. What fails is counted and told
//! to the caller; it never stops anybody. After a failure the file is opened anew, which cuts a line that was half written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use protocol::timeline::What;

use super::{Entry, files, reader};

/// How much of a journal is kept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// After how many bytes another file is begun.
    pub bytes: u64,
    /// How many files are kept.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 1024 * 1024, files: 8 }
    }
}

/// The writer of one journal. Blocking.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    limits: Limits,
    /// Absent before the first write and after a failed one.
    pub(super) open: Option<Open>,
    pub(super) dropped: u64,
}

#[derive(Debug)]
pub(super) struct Open {
    pub(super) file: File,
    pub(super) length: u64,
    /// The number of the next entry.
    pub(super) next: u64,
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
        let (dir, limits) = (&self.dir, self.limits);
        let mut open = match self.open.take() {
            Some(open) => open,
            None => Open::newest(dir)?,
        };
        if open.length >= limits.bytes {
            open = Open::create(dir, open.next)?;
            remove_oldest(dir, limits.files);
        }
        open.write(&mut entries)?;
        self.open = Some(open);
        Ok(())
    }
}

impl Open {
    /// The file that the last entry is in, without its torn tail; a first file where there is none.
    fn newest(dir: &Path) -> io::Result<Self> {
        let Some(first) = files::list(dir)?.pop() else {
            make_directory(dir)?;
            return Self::create(dir, 1);
        };
        let path = files::path(dir, first);
        let bytes = fs::read(&path)?;
        let whole = reader::whole(&bytes).len() as u64;
        let file = OpenOptions::new().append(true).open(&path)?;
        if whole < bytes.len() as u64 {
            file.set_len(whole)?;
        }
        let numbers = reader::lines(&bytes, true).filter_map(reader::entry).map(|entry| entry.number);
        let next = numbers.max().map_or(first, |last| last.saturating_add(1)).max(first);
        Ok(Self { file, length: whole, next })
    }

    fn create(dir: &Path, first: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = protocol::platform::private(options.append(true).create(true)).open(files::path(dir, first))?;
        Ok(Self { length: file.metadata()?.len(), file, next: first })
    }

    fn write(&mut self, entries: &mut [Entry]) -> io::Result<()> {
        let mut bytes = Vec::new();
        for entry in &mut *entries {
            entry.number = self.next;
            self.next += 1;
            serde_json::to_writer(&mut bytes, entry)?;
            bytes.push(b'\n');
        }
        if let Err(error) = self.file.write_all(&bytes) {
            // Those that did fit would be counted as missing all the same. What cannot be cut now is cut when it is opened anew.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += bytes.len() as u64;
        if entries.iter().any(Entry::must_last)
            && let Err(error) = self.file.sync_data()
        {
            // The lines are there for every process; only a power cut could tell.
            tracing::warn!("syncing the journal: {error}");
        }
        Ok(())
    }
}

fn make_directory(dir: &Path) -> io::Result<()> {
    match protocol::paths::create_private_directory(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// What cannot be removed is removed next time.
fn remove_oldest(dir: &Path, keep: usize) {
    let files = files::list(dir).unwrap_or_default();
    for first in files.iter().take(files.len().saturating_sub(keep)) {
        if let Err(error) = fs::remove_file(files::path(dir, *first)) {
            tracing::warn!("removing the oldest entries of the journal: {error}");
        }
    }
}
