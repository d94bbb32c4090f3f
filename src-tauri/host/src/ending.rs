//! From the program's exit to the host's: takes in what is still printed, writes the end durably, tells the clients, leaves.

use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::session::Size;
use store::ending::{Facts, of_facts};
use store::process::Identity;
use store::records::EndRecord;

use crate::flush::Flush;
use crate::index::Index;
use crate::place::Place;
use crate::platform;
use crate::pty;
use crate::reserve::Reserve;
use crate::session::{Live, Session};
use crate::stop::Seen;
use crate::threads::lock;

/// Nothing printed for so long after the program's exit, and its output is taken for complete: others may hold the
/// terminal for ever.
const QUIET: Duration = Duration::from_millis(250);
/// The same, where others go on printing.
const LONGEST_DRAIN: Duration = Duration::from_secs(2);
/// How long clients may take for what is still queued.
const LINGER: Duration = Duration::from_secs(2);
/// Between tries to write the end, doubled up to the second.
const RETRY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Waits for the program's end and sees the session through to its own. Afterwards the process may exit.
pub fn see_through(
    session: &Arc<Session>,
    live: &Live,
    mut child: pty::Child,
    reserve: &Reserve,
    (flush, index): (&Flush, &Index),
) {
    let exit = child.wait();
    let at = store::now_ms();
    live.stop.spare.let_go();
    live.stop.exited();
    live.control.release();
    live.stop.wait();
    drain(session);
    session.catch_up();
    flush.close();
    index.close();
    session.keep_agent();
    let survivors = platform::left_of(&session.place, live).unwrap_or_else(|error| {
        tracing::warn!(%error, "looking for processes that were left behind");
        Vec::new()
    });
    let out_of_memory = live.standing.memory_kills() > 0;
    let Seen { cited, later, signals, farewell } = live.stop.seen(exit);
    let facts = Facts { exit, cited, later, signals, farewell, out_of_memory, start_error: None, at };
    let last = session.status();
    // Of a run without a log nothing that it printed is kept.
    let kept = session.place.log().is_dir();
    let last = Last {
        offset: last.offset,
        size: last.size,
        output_at: last.output_at,
        last_line: if kept { last.last_line } else { String::new() },
        title: last.title.filter(|_| kept),
    };
    let record = record(&session.place, facts, last, survivors);
    write_until_it_works(session, reserve, &record);
    child.reap();
    live.typing.close();
    session.finish(record.end);
    linger(session);
}

/// What the terminal was last like.
#[derive(Debug)]
pub struct Last {
    /// How many bytes the program had printed.
    pub offset: u64,
    /// The terminal's size.
    pub size: Size,
    /// When the program last printed something, in milliseconds since 1970.
    pub output_at: Option<u64>,
    /// The last line on the screen, cleaned.
    pub last_line: String,
    /// The title that the program had set, cleaned.
    pub title: Option<String>,
}

/// The end record that facts come to.
pub fn record(place: &Place, facts: Facts, last: Last, survivors: Vec<Identity>) -> EndRecord {
    EndRecord {
        session: place.session.clone(),
        generation: place.generation,
        end: of_facts(&place.session, &facts),
        facts,
        offset: last.offset,
        size: last.size,
        output_at: last.output_at,
        last_line: last.last_line,
        title: last.title,
        survivors,
        unknown: serde_json::Map::new(),
    }
}

/// Waits until the reader has seen the end of the output, or nothing has come for a while.
fn drain(session: &Session) {
    let deadline = Instant::now() + LONGEST_DRAIN;
    let mut stream = lock(&session.stream);
    while !stream.finished && Instant::now() < deadline {
        let before = stream.offset;
        let waited = session.clients_changed.wait_timeout_while(stream, QUIET, |stream| !stream.finished);
        stream = waited.unwrap_or_else(std::sync::PoisonError::into_inner).0;
        if stream.offset == before {
            break;
        }
    }
}

/// Without its record the session would be taken for lost, so the host stays until it is written.
fn write_until_it_works(session: &Session, reserve: &Reserve, record: &EndRecord) {
    let (mut pause, longest) = RETRY;
    let mut told = false;
    while let Err(error) = reserve.write(record) {
        tracing::error!(%error, "writing the end record; trying again");
        if !std::mem::replace(&mut told, true) {
            let message = format!("its program has ended, and that cannot be recorded yet: {error}");
            lock(&session.stream).warn("end.json", message);
            session.status_changed();
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(longest);
    }
}

fn linger(session: &Session) {
    let deadline = Instant::now() + LINGER;
    let clients = lock(&session.stream).clients.clone();
    clients.iter().for_each(|client| client.wait_until_flushed(deadline));
}
