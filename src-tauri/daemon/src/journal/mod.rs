//! The daemon's way into its journal: whoever has something to tell leaves a note and goes on at once. One thread writes
//! what waits, in the order of the notes. Nobody ever waits for it but the daemon's own end, and that not for long.

pub mod entries;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use store::journal::{Entry, LIMITS, Writer};

use crate::last_words;

/// How many notes may wait for the disk. More are counted and not kept.
const WAITING: usize = 4096;
/// How many are written at once.
const AT_ONCE: usize = 256;

/// Takes notes. Cheap to clone. The default one forgets them.
#[derive(Clone, Debug, Default)]
pub struct Journal(Option<Arc<Desk>>);

#[derive(Debug)]
struct Desk {
    notes: SyncSender<Note>,
    /// Notes that had no room.
    lost: AtomicU64,
    /// Until the writer is started.
    waiting: Mutex<Option<Receiver<Note>>>,
    /// When the newest entry of earlier daemons was made, in milliseconds since 1970. 0: there is none.
    until: u64,
}

#[derive(Debug)]
enum Note {
    Entry(Box<Entry>),
    /// The daemon ends: whoever sent this waits for it to be dropped.
    Close(SyncSender<()>),
}

impl Journal {
    /// A journal in this directory. Nothing is written before [`Self::write`]. Blocking.
    pub fn new(dir: &Path) -> Self {
        let (notes, waiting) = sync_channel(WAITING);
        let until = store::journal::newest(dir).map_or(0, |entry| entry.at);
        Self(Some(Arc::new(Desk { notes, lost: AtomicU64::new(0), waiting: Mutex::new(Some(waiting)), until })))
    }

    /// Leaves a note. Never waits.
    pub fn note(&self, entry: Entry) {
        let Some(desk) = &self.0 else { return };
        if let Err(TrySendError::Full(_)) = desk.notes.try_send(Note::Entry(Box::new(entry))) {
            desk.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether something of this moment, in milliseconds since 1970, is news to the journal of earlier daemons.
    pub fn is_news(&self, at: u64) -> bool {
        self.0.as_ref().is_none_or(|desk| at > desk.until)
    }

    /// Starts writing. `tell` is called once when the disk begins to refuse.
    pub fn write(&self, dir: &Path, tell: impl Fn(String) + Send + 'static) {
        let Some(desk) = self.0.clone() else { return };
        let Some(waiting) = desk.waiting.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let writer = Writer::new(dir, LIMITS);
        thread::spawn(move || write_all(&waiting, &desk.lost, writer, tell));
    }

    /// Has everything written that was noted before, unless the disk takes too long.
    pub fn close(&self) {
        if let Some(desk) = &self.0 {
            last_words::wait(&desk.notes, Note::Close);
        }
    }
}

fn write_all(waiting: &Receiver<Note>, lost: &AtomicU64, mut writer: Writer, tell: impl Fn(String)) {
    let mut refused = false;
    while let Ok(first) = waiting.recv() {
        let mut entries = Vec::new();
        let mut closing = None;
        for note in std::iter::once(first).chain(waiting.try_iter()).take(AT_ONCE) {
            match note {
                Note::Entry(entry) => entries.push(*entry),
                Note::Close(done) => closing = Some(done),
            }
        }
        let outcome = writer.append(entries, lost.swap(0, Ordering::Relaxed));
        if let Err(error) = &outcome
            && !refused
        {
            tell(format!("the journal cannot be written: {error}"));
        }
        refused = outcome.is_err();
        if closing.is_some() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::timeline::What;

    use std::time::Duration;

    use super::*;

    #[test]
    fn everything_noted_before_the_end_is_written_in_order() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("journal");
        let journal = Journal::new(&dir);
        (0..500).for_each(|number| journal.note(Entry::now(What::Started, number.to_string())));
        journal.write(&dir, |message| panic!("{message}"));
        (500..1000).for_each(|number| journal.note(Entry::now(What::Started, number.to_string())));
        journal.close();
        let entries = store::journal::read(&dir).unwrap().entries;
        let texts: Vec<String> = entries.iter().map(|entry| entry.text.clone()).collect();
        assert_eq!(texts, (0..1000).map(|number| number.to_string()).collect::<Vec<_>>());
        let at = entries.last().unwrap().at;
        assert!(!Journal::new(&dir).is_news(at) && Journal::new(&dir).is_news(at + 1));
    }

    #[test]
    fn a_disk_that_refuses_is_told_once_and_notes_without_room_are_counted() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("journal");
        let journal = Journal::new(&dir);
        (0..WAITING + 7).for_each(|number| journal.note(Entry::now(What::Started, number.to_string())));
        std::fs::write(&dir, "in the way").unwrap();
        let (told, heard) = std::sync::mpsc::channel();
        journal.write(&dir, move |message| told.send(message).unwrap());
        let first = heard.recv().unwrap();
        assert!(first.contains("cannot be written"), "{first}");
        std::fs::remove_file(&dir).unwrap();
        let entries = (0..10_000).find_map(|_| {
            journal.note(Entry::now(What::Started, "after"));
            thread::sleep(Duration::from_millis(1));
            Some(store::journal::read(&dir).unwrap().entries).filter(|entries| !entries.is_empty())
        });
        let first = entries.unwrap().remove(0);
        assert_eq!((first.number, first.what), (1, What::Dropped));
        assert!(first.detail["entries"].as_u64().is_some_and(|dropped| dropped > 7));
        journal.close();
        assert!(heard.try_recv().is_err(), "told once");
    }
}
