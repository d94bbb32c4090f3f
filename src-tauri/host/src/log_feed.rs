//! Gives one client what the log holds, piece by piece, and goes on as it grows. It reads files and keeps one piece in
//! memory; the client's writing thread runs it.

use std::fmt::Debug;
use std::io;
use std::path::Path;

use protocol::frame::Kind;
use protocol::host::HostEvent;
use store::log::{self, Damage, Flaw, Reader};

use crate::client::Client;
use crate::outbox::Outbox;

/// The size of one piece, in bytes, give or take a record.
pub const PIECE: usize = 64 * 1024;

/// Where the pieces come from.
pub trait Source: Debug + Send {
    /// The next piece, of about [`PIECE`]; an empty one where there is nothing more for the present.
    ///
    /// # Errors
    /// Where the log cannot be read.
    fn next_piece(&mut self) -> io::Result<Vec<u8>>;

    /// What people should know of what could not be read.
    fn flaws(&self) -> Vec<String>;
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
        let source = Box::new(Raw { reader: Reader::open(dir)?, until });
        Ok(Box::new(Self { source, follow: until.is_none() }))
    }

    /// All of it, once.
    pub fn of(source: Box<dyn Source>) -> Box<Self> {
        Box::new(Self { source, follow: false })
    }

    /// Queues the next piece, or the end. `ended`: nothing will be added to the log any more, as of before this call.
    pub fn feed(mut self: Box<Self>, client: &Client, ended: bool) {
        match self.source.next_piece() {
            Ok(piece) if !piece.is_empty() => client.change(|outbox| {
                piece.chunks(PIECE).for_each(|piece| outbox.push_frame(Kind::LOG, piece.to_vec()));
                outbox.feed_log(self);
            }),
            Ok(_) if !ended && self.follow => client.change(|outbox| outbox.keep_log(self)),
            Ok(_) => client.change(|outbox| self.finish(outbox)),
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
    until: Option<u64>,
}

impl Source for Raw {
    fn next_piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        while piece.len() < PIECE
            && let Some(record) = self.reader.next_record()?
        {
            if self.until.is_some_and(|until| record.offset >= until) {
                break;
            }
            if record.kind == log::Kind::DATA {
                piece.extend_from_slice(&record.payload);
            }
        }
        Ok(piece)
    }

    fn flaws(&self) -> Vec<String> {
        self.reader.damage().map(describe).collect()
    }
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
