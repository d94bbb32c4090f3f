//! The final text of one segment, out of the log: the terminal is set up from the segment's own snapshot and follows its
//! records. It only reads.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use screen::Transcript;
use store::log::text::{self, Of, Stamp};
use store::log::{Header, Kind, Reader, Record, segment_path};

use crate::rebuild::cells;

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
    let mut reader = Reader::open_segment(dir, segment)?;
    let Some(header) = reader.header().filter(|header| header.segment == segment).cloned() else { return Ok(None) };
    let mut follower = Follower::new(&header);
    while let Some(record) = reader.next_record()? {
        if reader.header().is_none_or(|header| header.segment != segment) {
            break;
        }
        follower.apply(&record);
    }
    // While it grows its last record may not be whole yet.
    let flawed = !follower.begun || (!shown && reader.damage().any(|damage| damage.segment == segment));
    let bytes = follower.into_bytes(header, source, shown)?;
    Ok(Some(Made { bytes, flawed }))
}

struct Follower {
    transcript: Transcript,
    /// One for each record: its place here is the stamp that the terminal is given.
    stamps: Vec<Stamp>,
    /// Pieces of a snapshot that is not whole yet.
    snapshot: Vec<u8>,
    /// Whether the terminal is what the log says; not before a whole snapshot, except at the very beginning.
    begun: bool,
}

impl Follower {
    fn new(header: &Header) -> Self {
        let transcript = Transcript::new(cells(header.size));
        Self { transcript, stamps: Vec::new(), snapshot: Vec::new(), begun: header.base == 0 }
    }

    fn apply(&mut self, record: &Record) {
        let stamp = self.stamps.len() as u64;
        self.stamps.push(Stamp { offset: record.offset, time: record.time });
        if let Some((left, piece)) = record.snapshot_piece() {
            self.snapshot.extend_from_slice(piece);
            // A later one would say what the terminal shows already.
            if left == 0 && !std::mem::replace(&mut self.begun, true) {
                self.transcript.restore(&std::mem::take(&mut self.snapshot), stamp);
            }
        } else if let Some(size) = record.size() {
            self.transcript.resize(cells(size));
        } else if record.kind == Kind::DATA {
            // Without its snapshot the screen is at least empty.
            self.transcript.feed(&record.payload, stamp);
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
