//! Gives one client what the log holds, piece by piece, and goes on as it grows. It reads files and keeps one piece in
//! memory; the client's writing thread runs it.

use std::io;
use std::path::Path;

use protocol::frame::Kind;
use protocol::host::HostEvent;
use store::log::{self, Damage, Flaw, Reader};

use crate::client::Client;
use crate::outbox::Outbox;

/// The size of one piece, in bytes, give or take a record.
const PIECE: usize = 64 * 1024;

/// Where one client is in the log.
#[derive(Debug)]
pub struct LogFeed {
    reader: Reader,
    /// The offset to stop at. Absent: goes on until the run has ended.
    until: Option<u64>,
}

impl LogFeed {
    /// Begins at the beginning.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn new(dir: &Path, until: Option<u64>) -> io::Result<Box<Self>> {
        Ok(Box::new(Self { reader: Reader::open(dir)?, until }))
    }

    /// Queues the next piece, or the end. `ended`: nothing will be added to the log any more, as of before this call.
    pub fn feed(mut self: Box<Self>, client: &Client, ended: bool) {
        match self.next_piece() {
            Ok(piece) if !piece.is_empty() => client.change(|outbox| {
                outbox.push_frame(Kind::LOG, piece);
                outbox.feed_log(self);
            }),
            Ok(_) if !ended && self.until.is_none() => client.change(|outbox| outbox.keep_log(self)),
            Ok(_) => client.change(|outbox| self.finish(outbox)),
            Err(error) => client.change(|outbox| {
                outbox.push_event(&HostEvent::Notice { message: format!("reading the log: {error}") });
                outbox.push_event(&HostEvent::LogEnd);
            }),
        }
    }

    fn finish(&self, outbox: &mut Outbox) {
        for damage in self.reader.damage() {
            outbox.push_event(&HostEvent::Notice { message: describe(damage) });
        }
        outbox.push_event(&HostEvent::LogEnd);
    }

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
}

fn describe(damage: &Damage) -> String {
    let what = match damage.flaw {
        Flaw::Torn => "ends within a record",
        Flaw::Corrupt => "is damaged",
        Flaw::Newer => "was written by a newer Holdfast",
    };
    format!("segment {} of the log {what} after {} bytes", damage.segment, damage.position)
}
