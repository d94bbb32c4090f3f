//! Reads the output log, also while it grows: after the end was reached, asking again gives what came since.
//! It stops at the first record that is not whole, says so, and never changes a byte.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::format::{self, Decoded, Header};
use super::{Record, segment_path, segments};

/// How much is read at once, in bytes.
const STEP: usize = 64 * 1024;

/// Why the rest of a segment cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It ends within a record or its header: whoever wrote it was interrupted.
    Torn,
    /// The bytes are no header or record, or their checksum is another.
    Corrupt,
    /// A newer Holdfast wrote it.
    Newer,
}

/// A place where the log cannot be read on. Reading goes on with the next segment, if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// In which segment.
    pub segment: u32,
    /// After how many of its bytes.
    pub position: u64,
    /// What is wrong there.
    pub flaw: Flaw,
}

/// Goes through all records of a log in order.
#[derive(Debug)]
pub struct Reader {
    dir: PathBuf,
    /// Segments known and not begun yet.
    next: VecDeque<u32>,
    current: Option<Segment>,
    /// The last segment begun; 0 before the first.
    last: u32,
    damage: Vec<Damage>,
    tail: Option<Damage>,
}

impl Reader {
    /// Begins with the first segment. A log that does not exist has no records.
    ///
    /// # Errors
    /// Whatever the file system says; what the files hold is never an error.
    pub fn open(dir: &Path) -> io::Result<Self> {
        Self::over(dir, segments(dir)?)
    }

    /// Begins with the last segment that can be read and does not begin after `offset`.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_at(dir: &Path, offset: u64) -> io::Result<Self> {
        let mut numbers = segments(dir)?;
        let mut from = 0;
        for (index, number) in numbers.iter().enumerate().rev() {
            if matches!(Segment::open(dir, *number)?, Opened::Segment(segment) if segment.header.base <= offset) {
                from = index;
                break;
            }
        }
        Self::over(dir, numbers.split_off(from))
    }

    /// Begins with that segment, or with the next one that can be read.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_segment(dir: &Path, number: u32) -> io::Result<Self> {
        let mut numbers = segments(dir)?;
        numbers.retain(|other| *other >= number);
        Self::over(dir, numbers)
    }

    fn over(dir: &Path, numbers: Vec<u32>) -> io::Result<Self> {
        let (next, dir) = (numbers.into(), dir.to_owned());
        let mut reader = Self { dir, next, current: None, last: 0, damage: Vec::new(), tail: None };
        reader.enter_next()?;
        Ok(reader)
    }

    /// The segment that is being read. Absent where there is none yet.
    pub fn header(&self) -> Option<&Header> {
        self.current.as_ref().map(|segment| &segment.header)
    }

    /// Where reading stopped for the present, or had to skip to the next segment. Empty for an intact log.
    pub fn damage(&self) -> impl Iterator<Item = &Damage> {
        self.damage.iter().chain(&self.tail)
    }

    /// The next record; `None` at the end, which may move on while a host writes.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn next_record(&mut self) -> io::Result<Option<Record>> {
        loop {
            let Some(segment) = &mut self.current else {
                if self.enter_next()? {
                    continue;
                }
                return Ok(None);
            };
            // Asked first: the next segment is begun after the last record of this one, so what is missing then stays so.
            let follows = has_next(&self.dir, &mut self.next, self.last)?;
            self.tail = match segment.next_record()? {
                Step::Record(record) => return Ok(Some(record)),
                Step::End(flaw) => flaw.map(|flaw| segment.damage(flaw)),
            };
            if !follows {
                return Ok(None);
            }
            self.damage.extend(self.tail.take());
            self.current = None;
        }
    }

    /// Opens the next segment that can be read. `false`: there is none, or its header is not written yet.
    fn enter_next(&mut self) -> io::Result<bool> {
        if self.last == 0 && self.next.is_empty() {
            self.next = segments(&self.dir)?.into();
        }
        while has_next(&self.dir, &mut self.next, self.last)? {
            let number = self.next[0];
            match Segment::open(&self.dir, number)? {
                Opened::Segment(segment) => self.current = Some(segment),
                Opened::Flawed(Flaw::Torn) if self.next.len() == 1 => {
                    self.tail = Some(Damage { segment: number, position: 0, flaw: Flaw::Torn });
                    return Ok(false);
                }
                Opened::Flawed(flaw) => self.damage.push(Damage { segment: number, position: 0, flaw }),
                Opened::Gone => {}
            }
            self.next.pop_front();
            self.last = number;
            if self.current.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether another segment follows; a host may have begun one since the directory was read. Where `last` itself is gone,
/// the ones after it may be as well: the oldest go first.
fn has_next(dir: &Path, next: &mut VecDeque<u32>, last: u32) -> io::Result<bool> {
    if next.is_empty() && last > 0 {
        if segment_path(dir, last + 1).try_exists()? {
            next.push_back(last + 1);
        } else if !segment_path(dir, last).try_exists()? {
            next.extend(segments(dir)?.into_iter().filter(|number| *number > last));
        }
    }
    Ok(!next.is_empty())
}

/// One file of the log, read up to `position`.
#[derive(Debug)]
struct Segment {
    header: Header,
    bytes: Bytes,
    position: u64,
}

enum Opened {
    Segment(Segment),
    Flawed(Flaw),
    /// It was removed meanwhile.
    Gone,
}

enum Step {
    Record(Record),
    /// Nothing more; with a flaw, bytes are left that are no record (yet).
    End(Option<Flaw>),
}

impl Segment {
    fn open(dir: &Path, number: u32) -> io::Result<Opened> {
        let file = match File::open(segment_path(dir, number)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Opened::Gone),
            file => file?,
        };
        let mut bytes = Bytes { file, buffer: Vec::new(), start: 0 };
        loop {
            return Ok(match format::decode_header(bytes.rest()) {
                Decoded::Whole(header, length) => {
                    bytes.start += length;
                    Opened::Segment(Self { header, bytes, position: length as u64 })
                }
                Decoded::Needs(length) if bytes.fill(length)? => continue,
                Decoded::Needs(_) => Opened::Flawed(Flaw::Torn),
                Decoded::Bad => Opened::Flawed(Flaw::Corrupt),
                Decoded::Newer => Opened::Flawed(Flaw::Newer),
            });
        }
    }

    fn next_record(&mut self) -> io::Result<Step> {
        loop {
            return Ok(match format::decode_record(self.bytes.rest()) {
                Decoded::Whole(record, length) => {
                    self.bytes.start += length;
                    self.position += length as u64;
                    Step::Record(record)
                }
                Decoded::Needs(length) if self.bytes.fill(length)? => continue,
                Decoded::Needs(_) => Step::End((!self.bytes.rest().is_empty()).then_some(Flaw::Torn)),
                Decoded::Bad | Decoded::Newer => Step::End(Some(Flaw::Corrupt)),
            });
        }
    }

    fn damage(&self, flaw: Flaw) -> Damage {
        Damage { segment: self.header.segment, position: self.position, flaw }
    }
}

/// A file, read ahead of what was given out.
#[derive(Debug)]
struct Bytes {
    file: File,
    buffer: Vec<u8>,
    /// What lies before it was given out.
    start: usize,
}

impl Bytes {
    fn rest(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Reads until `wanted` bytes are there; `false` where the file has fewer.
    fn fill(&mut self, wanted: usize) -> io::Result<bool> {
        self.buffer.drain(..self.start);
        self.start = 0;
        while self.buffer.len() < wanted {
            let step = (wanted - self.buffer.len()).max(STEP) as u64;
            if (&self.file).take(step).read_to_end(&mut self.buffer)? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
