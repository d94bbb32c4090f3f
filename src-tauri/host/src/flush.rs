//! Brings the log to the disk, on a thread of its own: at most every two seconds while it grows. While it does not, there is
//! no such thread.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::threads::{self, lock};

/// What a power cut may cost.
const PAUSE: Duration = Duration::from_secs(2);

/// Files that have grown and directories that hold new names.
#[derive(Debug, Default)]
pub struct Flush {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    dirty: Dirty,
    /// Since when something is dirty. Absent: nothing is.
    since: Option<Instant>,
    /// The thread is there.
    running: bool,
    closing: bool,
}

/// What is not on the disk yet.
#[derive(Debug, Default)]
struct Dirty {
    /// Segments by their numbers.
    segments: BTreeMap<u32, Arc<File>>,
    directories: Vec<Arc<File>>,
}

impl Flush {
    /// Notes that a segment has grown.
    pub fn grew(self: &Arc<Self>, number: u32, segment: &Arc<File>) {
        self.note(|dirty| {
            dirty.segments.entry(number).or_insert_with(|| segment.clone());
        });
    }

    /// Notes that a directory holds new names.
    pub fn names_changed(self: &Arc<Self>, directory: &Arc<File>) {
        self.note(|dirty| {
            if !dirty.directories.iter().any(|known| Arc::ptr_eq(known, directory)) {
                dirty.directories.push(directory.clone());
            }
        });
    }

    /// The segments before `oldest` were removed: they are let go, so that their room is free at once.
    pub fn removed_before(&self, oldest: u32) {
        let mut state = lock(&self.state);
        state.dirty.segments = state.dirty.segments.split_off(&oldest);
    }

    fn note(self: &Arc<Self>, change: impl FnOnce(&mut Dirty)) {
        let mut state = lock(&self.state);
        change(&mut state.dirty);
        state.since.get_or_insert_with(Instant::now);
        if state.closing || std::mem::replace(&mut state.running, true) {
            return;
        }
        drop(state);
        let flush = self.clone();
        if let Err(error) = threads::start("flush", move || flush.run()) {
            tracing::warn!(%error, "starting the thread that brings the log to the disk");
            lock(&self.state).running = false;
        }
    }

    /// Syncs what has grown, each time two seconds after the first of it came, until nothing is left or [`Self::close`].
    /// While it syncs no lock is held, and what grows meanwhile is for the next time.
    fn run(&self) {
        while let Some(dirty) = self.next() {
            dirty.sync();
        }
    }

    /// Waits for the next time. `None`: there is none, and the thread is as good as gone.
    fn next(&self) -> Option<Dirty> {
        let mut state = lock(&self.state);
        let pause = state.since.map(|since| PAUSE.saturating_sub(since.elapsed()));
        let Some(pause) = pause.filter(|_| !state.closing) else {
            state.running = false;
            return None;
        };
        let waited = self.changed.wait_timeout_while(state, pause, |state| !state.closing);
        Some(waited.unwrap_or_else(PoisonError::into_inner).0.take())
    }

    /// Ends [`Self::run`] and syncs what is left.
    pub fn close(&self) {
        let mut state = lock(&self.state);
        state.closing = true;
        let dirty = state.take();
        drop(state);
        self.changed.notify_one();
        dirty.sync();
    }
}

impl State {
    fn take(&mut self) -> Dirty {
        self.since = None;
        std::mem::take(&mut self.dirty)
    }
}

impl Dirty {
    /// The names last: what they name is there by then.
    fn sync(&self) {
        for file in self.segments.values().chain(&self.directories) {
            if let Err(error) = file.sync_data() {
                tracing::warn!(%error, "bringing the log to the disk");
            }
        }
    }
}

/// Opens a directory, so that new names in it can be brought to the disk like a file.
///
/// # Errors
/// Where the system does not open directories as files.
pub fn directory(path: &Path) -> io::Result<Arc<File>> {
    File::open(path).map(Arc::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_noted_once_and_let_go_when_it_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let files: Vec<_> = ["1", "2"].map(|name| Arc::new(File::create(dir.path().join(name)).unwrap())).into();
        let flush = Arc::new(Flush::default());
        for _ in 0..3 {
            flush.grew(1, &files[0]);
            flush.grew(2, &files[1]);
        }
        assert_eq!(files.iter().map(Arc::strong_count).collect::<Vec<_>>(), [2, 2]);
        flush.removed_before(2);
        assert_eq!(files.iter().map(Arc::strong_count).collect::<Vec<_>>(), [1, 2]);
        flush.close();
        assert_eq!(Arc::strong_count(&files[1]), 1);
        assert!(flush.next().is_none(), "it was told to end");
    }
}
