//! Writes the final text of finished segments beside them while little is printed, so that a search finds it ready. It
//! works on a thread of its own, behind everybody else; what it leaves out is made by whoever searches.

mod segment;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use store::log::bounds::{self, Newest};

use crate::platform;
use crate::threads::{self, lock};

pub use segment::of_segment;

/// How long it looks at what is printed before it does a segment.
const LOOK: Duration = Duration::from_secs(2);
/// No more printed in that time, in bytes, is little.
const LITTLE: u64 = 64 * 1024;
/// How long the host's end may wait for a text that is being made.
const LAST: Duration = Duration::from_millis(500);
/// So many segments are remembered; of a log there are never more.
const MOST: usize = 64;

/// Segments whose text is not written yet.
#[derive(Debug)]
pub struct Index {
    dir: PathBuf,
    /// What log and texts may take together, in bytes.
    bound: u64,
    /// How many bytes have been printed so far.
    printed: AtomicU64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Finished, oldest first.
    due: VecDeque<u32>,
    /// Whether there is a thread; most runs never need one.
    started: bool,
    /// The thread is making a text.
    busy: bool,
    closing: bool,
}

impl Index {
    /// For the log in `dir`, which may take so many bytes with its texts.
    pub fn new(dir: PathBuf, bound: u64) -> Self {
        Self { dir, bound, printed: AtomicU64::new(0), state: Mutex::default(), changed: Condvar::new() }
    }

    /// So much has been printed, in bytes.
    pub fn printed(&self, offset: u64) {
        self.printed.store(offset, Ordering::Relaxed);
    }

    /// A segment will not grow any more.
    pub fn finished(self: &Arc<Self>, segment: u32) {
        let mut state = lock(&self.state);
        state.due.push_back(segment);
        let extra = state.due.len().saturating_sub(MOST);
        state.due.drain(..extra);
        if !std::mem::replace(&mut state.started, true) {
            let index = self.clone();
            state.started = threads::start("index", move || index.run()).is_ok();
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Writes texts until [`Self::close`].
    fn run(&self) {
        platform::step_back();
        while self.wait_for_work() {
            let before = self.printed.load(Ordering::Relaxed);
            if self.closes_within(LOOK) {
                return;
            }
            let is_quiet = || self.printed.load(Ordering::Relaxed).saturating_sub(before) <= LITTLE;
            while is_quiet()
                && let Some(segment) = self.begin_next()
            {
                write(&self.dir, segment, false);
                bounds::trim(&self.dir, self.bound, Newest::Grows);
                lock(&self.state).busy = false;
                self.changed.notify_all();
            }
            // Once for all of them: it lets go of code that the next text needs.
            store::memory::give_back();
        }
    }

    fn begin_next(&self) -> Option<u32> {
        let mut state = lock(&self.state);
        let segment = if state.closing { None } else { state.due.pop_front() }?;
        state.busy = true;
        Some(segment)
    }

    /// Ends the thread and writes the text of the last segment. What else was left is for whoever searches first: it would take
    /// the room of output. Nothing is printed any more, and the log takes no more than it does then.
    pub fn close(&self) {
        let mut state = lock(&self.state);
        state.closing = true;
        self.changed.notify_all();
        let waited = self.changed.wait_timeout_while(state, LAST, |state| state.busy);
        drop(waited);
        let last = store::log::segments(&self.dir).ok().and_then(|segments| segments.last().copied());
        if let Some(last) = last {
            write(&self.dir, last, true);
            bounds::trim(&self.dir, self.bound, Newest::Whole);
        }
    }

    /// `false`: there will be none.
    fn wait_for_work(&self) -> bool {
        let state = lock(&self.state);
        let waited = self.changed.wait_while(state, |state| state.due.is_empty() && !state.closing);
        !waited.unwrap_or_else(PoisonError::into_inner).closing
    }

    fn closes_within(&self, limit: Duration) -> bool {
        let state = lock(&self.state);
        let waited = self.changed.wait_timeout_while(state, limit, |state| !state.closing);
        waited.unwrap_or_else(PoisonError::into_inner).0.closing
    }
}

/// Losing a text costs time, never text: errors are noted and that is all.
fn write(dir: &Path, segment: u32, shown: bool) {
    let outcome = of_segment(dir, segment, shown).and_then(|made| match made {
        Some(made) => store::log::text::write_text(dir, segment, &made.bytes),
        None => Ok(()),
    });
    if let Err(error) = outcome {
        tracing::info!(%error, segment, "writing the text of a segment");
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use protocol::session::Size;
    use store::log::text::{Text, read_text};
    use store::log::{Run, Writer};

    use super::*;

    fn text(dir: &Path, segment: u32) -> Option<String> {
        let mut bytes = Vec::new();
        read_text(dir, segment, &mut bytes)
            .unwrap()
            .then(|| String::from_utf8(Text::parse(&bytes).unwrap().bytes.to_vec()).unwrap())
    }

    fn wait_for(what: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !what() {
            assert!(Instant::now() < deadline);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn texts_are_written_when_little_is_printed_and_at_the_end() {
        let (dir, size) = (tempfile::tempdir().unwrap(), Size { cols: 20, rows: 2 });
        let run = Run { session: "0123456789abcdef".parse().unwrap(), generation: 1 };
        let mut log = Writer::create(dir.path(), run, size).unwrap();
        log.data(0, 1, b"one\r\ntwo\r\nthree\r\n").unwrap();
        log.roll(17, 2, size, b"three\r\n").unwrap();
        let index = Arc::new(Index::new(dir.path().to_owned(), u64::MAX));
        index.finished(1);
        wait_for(|| text(dir.path(), 1).is_some());
        assert_eq!(text(dir.path(), 2), None, "it still grows");
        index.close();
        assert_eq!(text(dir.path(), 1).as_deref(), Some("one\ntwo\n"));
        assert_eq!(text(dir.path(), 2).as_deref(), Some("three\n"), "what the screen shows is in the last one only");
    }
}
