//! The file that lines are appended to. After a failure it is dropped and opened anew, which cuts a line that was half
//! written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::{Line, files, reader};

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// After how many bytes another file is begun.
    pub bytes: u64,
    /// How many files are kept.
    pub files: usize,
}

/// The newest file. Blocking.
#[derive(Debug)]
pub struct Open {
    pub(crate) file: File,
    pub(crate) length: u64,
    /// The number of the next line.
    pub(crate) next: u64,
}

impl Open {
    /// The file that the last line is in, without its torn tail; a first file where there is none.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn newest<L: Line>(dir: &Path) -> io::Result<Self> {
        let Some(first) = files::list(dir)?.pop() else {
            protocol::paths::ensure_private_directory(dir)?;
            return Self::create(dir, 1);
        };
        let path = files::path(dir, first);
        let bytes = fs::read(&path)?;
        let whole = reader::whole(&bytes).len() as u64;
        let file = OpenOptions::new().append(true).open(&path)?;
        if whole < bytes.len() as u64 {
            file.set_len(whole)?;
        }
        let numbers = reader::lines(&bytes, true).filter_map(reader::parse::<L>).map(|line| line.number());
        let next = numbers.max().map_or(first, |last| last.saturating_add(1)).max(first);
        Ok(Self { file, length: whole, next })
    }

    fn create(dir: &Path, first: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = protocol::platform::private(options.append(true).create(true)).open(files::path(dir, first))?;
        Ok(Self { length: file.metadata()?.len(), file, next: first })
    }

    /// The same, or the next file where this one is full; then the oldest go.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn with_room(self, dir: &Path, limits: Limits) -> io::Result<Self> {
        if self.length < limits.bytes {
            return Ok(self);
        }
        let next = Self::create(dir, self.next)?;
        remove_oldest(dir, limits.files);
        Ok(next)
    }

    /// Numbers and appends lines with one write, and with one sync if one of them must last.
    ///
    /// # Errors
    /// Whatever the file system says; then none of them is there.
    pub fn write<L: Line>(&mut self, lines: &mut [L]) -> io::Result<()> {
        let mut bytes = Vec::new();
        for line in &mut *lines {
            line.set_number(self.next);
            self.next += 1;
            serde_json::to_writer(&mut bytes, line)?;
            bytes.push(b'\n');
        }
        if let Err(error) = self.file.write_all(&bytes) {
            // Those that did fit would be counted as missing all the same. What cannot be cut now is cut when it is opened anew.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += bytes.len() as u64;
        if lines.iter().any(Line::must_last)
            && let Err(error) = self.file.sync_data()
        {
            // The lines are there for every process; only a power cut could tell.
            tracing::warn!("syncing lines: {error}");
        }
        Ok(())
    }
}

/// What cannot be removed is removed next time.
fn remove_oldest(dir: &Path, keep: usize) {
    let files = files::list(dir).unwrap_or_default();
    for first in files.iter().take(files.len().saturating_sub(keep)) {
        if let Err(error) = fs::remove_file(files::path(dir, *first)) {
            tracing::warn!("removing the oldest lines of {}: {error}", dir.display());
        }
    }
}
