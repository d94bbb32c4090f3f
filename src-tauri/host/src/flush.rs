//! Brings the log to the disk, on a thread of its own: at most every two seconds while it grows, never while it does not.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::threads::lock;

/// What a power cut may cost.
const PAUSE: Duration = Duration::from_secs(2);

/// Files that have grown.
#[derive(Debug, Default)]
pub struct Flush {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    dirty: Vec<Arc<File>>,
    closing: bool,
}

impl Flush {
    /// Notes that a file has grown.
    pub fn grew(&self, file: &Arc<File>) {
        let mut state = lock(&self.state);
        if state.dirty.iter().any(|known| Arc::ptr_eq(known, file)) {
            return;
        }
        state.dirty.push(file.clone());
        drop(state);
        self.changed.notify_one();
    }

    /// Syncs what has grown, every two seconds, until [`Self::close`].
    pub fn run(&self) {
        loop {
            let state = lock(&self.state);
            let state = self.changed.wait_while(state, |state| state.dirty.is_empty() && !state.closing);
            let state = state.unwrap_or_else(PoisonError::into_inner);
            let waited = self.changed.wait_timeout_while(state, PAUSE, |state| !state.closing);
            let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
            let dirty = std::mem::take(&mut state.dirty);
            let closing = state.closing;
            drop(state);
            sync(&dirty);
            if closing {
                return;
            }
        }
    }

    /// Ends [`Self::run`] and syncs what is left.
    pub fn close(&self) {
        let mut state = lock(&self.state);
        state.closing = true;
        let dirty = std::mem::take(&mut state.dirty);
        drop(state);
        self.changed.notify_one();
        sync(&dirty);
    }
}

fn sync(files: &[Arc<File>]) {
    for file in files {
        if let Err(error) = file.sync_data() {
            tracing::warn!(%error, "bringing the log to the disk");
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
