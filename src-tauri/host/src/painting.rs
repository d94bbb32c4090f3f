//! Brings one client to where the stream is: a snapshot at one offset and everything after it, in one turn, or only what
//! the client has missed. Reading old logs happens before any lock is taken.

use protocol::host::{Attached, HostEvent};
use protocol::id::Generation;
use protocol::session::Size;
use store::records::{self, Found, Launch};

use crate::client::Client;
use crate::outbox::Outbox;
use crate::place::Place;
use crate::rebuild;
use crate::session::Session;
use crate::stream::Item;
use crate::threads::lock;

/// The most text of earlier runs that is shown above, in bytes and in lines.
const MOST_BEFORE: usize = 2 * 1024 * 1024;
const MOST_LINES: usize = rebuild::HISTORY;

/// Queues a snapshot and subscribes the client from its offset on. `request`: the attach that is answered first.
pub fn paint(session: &Session, client: &Client, request: Option<u64>) {
    let before = text_before(&session.place);
    let mut terminal = session.terminal();
    terminal.catch_up(session);
    let snapshot = terminal.snapshot();
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

/// What the session's earlier runs left on their screens, the newest last.
fn text_before(place: &Place) -> Vec<u8> {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let mut previous = place.previous;
    // Each run names an older one, so this ends, whatever the files say.
    while let Some(generation) = previous.filter(|_| lines(&texts) < MOST_LINES) {
        let earlier = Place { generation, ..place.clone() };
        if let Ok(Some(mut rebuilt)) = rebuild::from_log(&earlier.log(), u64::MAX) {
            texts.insert(0, rebuilt.screen.history_text());
        }
        previous = previous_of(&earlier).filter(|older| *older < generation);
    }
    end_of(&texts.concat())
}

fn previous_of(place: &Place) -> Option<Generation> {
    match records::read::<Launch>(&place.dir().join("launch.json")) {
        Ok(Found::Record(launch)) => launch.previous,
        _ => None,
    }
}

fn lines(texts: &[Vec<u8>]) -> usize {
    texts.iter().flatten().filter(|byte| **byte == b'\n').count()
}

/// The last lines that are not too much.
fn end_of(text: &[u8]) -> Vec<u8> {
    let mut from = text.len().saturating_sub(MOST_BEFORE);
    let breaks: Vec<usize> = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
    if let Some(at) = breaks.len().checked_sub(MOST_LINES + 1) {
        from = from.max(breaks[at] + 1);
    }
    match text[from..].iter().position(|byte| *byte == b'\n') {
        // A line that was cut has lost its colours.
        Some(first) if from > 0 && text[from - 1] != b'\n' => text[from + first + 1..].to_vec(),
        _ => text[from..].to_vec(),
    }
}
