//! The log over its whole life: bounded, interrupted, resumed, cut; with readers that are in it meanwhile.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::bounds::{self, kept, total};
use super::*;

const SIZE: Size = Size { cols: 80, rows: 24 };
const MIB: u64 = 1024 * 1024;

fn run() -> Run {
    Run { session: "0123456789abcdef".parse().unwrap(), generation: 3 }
}

/// The byte that is printed at an offset, so that what is read back can be checked wherever it begins.
fn pattern(offset: u64, length: usize) -> Vec<u8> {
    (offset..).take(length).map(|at| (at % 251) as u8).collect()
}

/// A log that prints [`pattern`] and rolls where it is due.
struct Log {
    dir: tempfile::TempDir,
    writer: Writer,
    offset: u64,
}

impl Log {
    fn new(bound: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let writer = Writer::create(&dir.path().join("log"), run(), SIZE).unwrap().bounded(bound);
        Self { dir, writer, offset: 0 }
    }

    fn dir(&self) -> PathBuf {
        self.dir.path().join("log")
    }

    fn print(&mut self, length: usize) {
        self.writer.data(self.offset, 5, &pattern(self.offset, length)).unwrap();
        self.offset += length as u64;
        if self.writer.is_full() {
            self.writer.roll(self.offset, 7, SIZE, &[b's'; 3000]).unwrap();
        }
    }

    /// What happens to a log that cannot be written for a while.
    fn miss(&mut self, length: u64, bound: u64) {
        self.offset += length;
        let resumed = Writer::resume(&self.dir(), run(), self.offset, 7, SIZE, &[b's'; 3000]).unwrap();
        self.writer = resumed.bounded(bound);
    }
}

/// Reads all there is now. The offsets never go back, and each byte is the one that was printed there.
fn read_on(reader: &mut Reader, from: u64) -> u64 {
    let mut next = from;
    while let Some(record) = reader.next_record().unwrap() {
        if record.kind == Kind::DATA {
            assert!(record.offset >= next, "{} after {next}", record.offset);
            assert_eq!(record.payload, pattern(record.offset, record.payload.len()));
            next = record.offset + record.payload.len() as u64;
        }
    }
    next
}

