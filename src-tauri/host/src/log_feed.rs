//! Gives one client what the log holds, piece by piece, and goes on as it grows. It reads files and keeps one piece in
//! memory; the client's writing thread runs it.

use std::fmt::Debug;
use std::io;
use std::path::Path;

use protocol::frame::Kind;
use protocol::host::HostEvent;
use store::log::{self, Damage, Flaw, Reader, Record};

use crate::client::Client;
use crate::outbox::Outbox;

/// The size of one piece, in bytes, give or take a record.
pub const PIECE: usize = 64 * 1024;

/// Where the pieces come from.
pub trait Source: Debug + Send {
    /// What comes next.
    ///
    /// # Errors
    /// Where the log cannot be read.
    fn next_part(&mut self) -> io::Result<Part>;

    /// What people should know of what could not be read.
    fn flaws(&self) -> Vec<String>;
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// A piece, of about [`PIECE`].
    Bytes(Vec<u8>),
    /// A word on what is missing here.
    Missing(String),
    /// Nothing for the present.
    Nothing,
}

impl Part {
    /// A piece; an empty one is nothing.
    pub fn of(bytes: Vec<u8>) -> Self {
        if bytes.is_empty() { Self::Nothing } else { Self::Bytes(bytes) }
    }
}

/// Where one client is in the log.
#[derive(Debug)]
pub struct LogFeed {
    source: Box<dyn Source>,
    /// Goes on until the run has ended.
    follow: bool,
}

impl LogFeed {
    /// What the run printed, from the beginning. `until`: the offset to stop at. Absent: goes on until the run has ended.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn raw(dir: &Path, until: Option<u64>) -> io::Result<Box<Self>> {
        let source = Box::new(Raw::new(dir, until)?);
        Ok(Box::new(Self { source, follow: until.is_none() }))
    }

    /// All of it, once.
    pub fn of(source: Box<dyn Source>) -> Box<Self> {
        Box::new(Self { source, follow: false })
    }

    /// Queues the next piece, or the end. `ended`: nothing will be added to the log any more, as of before this call.
    pub fn feed(mut self: Box<Self>, client: &Client, ended: bool) {
        match self.source.next_part() {
            Ok(Part::Bytes(piece)) => client.change(|outbox| {
                piece.chunks(PIECE).for_each(|piece| outbox.push_frame(Kind::LOG, piece.to_vec()));
                outbox.feed_log(self);
            }),
            Ok(Part::Missing(message)) => client.change(|outbox| {
                outbox.push_event(&HostEvent::Notice { message });
                outbox.feed_log(self);
            }),
            Ok(Part::Nothing) if !ended && self.follow => client.change(|outbox| outbox.keep_log(self)),
            Ok(Part::Nothing) => client.change(|outbox| self.finish(outbox)),
            Err(error) => client.change(|outbox| {
                outbox.push_event(&HostEvent::Notice { message: format!("reading the log: {error}") });
                outbox.push_event(&HostEvent::LogEnd);
            }),
        }
    }

    fn finish(&self, outbox: &mut Outbox) {
        for message in self.source.flaws() {
            outbox.push_event(&HostEvent::Notice { message });
        }
        outbox.push_event(&HostEvent::LogEnd);
    }
}

/// The bytes as they came.
#[derive(Debug)]
struct Raw {
    reader: Reader,
    /// The offset to stop at.
    until: Option<u64>,
    /// The offset that comes next, if nothing is missing.
    next: u64,
    /// Read, and due once it was told what is missing before it.
    held: Option<Record>,
}

impl Source for Raw {
    fn next_part(&mut self) -> io::Result<Part> {
        let mut piece = Vec::new();
        while piece.len() < PIECE
            && let Some(record) = self.next_record()?
        {
            if self.until.is_some_and(|until| record.offset >= until) {
                break;
            }
            if record.kind != log::Kind::DATA {
                continue;
            }
            let missing = record.offset.saturating_sub(self.next);
            if missing > 0 {
                self.held = Some(record);
                if piece.is_empty() {
                    return Ok(Part::Missing(self.skip(missing)));
                }
                break;
            }
            self.next = record.offset + record.payload.len() as u64;
            piece.extend_from_slice(&record.payload);
        }
        Ok(Part::of(piece))
    }

