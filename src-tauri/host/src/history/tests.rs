//! Lines out of logs that were written for it: in order, each once, over segments, sizes, gaps and erasing.

use std::path::Path;

use protocol::session::Size;
use screen::Style;
use store::log::{Run, Writer};

use super::lines::{Lines, ROOM};
use super::{Older, Tape, Until};
use crate::rebuild;

const SIZE: Size = Size { cols: 20, rows: 5 };

/// Writes a log as a host does: the same bytes go through a terminal, whose snapshots open the segments.
struct Host {
    log: Writer,
    screen: Box<dyn screen::Screen>,
    offset: u64,
    time: u64,
}

impl Host {
    fn new(dir: &Path) -> Self {
        let run = Run { session: "0123456789abcdef".parse().unwrap(), generation: 1 };
        Self { log: Writer::create(dir, run, SIZE).unwrap(), screen: rebuild::fresh(SIZE), offset: 0, time: 1 }
    }

    fn print(&mut self, text: &str) {
        self.time += 1;
        self.log.data(self.offset, self.time, text.as_bytes()).unwrap();
        self.forget(text);
    }

    /// Output that is not kept, as while the disk is full.
    fn forget(&mut self, text: &str) {
        self.screen.feed(text.as_bytes(), &mut Vec::new());
        self.offset += text.len() as u64;
    }

    fn resize(&mut self, size: Size) {
        self.time += 1;
        self.log.resize(self.offset, self.time, size).unwrap();
        self.screen.resize(rebuild::cells(size));
    }

    fn roll(&mut self) {
        let size = self.screen.size();
        let snapshot = self.screen.snapshot();
        self.log.roll(self.offset, self.time, Size { cols: size.cols, rows: size.rows }, &snapshot).unwrap();
    }

    fn numbered(&mut self, numbers: std::ops::Range<usize>) {
        for number in numbers {
            self.print(&format!("{number} of many lines that are longer\r\n"));
        }
    }
}

fn older(dir: &Path, wanted: usize) -> Older {
    Older::read(dir, wanted, u64::MAX).unwrap().unwrap()
}

/// What a terminal of that width has in all after such a snapshot, as lines.
fn painted(snapshot: &[u8], cols: u16) -> Vec<String> {
    let mut screen = screen::new(screen::Size { cols, rows: 5 }, 100_000);
    screen.feed(snapshot, &mut Vec::new());
    String::from_utf8(screen.history_text()).unwrap().lines().map(str::to_owned).collect()
}

/// Compares without printing thousands of lines.
#[track_caller]
fn same(found: &[String], wanted: &[String]) {
    let differs = found.iter().zip(wanted).position(|(found, wanted)| found != wanted);
    let at = differs.map(|at| (at, &found[at], &wanted[at]));
    assert!(at.is_none() && found.len() == wanted.len(), "{} of {} lines, {at:?}", found.len(), wanted.len());
}

fn expected(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|number| format!("{number} of many lines that are longer")).collect()
}

#[test]
fn the_last_lines_come_from_as_many_segments_as_they_take() {
    let dir = tempfile::tempdir().unwrap();
    let mut host = Host::new(dir.path());
    for part in 0..8 {
        host.numbered(part * 1000..(part + 1) * 1000);
        host.roll();
    }
    for (wanted, first) in [(3000, 0), (5000, 0), (100_000, 8000)] {
        let mut older = older(dir.path(), wanted);
        let began = older.lines.tape.opening.segment;
        let lines = painted(&older.snapshot(), 20);
        assert!(lines.len() >= wanted.min(8000), "{} of {wanted}", lines.len());
        same(&lines, &expected(8000 - lines.len()..8000));
        assert_eq!((older.more(), lines.len()), if first == 0 { (true, lines.len()) } else { (false, first) });
        assert_eq!(began == 1, first > 0, "no more segments are read than it takes");
    }
}

