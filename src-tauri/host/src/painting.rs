//! Brings one client to where the stream is: a snapshot at one offset and everything after it, in one turn, or only what
//! the client has missed. Old logs are read before any lock is taken.

use std::path::Path;
use std::sync::atomic::Ordering;

use protocol::host::{Attached, History, HostEvent};
use protocol::session::Size;

use crate::client::Client;
use crate::history::{self, Older, Own};
use crate::outbox::Outbox;
use crate::rebuild::HISTORY;
use crate::session::Session;
use crate::stream::Item;
use crate::terminal::{Snapshot, Terminal};
use crate::threads::lock;

/// What is painted above what the terminal has in memory.
#[derive(Debug, Default)]
struct Above {
    /// Of the run itself, with its screen. Absent: the terminal's own is enough.
    older: Option<Box<Older>>,
    /// Text of the runs before.
    earlier: Vec<u8>,
    /// Whether there is more than that.
    more: bool,
}

/// Queues a snapshot and subscribes the client from its offset on. `request`: the attach that is answered first.
pub fn paint(session: &Session, client: &Client, request: Option<u64>) {
    let above = above(session, wanted(session, client));
    let mut terminal = session.terminal();
    terminal.catch_up(session);
    let (snapshot, more) = snapshot(&mut terminal, above.older, above.more);
    let before = above.earlier;
    // The screen waits for this lock's end, so what is pending now is all that the snapshot lacks.
    let stream = lock(&session.stream);
    client.change(|outbox| {
        if let Some(request) = request {
            outbox.push_answer(request, Ok(attached(session, snapshot.size, snapshot.offset, false)));
        }
        outbox.push_event(&HostEvent::Snapshot {
            offset: snapshot.offset,
            size: snapshot.size,
            before: before.len() as u64,
            length: snapshot.bytes.len() as u64,
            more,
        });
        outbox.push_snapshot(before);
        outbox.push_snapshot(snapshot.bytes);
        outbox.attach();
        stream.pending.iter().for_each(|item| outbox.push_stream(item));
        say_end(session, outbox, request.is_some());
    });
    drop(stream);
    drop(terminal);
    session.status_changed();
    session.looked();
}

/// How many lines the client wants above the screen.
fn wanted(session: &Session, client: &Client) -> usize {
    let first = if session.live.is_some() { HISTORY } else { history::FIRST };
    client.lines.load(Ordering::Relaxed).clamp(first, History::MOST.max(first))
}

/// Reads what is above the screen as far as it is not in memory. Nothing is locked meanwhile.
fn above(session: &Session, wanted: usize) -> Above {
    let (rows, log) = session.terminal().above();
    let own = history::own(wanted, rows, HISTORY, log.is_some());
    let read = |log: &Path| Older::read(log, wanted, u64::MAX);
    let older = match (own, log) {
        (Own::Log, Some(log)) => read(&log).unwrap_or_else(|error| {
            tracing::warn!(%error, "reading older lines from the log");
            None
        }),
        _ => None,
    };
    let mut older = older.map(Box::new);
    let (lines, complete) = match (&mut older, own) {
        (Some(older), _) => (older.lines(), !older.more()),
        (None, Own::Memory { complete }) => (rows, complete),
        // It could not be read: there is nowhere to get more from.
        (None, Own::Log) => (rows, true),
    };
    let room = history::for_earlier(wanted, lines, complete, history::FIRST);
    let (earlier, earlier_more) = if complete { history::earlier(&session.place, room) } else { (Vec::new(), false) };
    Above { older, earlier, more: !complete || earlier_more }
}

/// The snapshot, from the log if its screen can be brought to where the terminal is.
fn snapshot(terminal: &mut Terminal, older: Option<Box<Older>>, more: bool) -> (Snapshot, bool) {
    let Some(mut older) = older else { return (terminal.snapshot(), more) };
    let (offset, size) = (terminal.offset(), terminal.size());
    // The log is written first, so all of it is there; unless it failed.
    let brought_up = older.read_on(offset);
    if brought_up.is_err() || older.offset() != offset {
        tracing::warn!(offset, at = older.offset(), "the log does not lead up to the screen");
        return (terminal.snapshot(), false);
    }
    older.resize(size);
    let bytes = older.snapshot();
    (Snapshot { bytes, offset, size }, more || older.more())
}

/// Queues what the client has missed since `since` and subscribes it. `false`: that is not known any more.
pub fn resume(session: &Session, client: &Client, request: u64, since: u64) -> bool {
    let stream = lock(&session.stream);
    let Some(missed) = stream.after(since) else { return false };
    client.change(|outbox| {
        outbox.push_answer(request, Ok(attached(session, stream.size, since, true)));
        outbox.attach();
        missed.into_iter().for_each(|batch| outbox.push_stream(&Item::Output(batch)));
        say_end(session, outbox, true);
    });
    drop(stream);
    session.status_changed();
    true
}

/// One who attaches to an ended run knows the end from the answer; one who was attached is told it as an event.
fn say_end(session: &Session, outbox: &mut Outbox, answered: bool) {
    if let Some(end) = session.end()
        && outbox.take_end()
        && !answered
    {
        outbox.push_event(&HostEvent::Ended { end: Box::new(end.clone()) });
    }
}

fn attached(session: &Session, size: Size, offset: u64, resumed: bool) -> Attached {
    Attached {
        session: session.place.session.clone(),
        generation: session.place.generation,
        size,
        offset,
        resumed,
        live: session.is_live(),
        end: session.end().cloned(),
    }
}