    fn flaws(&self) -> Vec<String> {
        let until = self.until.unwrap_or(self.next);
        // No output is there that would have told it, where a segment holds nothing but its screen.
        let base = self.reader.header().filter(|_| self.next == 0).map_or(0, |header| header.base.min(until));
        let first = (base > 0).then(|| no_longer_kept(base));
        let last = until.saturating_sub(self.next.max(base));
        let last = (last > 0).then(|| format!("the last {last} bytes are not kept"));
        first.into_iter().chain(last).chain(self.reader.damage().map(describe)).collect()
    }
}

impl Raw {
    fn new(dir: &Path, until: Option<u64>) -> io::Result<Self> {
        Ok(Self { reader: Reader::open(dir)?, until, next: 0, held: None })
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        match self.held.take() {
            Some(record) => Ok(Some(record)),
            None => self.reader.next_record(),
        }
    }

    /// Goes on after what is missing, and says how much that is.
    fn skip(&mut self, missing: u64) -> String {
        let is_beginning = self.next == 0;
        self.next += missing;
        if is_beginning { no_longer_kept(missing) } else { format!("{missing} bytes were not kept here") }
    }
}

fn no_longer_kept(first: u64) -> String {
    format!("the first {first} bytes are no longer kept")
}

/// One flaw, for people.
pub fn describe(damage: &Damage) -> String {
    let what = match damage.flaw {
        Flaw::Torn => "ends within a record",
        Flaw::Corrupt => "is damaged",
        Flaw::Newer => "was written by a newer Holdfast",
    };
    format!("segment {} of the log {what} after {} bytes", damage.segment, damage.position)
}

#[cfg(test)]
mod tests {
    use protocol::session::Size;
    use store::log::{Run, Writer};

    use super::*;

    const SIZE: Size = Size { cols: 80, rows: 24 };

    fn run() -> Run {
        Run { session: "0123456789abcdef".parse().unwrap(), generation: 1 }
    }

    fn parts(dir: &Path, until: Option<u64>) -> Vec<String> {
        let mut feed = Raw::new(dir, until).unwrap();
        let parts = std::iter::from_fn(|| match feed.next_part().unwrap() {
            Part::Bytes(bytes) => Some(String::from_utf8(bytes).unwrap()),
            Part::Missing(message) => Some(format!("({message})")),
            Part::Nothing => None,
        });
        parts.collect()
    }

    #[test]
    fn what_is_not_kept_is_told_at_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = Writer::create(dir.path(), run(), SIZE).unwrap();
        log.data(0, 1, b"one ").unwrap();
        log.roll(4, 1, SIZE, b"shown").unwrap();
        log.data(4, 1, b"two ").unwrap();
        log = Writer::resume(dir.path(), run(), 20, 1, SIZE, b"shown").unwrap();
        log.data(20, 1, b"three ").unwrap();
        log.data(26, 1, b"four").unwrap();
        assert_eq!(parts(dir.path(), None), ["one two ", "(12 bytes were not kept here)", "three four"]);
        assert_eq!(parts(dir.path(), Some(20)), ["one two "]);
        store::log::bounds::remove(dir.path(), 1).unwrap();
        let expected = ["(the first 4 bytes are no longer kept)", "two ", "(12 bytes were not kept here)", "three "];
        assert_eq!(parts(dir.path(), Some(26)), expected);
    }

    #[test]
    fn a_segment_that_holds_nothing_but_its_screen_tells_what_is_gone_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = Writer::create(dir.path(), run(), SIZE).unwrap();
        log.data(0, 1, b"one ").unwrap();
        log.roll(4, 1, SIZE, b"shown").unwrap();
        store::log::bounds::remove(dir.path(), 1).unwrap();
        let flaws = |until| {
            let mut feed = Raw::new(dir.path(), Some(until)).unwrap();
            assert!(matches!(feed.next_part().unwrap(), Part::Nothing));
            feed.flaws()
        };
        assert_eq!(flaws(4), ["the first 4 bytes are no longer kept"]);
        assert_eq!(flaws(6), ["the first 4 bytes are no longer kept", "the last 2 bytes are not kept"]);
    }
}
