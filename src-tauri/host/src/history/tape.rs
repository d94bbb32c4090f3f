//! A log played back: the terminal as it was, from one moment on to the next, in small steps. It goes over gaps and damage
//! by the snapshot that follows them, and never changes a byte.

use std::io;
use std::path::Path;

use screen::Screen;
use store::log::{Damage, Header, Kind, Reader, Record, segments};

use crate::rebuild;

/// How much the terminal reads in one step, in bytes: so few that no row is lost while whoever takes lines keeps up.
const STEP: usize = 8 * 1024;
/// What erases the lines above the screen: `CSI 3 J`, and a full reset.
const ERASERS: [&[u8]; 2] = [b"\x1b[3J", b"\x1bc"];

/// Where playing back stops: at whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Until {
    /// Before the byte at this offset of the stream.
    pub offset: u64,
    /// After the last record at or before this time, in milliseconds since 1970.
    pub time: u64,
}

impl Until {
    /// Whatever the time.
    pub fn offset(offset: u64) -> Self {
        Self { offset, time: u64::MAX }
    }

    /// However much that is.
    pub fn time(time: u64) -> Self {
        Self { offset: u64::MAX, time }
    }
}

/// What a step did.
pub enum Step {
    /// The terminal read these bytes.
    Read(Vec<u8>),
    /// The terminal read a sequence that erases what is above the screen.
    Erased(Vec<u8>),
    /// It has another size.
    Resized,
    /// Something is missing here: the terminal is another one, as the next snapshot has it. This is the one before.
    Jumped(Box<dyn Screen>),
    /// Nothing that shows.
    Nothing,
}

/// A log that is played back.
pub struct Tape {
    /// The terminal at [`Tape::offset`].
    pub screen: Box<dyn Screen>,
    /// The offset that the terminal is true at.
    pub offset: u64,
    /// When it came to be so, in milliseconds since 1970.
    pub time: u64,
    /// What the segment that it began with says of itself.
    pub opening: Header,
    reader: Reader,
    /// How many rows above the screen the terminal keeps.
    rows: usize,
    /// Pieces of a snapshot that is not whole yet.
    snapshot: Vec<u8>,
    /// Read from the log; the terminal has seen it at most in part.
    ahead: Option<Record>,
}

