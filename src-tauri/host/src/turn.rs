//! What gives the stream its order: whoever adds to it holds this lock, writes the log first and then tells the clients.
//! Taken after `terminal` and before `stream`; attaching does not need it, so a slow disk keeps no client out.

use std::io;
use std::path::Path;
use std::sync::Arc;

use protocol::host::Colors;
use protocol::session::Size;
use store::log::{Run, Writer};

use crate::flush::{self, Flush};
use crate::index::Index;
use crate::owner::Owners;

/// The one who adds to the stream.
#[derive(Debug)]
pub struct Turn {
    /// Who owns the size.
    pub owners: Owners,
    /// The colours that queries are answered with now.
    pub colors: Option<Colors>,
    /// The log. Absent: none is kept, or it failed.
    pub log: Option<Log>,
}

/// The log and its way to the disk.
#[derive(Debug)]
pub struct Log {
    writer: Writer,
    flush: Arc<Flush>,
    index: Arc<Index>,
    /// The directory, opened.
    dir: Option<Arc<std::fs::File>>,
}

impl Log {
    /// Begins the log of a run.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn create(dir: &Path, run: Run, size: Size, flush: Arc<Flush>, index: Arc<Index>) -> io::Result<Self> {
        let writer = Writer::create(dir, run, size)?;
        let log = Self { writer, flush, index, dir: flush::directory(dir).ok() };
        log.grew_by_a_file();
        Ok(log)
    }

    /// Appends output; `true`: the next segment is due.
    ///
    /// # Errors
    /// Whatever the file system says; then the log is of no more use.
    pub fn data(&mut self, offset: u64, now: u64, bytes: &[u8]) -> io::Result<bool> {
        self.writer.data(offset, now, bytes)?;
        self.index.printed(offset + bytes.len() as u64);
        self.flush.grew(self.writer.file());
        Ok(self.writer.is_full())
    }

    /// Appends another size.
    ///
    /// # Errors
    /// As [`Self::data`].
    pub fn resize(&mut self, offset: u64, now: u64, size: Size) -> io::Result<()> {
        self.writer.resize(offset, now, size)?;
        self.flush.grew(self.writer.file());
        Ok(())
    }

    /// Begins the next segment.
    ///
    /// # Errors
    /// As [`Self::data`].
    pub fn roll(&mut self, offset: u64, now: u64, size: Size, snapshot: &[u8]) -> io::Result<()> {
        let before = self.writer.number();
        self.writer.roll(offset, now, size, snapshot)?;
        self.index.finished(before);
        self.grew_by_a_file();
        Ok(())
    }

    fn grew_by_a_file(&self) {
        self.flush.grew(self.writer.file());
        self.dir.iter().for_each(|dir| self.flush.grew(dir));
    }
}
