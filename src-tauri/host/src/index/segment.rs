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
