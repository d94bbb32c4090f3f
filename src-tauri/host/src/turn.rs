//! What gives the stream its order: whoever adds to it holds this lock, writes the log first and then tells the clients.
//! Taken after `terminal` and before `stream`; attaching does not need it, so a slow disk keeps no client out.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

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
    /// The log. Absent: none is kept.
    pub log: Option<Log>,
}

/// How long a log that could not be written is left alone before it is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// The log and its way to the disk. It may be stopped, because the disk is full; then it is tried again now and then, as
/// output comes, and goes on in a new segment.
#[derive(Debug)]
pub struct Log {
    /// Where it lies.
    dir: PathBuf,
    run: Run,
    /// How much it may take, in bytes.
    bound: u64,
    state: State,
    flush: Arc<Flush>,
    index: Arc<Index>,
    /// Its directory, opened: a stopped log may be moved away, so at each beginning anew.
    directory: Option<Arc<File>>,
}

#[derive(Debug)]
enum State {
    Written(Writer),
    /// Nothing is, since it was last tried.
    Stopped {
        tried: Instant,
    },
}

/// What became of beginning the next segment.
#[derive(Debug)]
pub enum Begun {
    /// The log goes on.
    Next,
    /// It goes on after it was stopped.
    Resumed,
    /// It is stopped as before.
    StillStopped,
}

impl Log {
    /// The log of a run, which begins with [`Self::begin`].
    pub fn new(dir: PathBuf, run: Run, bound: u64, flush: Arc<Flush>, index: Arc<Index>) -> Self {
        // Until it is begun it is as good as stopped, and never tried.
        let state = State::Stopped { tried: Instant::now() };
        Self { dir, run, bound, state, flush, index, directory: None }
    }

    /// Begins the log of a run that has printed nothing yet.
    ///
    /// # Errors
    /// Whatever the file system says; then it is stopped.
    pub fn begin(&mut self, size: Size) -> io::Result<()> {
        let writer = Writer::create(&self.dir, self.run.clone(), size)?;
        self.written_from_now(writer);
        // The name of the log's own directory.
        self.dir
            .parent()
            .and_then(|run| flush::directory(run).ok())
            .iter()
            .for_each(|run| self.flush.names_changed(run));
        Ok(())
    }

    /// Appends output.
    ///
    /// # Errors
    /// Whatever the file system says; then the log is stopped.
    pub fn data(&mut self, offset: u64, now: u64, bytes: &[u8]) -> io::Result<()> {
        let State::Written(writer) = &mut self.state else { return Ok(()) };
        self.index.printed(offset + bytes.len() as u64);
        let outcome = writer.data(offset, now, bytes);
        self.written(outcome)
    }

    /// Whether the next segment is due.
    pub fn is_full(&self) -> bool {
        matches!(&self.state, State::Written(writer) if writer.is_full())
    }

    /// Whether the next segment is due, or a stopped log is to be tried again.
    pub fn is_due(&self) -> bool {
        match &self.state {
            State::Stopped { tried } => tried.elapsed() >= TRY_AGAIN,
            State::Written(writer) => writer.is_full(),
        }
    }

    /// Appends another size.
    ///
    /// # Errors
    /// As [`Self::data`].
    pub fn resize(&mut self, offset: u64, now: u64, size: Size) -> io::Result<()> {
        let State::Written(writer) = &mut self.state else { return Ok(()) };
        let outcome = writer.resize(offset, now, size);
        self.written(outcome)
    }

    /// Begins the next segment.
    ///
    /// # Errors
    /// As [`Self::data`].
    pub fn roll(&mut self, offset: u64, now: u64, size: Size, snapshot: &[u8]) -> io::Result<Begun> {
        if let State::Written(writer) = &mut self.state {
            let (before, _) = writer.file();
            let outcome = writer.roll(offset, now, size, snapshot);
            self.written(outcome)?;
            self.index.finished(before);
            self.grew_by_a_file();
            return Ok(Begun::Next);
        }
        match Writer::resume(&self.dir, self.run.clone(), offset, now, size, snapshot) {
            Ok(writer) => {
                self.written_from_now(writer);
                Ok(Begun::Resumed)
            }
            Err(error) => {
                tracing::info!(%error, "the log still cannot be written");
                self.state = State::Stopped { tried: Instant::now() };
                Ok(Begun::StillStopped)
            }
        }
    }

    /// What it takes, in bytes, as far as it is written here. Absent while it is stopped.
    pub fn bytes(&self) -> Option<u64> {
        match &self.state {
            State::Written(writer) => Some(writer.bytes()),
            State::Stopped { .. } => None,
        }
    }

    /// Has the end of the log brought to the disk, or gives it up.
    fn written<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        match &self.state {
            State::Written(writer) if outcome.is_ok() => {
                let (number, file) = writer.file();
                self.flush.grew(number, file);
            }
            _ => self.state = State::Stopped { tried: Instant::now() },
        }
        outcome
    }

    fn written_from_now(&mut self, writer: Writer) {
        self.state = State::Written(writer.bounded(self.bound));
        self.directory = flush::directory(&self.dir).ok();
        self.grew_by_a_file();
    }

    fn grew_by_a_file(&self) {
        let State::Written(writer) = &self.state else { return };
        let (number, file) = writer.file();
        self.flush.grew(number, file);
        self.flush.removed_before(writer.oldest());
        self.directory.iter().for_each(|directory| self.flush.names_changed(directory));
    }
}
