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
mod tests {
    use proptest::prelude::*;
    use protocol::session::Size;
    use store::log::text::Text;
    use store::log::{Run, Writer};

    use super::*;

    const SIZE: Size = Size { cols: 12, rows: 4 };

    /// What happens to a log. No change of the size: a wider or higher window brings back rows that left the screen before.
    #[derive(Clone, Debug)]
    enum Step {
        Printed(String),
        Rolled,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let printed = prop_oneof![
            4 => "[a-z ]{0,30}",
            3 => Just("\r\n".to_owned()),
            1 => (0..3u8).prop_map(|what| format!("\x1b[{what}J")),
            1 => Just("\x1b[?1049h".to_owned()),
            1 => Just("\x1b[?1049l".to_owned()),
            1 => (1..5u8).prop_map(|rows| format!("\x1b[{rows}A")),
        ];
        let step = prop_oneof![
            8 => printed.prop_map(Step::Printed),
            1 => Just(Step::Rolled),
        ];
        prop::collection::vec(step, 0..80)
    }

    /// Writes the log as a host does; returns its directory and how many segments it has.
    fn write(steps: &[Step]) -> (tempfile::TempDir, u32) {
        let dir = tempfile::tempdir().unwrap();
        let run = Run { session: "0123456789abcdef".parse().unwrap(), generation: 1 };
        let mut log = Writer::create(dir.path(), run, SIZE).unwrap();
        let (mut screen, mut offset) = (crate::rebuild::fresh(SIZE), 0);
        for (time, step) in (1..).zip(steps) {
            match step {
                Step::Printed(text) => {
                    log.data(offset, time, text.as_bytes()).unwrap();
                    screen.feed(text.as_bytes(), &mut Vec::new());
                    offset += text.len() as u64;
                }
                Step::Rolled => log.roll(offset, time, SIZE, &screen.snapshot()).unwrap(),
            }
        }
        (dir, log.file().0)
    }

    /// The text of all segments, without what the next one repeats, and without blank lines.
    fn of_all(dir: &Path, last: u32) -> Vec<String> {
        let mut all = Vec::new();
        for segment in 1..=last {
            let made = of_segment(dir, segment, segment == last).unwrap().unwrap();
            assert!(!made.flawed);
            let text = Text::parse(&made.bytes).unwrap();
            // Of a line that was torn by a segment's end all is here again.
            if !text.of.head.is_empty() {
                all.truncate(all.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1));
            }
            all.extend_from_slice(text.bytes);
        }
        let lines = String::from_utf8(all).unwrap();
        lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    proptest! {
        #[test]
        fn the_texts_of_segments_together_are_the_text_of_the_whole_log(steps in steps()) {
            let whole: Vec<Step> = steps.iter().filter(|step| !matches!(step, Step::Rolled)).cloned().collect();
            let (pieces, last) = write(&steps);
            let (dir, one) = write(&whole);
            let (pieces, whole) = (of_all(pieces.path(), last), of_all(dir.path(), one));
            prop_assert_eq!(pieces, whole);
        }
    }

    #[test]
    fn a_line_has_the_time_and_the_place_of_the_output_that_wrote_it() {
        let (dir, _) = write(&["one\r\n", "two\r\n", "three"].map(|text| Step::Printed(text.to_owned())));
        let made = of_segment(dir.path(), 1, true).unwrap().unwrap();
        let text = Text::parse(&made.bytes).unwrap();
        let stamps = ["one", "two", "three"].map(|line| {
            let at = std::str::from_utf8(text.bytes).unwrap().find(line).unwrap();
            let Stamp { offset, time } = text.stamp(at);
            (offset, time)
        });
        assert_eq!(stamps, [(0, 1), (5, 2), (10, 3)]);
    }
}
