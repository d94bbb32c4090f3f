//! Brings a terminal back from the log: the newest snapshot and everything after it. Used for replays, for the text of
//! earlier runs, and when the parser has failed. It only reads.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use protocol::session::Size;
use screen::Screen;
use store::log::{Header, Kind, Reader, Record};

/// How many lines above the screen a terminal keeps in memory.
pub const HISTORY: usize = 1000;

/// A terminal as it was.
pub struct Rebuilt {
    /// What it shows.
    pub screen: Box<dyn Screen>,
    /// The offset that it is true at.
    pub offset: u64,
}

/// The terminal at `until`, or where the log ends before that. `None`: there is no log, or none that can be used.
///
/// # Errors
/// Where the log cannot be read. A parser that fails is an error, too.
pub fn from_log(dir: &Path, until: u64) -> io::Result<Option<Rebuilt>> {
    catch_unwind(AssertUnwindSafe(|| replay(dir, until)))
        .unwrap_or_else(|_| Err(io::Error::other("the terminal's parser failed")))
}

/// A terminal that shows nothing yet.
pub fn fresh(size: Size) -> Box<dyn Screen> {
    screen::new(cells(size), HISTORY)
}

/// Our size as the screen's.
pub fn cells(size: Size) -> screen::Size {
    screen::Size { cols: size.cols, rows: size.rows }
}

fn replay(dir: &Path, until: u64) -> io::Result<Option<Rebuilt>> {
    let mut reader = Reader::open_at(dir, until)?;
    loop {
        let Some(header) = reader.header().cloned().filter(|header| header.base <= until) else { return Ok(None) };
        let replay = follow(&mut reader, &header, until)?;
        if replay.begun {
            return Ok(Some(Rebuilt { screen: replay.screen, offset: replay.offset }));
        }
        // Its opening snapshot is torn: the segment before leads up to the same place, where it is still there.
        let before = header.base - 1;
        reader = Reader::open_at(dir, before)?;
        if reader.header().is_some_and(|header| header.base > before) {
            return Ok(None);
        }
    }
}

/// Reads on from the segment that begins with `header`.
fn follow(reader: &mut Reader, header: &Header, until: u64) -> io::Result<Replay> {
    let mut replay =
        Replay { screen: fresh(header.size), offset: header.base, snapshot: Vec::new(), begun: header.base == 0 };
    while let Some(record) = reader.next_record()? {
        if record.offset >= until && record.kind == Kind::DATA {
            break;
        }
        let size = reader.header().map_or(header.size, |header| header.size);
        replay.apply(&record, until, size);
    }
    Ok(replay)
}

struct Replay {
    screen: Box<dyn Screen>,
    offset: u64,
    /// Pieces of a snapshot that is not whole yet.
    snapshot: Vec<u8>,
    /// Whether the screen is what the log says; not before a whole snapshot, except at the very beginning.
    begun: bool,
}

impl Replay {
    /// `size`: the terminal's at the beginning of the segment that the record is in.
    fn apply(&mut self, record: &Record, until: u64, size: Size) {
        if let Some((left, piece)) = record.snapshot_piece() {
            self.snapshot.extend_from_slice(piece);
            if left == 0 {
                let snapshot = std::mem::take(&mut self.snapshot);
                // Where nothing is missing it says what the screen shows already.
                if !self.begun || record.offset != self.offset {
                    self.screen.resize(cells(size));
                    self.feed(&snapshot);
                    (self.begun, self.offset) = (true, record.offset);
                }
            }
        } else if let Some(size) = record.size() {
            self.screen.resize(cells(size));
        } else if record.kind == Kind::DATA && record.offset <= self.offset {
            let seen = usize::try_from(self.offset - record.offset).unwrap_or(usize::MAX);
            let wanted = usize::try_from(until - record.offset).unwrap_or(usize::MAX).min(record.payload.len());
            self.feed(record.payload.get(seen..wanted).unwrap_or_default());
            self.offset = self.offset.max(record.offset + wanted as u64);
        }
    }

    /// Answers to queries were given when the program asked.
    fn feed(&mut self, bytes: &[u8]) {
        self.screen.feed(bytes, &mut Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use store::log::{Run, Writer};

    use super::*;

    const SIZE: Size = Size { cols: 40, rows: 5 };

    fn run() -> Run {
        Run { session: "0123456789abcdef".parse().unwrap(), generation: 1 }
    }

    fn writer(dir: &Path) -> Writer {
        Writer::create(dir, run(), SIZE).unwrap()
    }

    fn text(dir: &Path, until: u64) -> String {
        from_log(dir, until).unwrap().unwrap().screen.text(None, false)
    }

    #[test]
    fn a_terminal_comes_back_as_it_was_at_any_offset() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = writer(dir.path());
        log.data(0, 1, b"one\r\n").unwrap();
        log.resize(5, 1, Size { cols: 10, rows: 5 }).unwrap();
        log.data(5, 1, b"two\r\n").unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "one\ntwo\n");
        assert_eq!(text(dir.path(), 5), "one\n");
        assert_eq!(text(dir.path(), 6), "one\nt\n");
        assert_eq!(from_log(dir.path(), u64::MAX).unwrap().unwrap().screen.size().cols, 10);
    }

    #[test]
    fn the_newest_segment_is_enough_and_one_without_its_snapshot_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = writer(dir.path());
        log.data(0, 1, b"one\r\n").unwrap();
        log.roll(5, 1, SIZE, b"\x1bcshot\r\n").unwrap();
        log.data(5, 1, b"two\r\n").unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "shot\ntwo\n");
        let second = store::log::segment_path(dir.path(), 2);
        let bytes = std::fs::read(&second).unwrap();
        std::fs::write(&second, &bytes[..70]).unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "one\n");
        assert!(from_log(&dir.path().join("none"), 9).unwrap().is_none());
    }

    #[test]
    fn a_log_whose_oldest_segments_are_gone_and_whose_newest_was_torn_early_ends_the_search() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = writer(dir.path());
        log.data(0, 1, b"one\r\n").unwrap();
        log.roll(5, 1, SIZE, b"\x1bcshot\r\n").unwrap();
        store::log::bounds::remove(dir.path(), 1).unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "shot\n");
        assert!(from_log(dir.path(), 4).unwrap().is_none(), "it begins later");
        let second = store::log::segment_path(dir.path(), 2);
        let bytes = std::fs::read(&second).unwrap();
        std::fs::write(&second, &bytes[..70]).unwrap();
        assert!(from_log(dir.path(), u64::MAX).unwrap().is_none());
    }

    #[test]
    fn after_a_gap_the_terminal_is_what_the_next_snapshot_says_at_its_size() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = writer(dir.path());
        log.data(0, 1, b"one\r\n").unwrap();
        let size = Size { cols: 12, rows: 3 };
        log = Writer::resume(dir.path(), run(), 900, 1, size, b"\x1bcshot\r\n").unwrap();
        log.data(900, 1, b"two\r\n").unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "shot\ntwo\n");
        // From before the gap through it.
        let second = store::log::segment_path(dir.path(), 2);
        let mut reader = Reader::open(dir.path()).unwrap();
        let header = reader.header().unwrap().clone();
        let through = follow(&mut reader, &header, u64::MAX).unwrap().screen;
        assert_eq!((through.text(None, false), through.size().cols), ("shot\ntwo\n".to_owned(), 12));
        std::fs::remove_file(second).unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "one\n");
    }
}
