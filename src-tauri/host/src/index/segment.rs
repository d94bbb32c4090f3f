//! The final text of one segment, out of the log: the terminal is set up from the segment's own snapshot and follows its
//! records; where the size changes, it follows those before as well. It only reads.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use protocol::session::Size;
use screen::Transcript;
use store::log::text::{self, Of, Stamp};
use store::log::{Header, Kind, Reader, Record, segment_path, segments};

use crate::history::line_feeds;
use crate::rebuild::{HISTORY, cells};

/// A text, ready to be searched or written.
#[derive(Debug)]
pub struct Made {
    /// As the file holds it.
    pub bytes: Vec<u8>,
    /// Some of the segment could not be read, or its snapshot not be used.
    pub flawed: bool,
}

/// The text of a segment. With `shown`, what the screens show at its end is part of it. `None`: there is no such segment,
/// or none that can be read.
///
/// # Errors
/// Where the log cannot be read, or the parser fails.
pub fn of_segment(dir: &Path, segment: u32, shown: bool) -> io::Result<Option<Made>> {
    catch_unwind(AssertUnwindSafe(|| follow(dir, segment, shown)))
        .unwrap_or_else(|_| Err(io::Error::other("the terminal's parser failed")))
}

fn follow(dir: &Path, segment: u32, shown: bool) -> io::Result<Option<Made>> {
    let source = match std::fs::metadata(segment_path(dir, segment)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        meta => meta?.len(),
    };
    let Some(own) = Segment::read(dir, segment)? else { return Ok(None) };
    let follower = if own.changes_size() { Follower::before(dir, &own)? } else { Follower::new(&own.header, 0) };
    let follower = follower.through(&own);
    // While it grows its last record may not be whole yet.
    let flawed = !follower.begun || (!shown && own.damaged);
    let bytes = follower.into_bytes(own.header, source, shown)?;
    Ok(Some(Made { bytes, flawed }))
}

/// What one segment holds, as far as it can be read.
struct Segment {
    header: Header,
    records: Vec<Record>,
    damaged: bool,
}

impl Segment {
    /// `None`: there is none of this number, or none that can be read.
    fn read(dir: &Path, number: u32) -> io::Result<Option<Self>> {
        let mut reader = Reader::open_segment(dir, number)?;
        let Some(header) = reader.header().filter(|header| header.segment == number).cloned() else { return Ok(None) };
        let mut records = Vec::new();
        while let Some(record) = reader.next_record()? {
            if reader.header().is_none_or(|header| header.segment != number) {
                break;
            }
            records.push(record);
        }
        let damaged = reader.damage().any(|damage| damage.segment == number);
        Ok(Some(Self { header, records, damaged }))
    }

    fn changes_size(&self) -> bool {
        self.records.iter().any(|record| record.size().is_some())
    }
}

/// A terminal that follows the log from segment to segment.
struct Follower {
    transcript: Transcript,
    /// One for each record: its place here is the stamp that the terminal is given.
    stamps: Vec<Stamp>,
    /// Pieces of a snapshot that is not whole yet.
    snapshot: Vec<u8>,
    /// Whether the terminal is what the log says; not before a whole snapshot, except at the very beginning.
    begun: bool,
    /// Where in the stream it is, and its size.
    at: (u64, Size),
    /// How many rows stay above its screen.
    keep: usize,
}

impl Follower {
    fn new(header: &Header, keep: usize) -> Self {
        let (transcript, at) = (Transcript::keeping(cells(header.size), keep), (header.base, header.size));
        let begun = header.base == 0;
        Self { transcript, stamps: Vec::new(), snapshot: Vec::new(), begun, at, keep }
    }

    /// One that has come to the beginning of a segment and has above its screen what the real terminal had there: a larger
    /// window takes that back, and the segment's own snapshot does not hold it.
    fn before(dir: &Path, own: &Segment) -> io::Result<Self> {
        let (mut found, mut first) = (0, own.header.segment);
        for number in segments(dir)?.into_iter().rev().filter(|number| *number < own.header.segment) {
            if found >= HISTORY {
                break;
            }
            found += line_feeds(dir, number)?;
            first = number;
        }
        let mut follower = Self::new(&own.header, HISTORY);
        for number in first..own.header.segment {
            if let Some(segment) = Segment::read(dir, number)? {
                follower = follower.through(&segment);
            }
        }
        Ok(follower)
    }

    /// Follows a whole segment. Where it has not come to its beginning, it begins anew with the segment's snapshot.
    fn through(mut self, segment: &Segment) -> Self {
        if !self.begun || self.at != (segment.header.base, segment.header.size) {
            self = Self::new(&segment.header, self.keep);
        }
        self.transcript.begin();
        segment.records.iter().for_each(|record| self.apply(record));
        self
    }

    fn apply(&mut self, record: &Record) {
        let stamp = self.stamps.len() as u64;
        self.stamps.push(Stamp { offset: record.offset, time: record.time });
        if let Some((left, piece)) = record.snapshot_piece() {
            self.take_snapshot(left, piece, stamp);
        } else if let Some(size) = record.size() {
            self.transcript.resize(cells(size));
            self.at.1 = size;
        } else if record.kind == Kind::DATA {
            // Without its snapshot the screen is at least empty.
            self.transcript.feed(&record.payload, stamp);
            self.at.0 = record.offset + record.payload.len() as u64;
        }
    }

    /// A snapshot of what the terminal shows already is not needed.
    fn take_snapshot(&mut self, left: usize, piece: &[u8], stamp: u64) {
        if self.begun {
            return;
        }
        self.snapshot.extend_from_slice(piece);
        if left == 0 {
            self.begun = true;
            self.transcript.restore(&std::mem::take(&mut self.snapshot), stamp);
        }
    }

    fn into_bytes(self, header: Header, source: u64, shown: bool) -> io::Result<Vec<u8>> {
        let text = self.transcript.into_text(shown);
        let Header { session, generation, segment, base, .. } = header;
        let of = Of { session, generation, segment, base, source, shown, head: text.head };
        let at = |stamp: u64| usize::try_from(stamp).ok().and_then(|stamp| self.stamps.get(stamp)).copied();
        let stamps = text.stamps.iter().filter_map(|(position, stamp)| Some((*position, at(*stamp)?)));
        text::encode(&of, &text.bytes, &stamps.collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests;
