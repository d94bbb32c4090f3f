//! Brings a terminal back from the log: the newest snapshot and everything after it. Used for replays, and when the parser
//! has failed. It only reads.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use protocol::session::Size;
use screen::Screen;

use crate::history::{Tape, Until};

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
    let tape = Tape::open_above(dir, HISTORY, |header| header.base <= until)?;
    // One that begins later leads nowhere near.
    let Some(mut tape) = tape.filter(|tape| tape.opening.base <= until) else { return Ok(None) };
    tape.play(Until::offset(until))?;
    Ok(Some(Rebuilt { screen: tape.screen, offset: tape.offset }))
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
    fn what_is_above_the_screen_comes_from_older_segments_and_one_without_its_snapshot_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = writer(dir.path());
        log.data(0, 1, b"one\r\n").unwrap();
        log.roll(5, 1, SIZE, b"\x1bcshot\r\n").unwrap();
        log.data(5, 1, b"two\r\n").unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "one\ntwo\n");
        let first = std::fs::read(store::log::segment_path(dir.path(), 1)).unwrap();
        store::log::bounds::remove(dir.path(), 1).unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "shot\ntwo\n");
        std::fs::write(store::log::segment_path(dir.path(), 1), first).unwrap();
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
        let mut tape = Tape::open(dir.path(), HISTORY, |header| header.segment == 1).unwrap().unwrap();
        tape.play(Until::offset(u64::MAX)).unwrap();
        let through = tape.screen;
        assert_eq!((through.text(None, false), through.size().cols), ("shot\ntwo\n".to_owned(), 12));
        std::fs::remove_file(second).unwrap();
        assert_eq!(text(dir.path(), u64::MAX), "one\n");
    }
}