#[test]
fn the_joint_between_lines_and_screen_is_exact_and_a_wider_terminal_wraps_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut host = Host::new(dir.path());
    host.numbered(0..5000);
    host.print(&"x".repeat(150));
    let mut older = older(dir.path(), 10_000);
    assert_eq!(older.offset(), host.offset);
    let snapshot = older.snapshot();
    let mut copy = screen::new(screen::Size { cols: 20, rows: 5 }, 100_000);
    copy.feed(&snapshot, &mut Vec::new());
    assert_eq!(copy.text(None, true), host.screen.text(None, true));
    assert!(copy.text(Some(900), true) == host.screen.text(Some(900), true));
    let mut all = expected(0..5000);
    all.push("x".repeat(150));
    same(&painted(&snapshot, 20), &all);
    copy.resize(screen::Size { cols: 11, rows: 5 });
    let narrower: Vec<_> = String::from_utf8(copy.history_text()).unwrap().lines().map(str::to_owned).collect();
    same(&narrower, &all);
}

#[test]
fn reading_on_up_to_an_offset_ends_exactly_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut host = Host::new(dir.path());
    host.numbered(0..4000);
    let mut older = older(dir.path(), 10_000);
    host.roll();
    host.numbered(4000..6000);
    let offset = host.offset;
    host.numbered(6000..6001);
    older.read_on(offset).unwrap();
    assert_eq!(older.offset(), offset);
    same(&painted(&older.snapshot(), 20), &expected(0..6000));
}

#[test]
fn new_sizes_lose_no_line_and_double_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut host = Host::new(dir.path());
    for (part, (cols, rows)) in [(30, 9), (10, 3), (80, 40), (20, 5)].into_iter().enumerate() {
        host.numbered(part * 1500..(part + 1) * 1500);
        host.resize(Size { cols, rows });
        host.roll();
    }
    same(&painted(&older(dir.path(), 10_000).snapshot(), 20), &expected(0..6000));
}

#[test]
fn a_gap_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut host = Host::new(dir.path());
    host.numbered(0..4000);
    let lost: String = expected(4000..4100).iter().map(|line| format!("{line}\r\n")).collect();
    host.forget(&lost);
    host.roll();
    host.numbered(4100..5000);
    // All is there, because the snapshot has what was lost.
    same(&painted(&older(dir.path(), 10_000).snapshot(), 20), &expected(0..5000));
}

#[test]
fn what_was_erased_stays_away() {
    let dir = tempfile::tempdir().unwrap();
    let mut host = Host::new(dir.path());
    host.numbered(0..4000);
    host.print("\x1b[H\x1b[2J\x1b[3J");
    host.numbered(7000..9900);
    let mut older = older(dir.path(), 10_000);
    same(&painted(&older.snapshot(), 20), &expected(7000..9900));
    assert!(!older.more());
}

#[test]
fn every_line_that_left_the_screen_has_the_time_it_left_at_and_erasing_loses_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut host = Host::new(dir.path());
    for number in 0..10 {
        host.print(&format!("{number}\r\n"));
    }
    host.print("\x1b[H\x1b[2J\x1b[3Jafter\r\n");
    let tape = Tape::open(dir.path(), ROOM, |_| true).unwrap().unwrap();
    let mut lines = Lines::new(tape, 0, Style::Plain);
    let (mut text, mut left) = (Vec::new(), Vec::new());
    while lines.step(Until::offset(u64::MAX), &mut text).unwrap().is_some() {
        left.extend(
            String::from_utf8(std::mem::take(&mut text))
                .unwrap()
                .lines()
                .map(|line| (line.to_owned(), lines.tape.time)),
        );
    }
    let numbers: Vec<String> = left.iter().map(|(line, _)| line.clone()).filter(|line| !line.is_empty()).collect();
    assert_eq!(numbers, (0..10).map(|number| number.to_string()).collect::<Vec<_>>());
    // Printed at 2 and later; the first leaves when the screen of five rows is full.
    assert_eq!(left.iter().take(3).map(|(_, time)| *time).collect::<Vec<_>>(), [6, 7, 8]);
    assert_eq!(lines.tape.screen.text(None, false), "after\n");
}