#[derive(Clone, Debug)]
enum Step {
    Print(usize),
    Miss(u64),
    /// Somebody writes a file beside the segment before the newest.
    Beside(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        30 => (30_000..=MAX_PAYLOAD).prop_map(Step::Print),
        1 => (1u64..5_000_000).prop_map(Step::Miss),
        1 => (1usize..100_000).prop_map(Step::Beside),
    ];
    prop::collection::vec(step, 20..150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_printed_the_bound_holds_and_the_newest_bytes_are_kept(steps in steps(), bound in 3..7u64) {
        let bound = bound * MIB;
        let mut log = Log::new(bound);
        let mut contiguous = 0;
        // Counted at the next roll.
        let mut beside = 0;
        for step in steps {
            let before = log.writer.file().0;
            match step {
                Step::Print(length) => log.print(length),
                Step::Miss(length) => {
                    log.miss(length, bound);
                    contiguous = log.offset;
                }
                Step::Beside(length) if before > log.writer.oldest() => {
                    fs::write(segment_path(&log.dir(), before - 1).with_extension("text"), vec![0; length]).unwrap();
                    beside = length as u64;
                }
                Step::Beside(_) => {}
            }
            beside = if log.writer.file().0 > before { 0 } else { beside };
            let kept = kept(&log.dir()).unwrap();
            prop_assert!(total(&kept) <= bound + beside, "{kept:?}");
            prop_assert!(log.writer.bytes() <= total(&kept) && total(&kept) <= log.writer.bytes() + beside);
            prop_assert_eq!(kept[0].number, log.writer.oldest());
        }
        let mut reader = Reader::open(&log.dir()).unwrap();
        let base = reader.header().unwrap().base;
        prop_assert_eq!(read_on(&mut reader, base).max(contiguous), log.offset);
        prop_assert_eq!(reader.damage().count(), 0);
        // Of what was printed without a break as much is there as fits beside the segment that grows.
        let room = bound - 2 * (MIB + 2 * MAX_PAYLOAD as u64) - 150_000;
        prop_assert!(log.offset - base >= room.min(log.offset - contiguous), "from {base} to {}", log.offset);
        prop_assert!(extent(&log.dir()).unwrap().offset == log.offset);
    }

    #[test]
    fn a_tail_that_was_torn_anywhere_is_cut_to_the_last_whole_record(
        lengths in prop::collection::vec(0usize..300, 1..12), torn in any::<prop::sample::Index>(), garbage in any::<bool>(),
    ) {
        let mut log = Log::new(bounds::BOUND);
        log.print(100);
        log.writer.roll(log.offset, 7, SIZE, &[b's'; 200]).unwrap();
        lengths.iter().for_each(|length| log.print(*length));
        let path = segment_path(&log.dir(), 2);
        let bytes = fs::read(&path).unwrap();
        // At least a byte of it was written: before that it does not exist.
        let at = 1 + torn.index(bytes.len() - 1);
        let rest = if garbage { vec![0; bytes.len() - at] } else { Vec::new() };
        fs::write(&path, [&bytes[..at], &rest].concat()).unwrap();
        let read = |log: &Log| {
            let mut reader = Reader::open(&log.dir()).unwrap();
            let records: Vec<_> = std::iter::from_fn(|| reader.next_record().unwrap()).collect();
            (records, reader.damage().count())
        };
        let (before, _) = read(&log);
        let is_header_whole = at >= format::HEADER;
        cut_torn_tail(&log.dir(), &run()).unwrap();
        let (after, damage) = read(&log);
        prop_assert_eq!(before, after);
        // A header of zeros is nobody's.
        prop_assert!(damage == 0 || (garbage && !is_header_whole));
        prop_assert_eq!(cut_torn_tail(&log.dir(), &run()).unwrap(), 0);
    }
}

#[test]
fn what_is_not_certainly_a_torn_tail_of_this_run_is_left_alone() {
    let mut log = Log::new(bounds::BOUND);
    [100, 200, 300].into_iter().for_each(|length| log.print(length));
    let path = segment_path(&log.dir(), 1);
    let whole = fs::read(&path).unwrap();
    let other = Run { generation: 4, ..run() };
    let mut newer = whole.clone();
    newer[10] = 9;
    let crc = crc32fast::hash(&newer[..format::HEADER - 4]).to_le_bytes();
    newer[format::HEADER - 4..format::HEADER].copy_from_slice(&crc);
    let mut flipped = whole.clone();
    flipped[format::HEADER + 30] ^= 1;
    let torn = &whole[..whole.len() - 1];
    for (what, bytes, run, cut) in [
        ("whole", &whole[..], &run(), false),
        ("torn", torn, &run(), true),
        ("of another run", torn, &other, false),
        ("of a newer format", &newer[..newer.len() - 1], &run(), false),
        ("damaged in the middle", &flipped, &run(), false),
        ("no log", b"something else", &run(), false),
    ] {
        fs::write(&path, bytes).unwrap();
        assert_eq!(cut_torn_tail(&log.dir(), run).unwrap() > 0, cut, "{what}");
        assert_eq!(fs::read(&path).unwrap() != bytes, cut, "{what}");
    }
    fs::write(&path, &whole[..20]).unwrap();
    assert_eq!(cut_torn_tail(&log.dir(), &run()).unwrap(), 20, "begun and no more");
    assert!(!path.exists());
    assert_eq!(cut_torn_tail(&log.dir(), &run()).unwrap(), 0);
}

#[test]
fn readers_go_on_while_the_oldest_segments_go() {
    let mut log = Log::new(4 * MIB);
    let (dir, done) = (log.dir(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let follow = || {
            let (mut reader, mut next) = (Reader::open(&dir).unwrap(), 0);
            loop {
                let was_done = done.load(Ordering::SeqCst);
                next = read_on(&mut reader, next);
                if was_done {
                    return next;
                }
                std::thread::yield_now();
            }
        };
        let visit = || {
            while !done.load(Ordering::SeqCst) {
                read_on(&mut Reader::open(&dir).unwrap(), 0);
                extent(&dir).unwrap();
                kept(&dir).unwrap();
            }
        };
        let (following, visiting) = (scope.spawn(follow), scope.spawn(visit));
        (0..600).for_each(|_| log.print(MAX_PAYLOAD));
        done.store(true, Ordering::SeqCst);
        visiting.join().unwrap();
        assert_eq!(following.join().unwrap(), log.offset);
    });
    assert!(log.writer.oldest() > 30);
}

#[test]
fn a_reader_that_was_left_far_behind_goes_on_with_the_oldest_segment_there_is() {
    let mut log = Log::new(3 * MIB);
    log.print(1000);
    let mut reader = Reader::open(&log.dir()).unwrap();
    let first = reader.next_record().unwrap().unwrap();
    while log.writer.oldest() < 5 {
        log.print(MAX_PAYLOAD);
    }
    // What it has open it reads to the end, on systems that let it.
    let next = read_on(&mut reader, first.payload.len() as u64);
    assert_eq!(next, log.offset);
    assert_eq!(reader.damage().count(), 0);
}

#[test]
fn where_the_log_cannot_be_begun_it_is_resumed_with_what_the_terminal_shows() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    fs::write(&log, "in the way").unwrap();
    assert!(Writer::create(&log, run(), SIZE).is_err());
    assert!(Writer::resume(&log, run(), 900, 7, SIZE, b"shown").is_err());
    fs::remove_file(&log).unwrap();
    let mut writer = Writer::resume(&log, run(), 900, 7, SIZE, b"shown").unwrap();
    writer.data(900, 8, b"more").unwrap();
    let mut reader = Reader::open(&log).unwrap();
    assert_eq!(reader.header().map(|header| (header.base, header.segment)), Some((900, 1)));
    assert_eq!(reader.next_record().unwrap().unwrap().snapshot_piece(), Some((0, &b"shown"[..])));
    assert_eq!(reader.next_record().unwrap().unwrap().offset, 900);
}
