//! What people are told: whoever knows of something leaves a note and goes on at once. One thread decides what follows, writes
//! it down, and only then tells those who listen. It never asks a session anything and keeps nobody waiting.
//!
//! | the daemon dies | and then |
//! |---|---|
//! | before the line is written, or half-way through it | the next daemon finds the same in the session's records and tells it |
//! | after the line is written, before anybody heard | it is told: clients ask for what came after their cursors |
//! | while nobody knew of it yet | as the first; for the list only, where it is older than two minutes by then |
//! | while a restore is carried out | nobody is told that it was: it was not |
//!
//! What changes twice while no daemon looks is told as it is then. A line is never written twice for the same
//! [`rules::Key`] of a session, and a number is never given twice.

mod kept;
pub mod rules;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use protocol::id::{Generation, SessionId};
use protocol::notification::Notification;
use protocol::requests;
use store::notifications::{Line, Writer};

use crate::last_words;

use kept::Kept;
use rules::Stand;

/// How many notes may wait for the disk.
const WAITING: usize = 4096;
/// After a disk has refused, so long until it is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// Takes notes, and knows what was told. Cheap to clone. The default one forgets notes.
#[derive(Clone, Debug, Default)]
pub struct Notifications(Option<Arc<Desk>>);

#[derive(Debug)]
struct Desk {
    notes: SyncSender<Note>,
    /// Until the thread is started.
    waiting: Mutex<Option<Receiver<Note>>>,
    kept: Mutex<Kept>,
}

/// What somebody knows.
#[derive(Debug)]
pub enum Note {
    /// What a session's row says has changed.
    Stand {
        /// Whose.
        of: Subject,
        /// What it says.
        stand: Stand,
        /// It was so when the daemon first looked, and nobody saw it happen.
        found: bool,
    },
    /// A restore has brought these back, as these runs.
    Restored(Vec<(Subject, Generation)>),
    /// A session was wiped.
    Removed(SessionId),
    /// All sessions there are: what was told of others is over.
    Listed(Vec<SessionId>),
    /// The daemon ends: whoever sent this waits for it to be dropped.
    Close(SyncSender<()>),
}

/// The session that something is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Which.
    pub id: SessionId,
    /// What people call it.
    pub name: String,
}

impl Notifications {
    /// Those in this directory. Nothing is written before [`Self::serve`]. Blocking.
    pub fn new(dir: &Path) -> Self {
        let mut kept = Kept::default();
        let contents = store::notifications::read(dir).unwrap_or_else(|error| {
            tracing::error!("reading {}: {error}", dir.display());
            store::lines::Contents::default()
        });
        contents.entries.into_iter().for_each(|line| drop(kept.take(line)));
        let (notes, waiting) = sync_channel(WAITING);
        Self(Some(Arc::new(Desk { notes, waiting: Mutex::new(Some(waiting)), kept: Mutex::new(kept) })))
    }

    /// Leaves a note and never waits. Whether it was taken: where it was not, the disk hangs.
    pub fn note(&self, note: Note) -> bool {
        self.0.as_ref().is_none_or(|desk| desk.notes.try_send(note).is_ok())
    }

    /// Those that have changed after a client's cursor.
    pub fn after(&self, cursor: u64) -> requests::Notifications {
        self.0.as_ref().map(|desk| desk.kept().after(cursor)).unwrap_or_default()
    }

    /// Starts to carry out notes. `tell` is called with each notification that is new or has changed, `warn` once when the
    /// disk begins to refuse.
    pub fn serve(
        &self,
        dir: &Path,
        tell: impl Fn(Notification) + Send + 'static,
        warn: impl Fn(String) + Send + 'static,
    ) {
        let Some(desk) = self.0.clone() else { return };
        let Some(waiting) = desk.waiting.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let mut clerk = Clerk { desk, writer: Writer::new(dir), tell, warn, refused: false };
        thread::spawn(move || clerk.run(&waiting));
    }

    /// Has everything carried out that was noted before, unless the disk takes too long.
    pub fn close(&self) {
        if let Some(desk) = &self.0 {
            last_words::wait(&desk.notes, Note::Close);
        }
    }
}

impl Desk {
    /// Held for memory only.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Carries out notes, in their order.
struct Clerk<Tell, Warn> {
    desk: Arc<Desk>,
    writer: Writer,
    tell: Tell,
    warn: Warn,
    /// The disk has refused, and somebody was told so.
    refused: bool,
}

impl<Tell: Fn(Notification), Warn: Fn(String)> Clerk<Tell, Warn> {
    fn run(&mut self, notes: &Receiver<Note>) {
        if !self.desk.kept().has_begun() {
            // What had happened before there was a log is no news; the first note says so again where this fails.
            self.write(vec![Line { at: store::now_ms(), ..Line::default() }]);
        }
        let mut waiting = VecDeque::new();
        while let Some(next) = next(notes, waiting.len()) {
            match next {
                // Nothing of what still waits is lost: the next daemon finds it in the records.
                Some(Note::Close(_)) => return,
                next => waiting.extend(next),
            }
            while waiting.front().is_some_and(|note| self.carry_out(note)) {
                waiting.pop_front();
            }
        }
    }

    /// Whether all that follows from a note is on disk and told.
    fn carry_out(&mut self, note: &Note) -> bool {
        let lines = rules::lines(&self.desk.kept(), note, store::now_ms());
        lines.is_empty() || self.write(lines)
    }

    fn write(&mut self, mut lines: Vec<Line>) -> bool {
        if let Err(error) = self.writer.append(&mut lines) {
            if !std::mem::replace(&mut self.refused, true) {
                (self.warn)(format!("notifications cannot be written: {error}"));
            }
            return false;
        }
        self.refused = false;
        for line in lines {
            let changed = self.desk.kept().take(line);
            changed.into_iter().for_each(&self.tell);
        }
        true
    }
}

/// The next note, where so many wait for a disk that refuses. `None`: there will be none; without a note in it: it is time to
/// try again.
fn next(notes: &Receiver<Note>, waiting: usize) -> Option<Option<Note>> {
    match waiting {
        0 => notes.recv().ok().map(Some),
        1..WAITING => match notes.recv_timeout(AGAIN) {
            Err(RecvTimeoutError::Disconnected) => None,
            next => Some(next.ok()),
        },
        _ => {
            thread::sleep(AGAIN);
            Some(None)
        }
    }
}

#[cfg(test)]
pub mod tests;