impl Tape {
    /// Begins with the newest segment that is early enough and can be used; where none is early enough, with the oldest.
    /// `None`: there is no log, or none that can be used.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn open(dir: &Path, rows: usize, is_early: impl Fn(&Header) -> bool) -> io::Result<Option<Self>> {
        let mut oldest = None;
        for number in segments(dir)?.into_iter().rev() {
            let Some(tape) = Self::at(dir, number, rows)? else { continue };
            let found = is_early(&tape.opening);
            oldest = Some(tape);
            if found {
                break;
            }
        }
        Ok(oldest)
    }

    /// As [`Self::open`], but with an older segment, so that what is above the screen is there as well: the snapshots that
    /// segments begin with do not hold it.
    ///
    /// # Errors
    /// As there.
    pub fn open_above(dir: &Path, rows: usize, is_early: impl Fn(&Header) -> bool) -> io::Result<Option<Self>> {
        let Some(tape) = Self::open(dir, rows, is_early)? else { return Ok(None) };
        let (from, mut found, mut start) = (tape.opening.segment, 0, tape.opening.segment);
        for number in segments(dir)?.into_iter().rev().filter(|number| *number < from) {
            if found >= rows {
                break;
            }
            found += line_feeds(dir, number)?;
            start = number;
        }
        if start == from { Ok(Some(tape)) } else { Self::open(dir, rows, |header| header.segment <= start) }
    }

    /// Begins with one segment. `None`: it is not there, or its opening snapshot is not whole.
    fn at(dir: &Path, number: u32, rows: usize) -> io::Result<Option<Self>> {
        let reader = Reader::open_segment(dir, number)?;
        let Some(opening) = reader.header().filter(|header| header.segment == number).cloned() else { return Ok(None) };
        let screen = screen::new(rebuild::cells(opening.size), rows);
        let (offset, time) = (opening.base, opening.created);
        let mut tape = Self { screen, offset, time, opening, reader, rows, snapshot: Vec::new(), ahead: None };
        // A run begins with an empty screen.
        let begun = tape.offset == 0 || tape.read_opening(number)?;
        Ok(begun.then_some(tape))
    }

    fn read_opening(&mut self, number: u32) -> io::Result<bool> {
        while let Some(record) = self.reader.next_record()? {
            let Some((left, piece)) = record.snapshot_piece().filter(|_| self.segment() == Some(number)) else { break };
            self.snapshot.extend_from_slice(piece);
            if left == 0 {
                self.show_snapshot();
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn segment(&self) -> Option<u32> {
        self.reader.header().map(|header| header.segment)
    }

    /// Plays one step. `None`: nothing comes before `until`, or nothing more is in the log for the present.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn step(&mut self, until: Until) -> io::Result<Option<Step>> {
        let record = match self.ahead.take() {
            Some(record) => record,
            None => match self.reader.next_record()? {
                Some(record) => record,
                None => return Ok(None),
            },
        };
        if self.is_beyond(&record, until) {
            self.ahead = Some(record);
            return Ok(None);
        }
        Ok(Some(self.apply(record, until)))
    }

    /// Where the log could not be read so far.
    pub fn damage(&self) -> impl Iterator<Item = &Damage> {
        self.reader.damage()
    }

    /// Plays on to there.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn play(&mut self, until: Until) -> io::Result<()> {
        while self.step(until)?.is_some() {}
        Ok(())
    }

    fn is_beyond(&self, record: &Record, until: Until) -> bool {
        let beyond = match record.kind {
            // The terminal may have read a part of it.
            Kind::DATA => record.offset.max(self.offset) >= until.offset,
            // A new size at that very offset belongs to what is before it.
            _ => record.offset > until.offset,
        };
        beyond || record.time > until.time
    }

    fn apply(&mut self, record: Record, until: Until) -> Step {
        if let Some((left, piece)) = record.snapshot_piece() {
            self.snapshot.extend_from_slice(piece);
            return if left == 0 { self.take_snapshot(&record) } else { Step::Nothing };
        }
        // Half a snapshot, and then something else: it was not finished.
        self.snapshot.clear();
        if let Some(size) = record.size() {
            self.screen.resize(rebuild::cells(size));
            self.time = record.time;
            return Step::Resized;
        }
        if record.kind == Kind::DATA && record.offset <= self.offset { self.read(record, until) } else { Step::Nothing }
    }

    /// Where nothing is missing a snapshot says what the screen shows already.
    fn take_snapshot(&mut self, record: &Record) -> Step {
        if record.offset == self.offset {
            self.snapshot.clear();
            return Step::Nothing;
        }
        let size = self.reader.header().map_or(self.opening.size, |header| header.size);
        let before = std::mem::replace(&mut self.screen, screen::new(rebuild::cells(size), self.rows));
        self.show_snapshot();
        (self.offset, self.time) = (record.offset, record.time);
        Step::Jumped(before)
    }

    fn show_snapshot(&mut self) {
        let snapshot = std::mem::take(&mut self.snapshot);
        self.feed(&snapshot);
    }

    /// Reads a part of a data record, and puts the rest back.
    fn read(&mut self, record: Record, until: Until) -> Step {
        let seen = usize::try_from(self.offset - record.offset).unwrap_or(usize::MAX).min(record.payload.len());
        let end = usize::try_from(until.offset - record.offset).unwrap_or(usize::MAX);
        let rest = &record.payload[seen..end.clamp(seen, record.payload.len())];
        let (length, erases) = next_piece(rest);
        let piece = rest[..length].to_vec();
        self.feed(&piece);
        (self.offset, self.time) = (self.offset.max(record.offset + (seen + length) as u64), record.time);
        if seen + length < record.payload.len() {
            self.ahead = Some(record);
        }
        if erases { Step::Erased(piece) } else { Step::Read(piece) }
    }

    /// Answers to queries were given when the program asked.
    fn feed(&mut self, bytes: &[u8]) {
        self.screen.feed(bytes, &mut Vec::new());
    }
}

/// How many of the bytes make the next step, and whether they are a sequence that erases. One is never mixed with others;
/// only one that was cut by the end of a record is not seen.
fn next_piece(bytes: &[u8]) -> (usize, bool) {
    let bytes = &bytes[..bytes.len().min(STEP)];
    let eraser = |at: usize| ERASERS.iter().find(|eraser| bytes[at..].starts_with(eraser));
    match (0..bytes.len()).filter(|at| bytes[*at] == b'\x1b').find_map(|at| Some((at, eraser(at)?.len()))) {
        Some((0, length)) => (length, true),
        Some((at, _)) => (at, false),
        None => (bytes.len(), false),
    }
}

/// How many line feeds a segment has.
pub fn line_feeds(dir: &Path, number: u32) -> io::Result<usize> {
    let mut reader = Reader::open_segment(dir, number)?;
    let mut found = 0;
    while let Some(record) = reader.next_record()? {
        if reader.header().is_none_or(|header| header.segment != number) {
            break;
        }
        if record.kind == Kind::DATA {
            found += record.payload.iter().filter(|byte| **byte == b'\n').count();
        }
    }
    Ok(found)
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tape").field("offset", &self.offset).field("time", &self.time).finish_non_exhaustive()
    }
}
