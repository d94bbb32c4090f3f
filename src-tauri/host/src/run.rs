//! The verb `run`: starts the program, says that it is there, and serves until it has ended.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::error::WireError;
use protocol::launch::{Listening, Ready};
use protocol::paths::Root;
use protocol::{PROTOCOL_MAX, PROTOCOL_MIN, VERSION};
use store::ending::is_from_manager;
use store::process::Identity;
use store::records::{self, Host};
use store::scope;

use crate::args::Which;
use crate::pace::Pace;
use crate::place::Place;
use crate::platform::Signals;
use crate::platform::detach::Answer;
use crate::session::{Live, Session};
use crate::start::{self, Started};
use crate::{ending, pty, ready, serve, threads};

/// The largest piece of output that is read, logged and sent as one, in bytes.
const BATCH: usize = store::log::MAX_PAYLOAD;
/// How long the program may take when the host itself is told to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long the service managers may take to say what is going down, each.
const WORD: Duration = Duration::from_millis(400);

/// Runs one session to its end.
///
/// # Errors
/// Why the program was not started. Once it runs there is no error any more.
pub fn run(root: Root, which: &Which, signals: Signals, scope: Option<Answer>) -> Result<(), WireError> {
    let Started { session, reader, child, listener, flush, index, reserve, lock: held, host } =
        start::start(root, which, scope)?;
    let socket = session.place.root.host_socket(&which.session, which.generation);
    let session = Arc::new(session);
    // Always there: it was just started.
    let Some(live) = &session.live else { return Ok(()) };
    announce(&session.place, &host, live, &socket);
    on_a_thread("read", &session, move |session| read_all(session, reader))?;
    on_a_thread("parse", &session, |session| parse_all(session))?;
    on_a_thread("signals", &session, move |session| heed(session, signals))?;
    on_a_thread("accept", &session, move |session| serve::accept_all(session, &listener))?;
    let status = Some(Box::new(session.status()));
    ready::say(&Ready::Listening(Listening { socket: socket.display().to_string(), status }));
    ending::see_through(&session, live, child, &reserve, (&flush, &index));
    // It is ours: the lock is still held.
    let _ = std::fs::remove_file(socket);
    drop(held);
    Ok(())
}

/// Writes the run file. Without it a later daemon must guess where the host listens, but the session is as good.
fn announce(place: &Place, host: &Identity, live: &Live, socket: &Path) {
    let standing = &live.standing;
    let record = Host {
        host: host.clone(),
        child: Some(live.child.clone()),
        cgroup: standing.group.clone(),
        scope: standing.scope.scope.clone(),
        scope_error: standing.scope.scope_error.clone(),
        socket: socket.display().to_string(),
        protocol_min: PROTOCOL_MIN,
        protocol_max: PROTOCOL_MAX,
        version: VERSION.to_owned(),
        nonce: place.nonce.clone(),
        started_at: place.started_at,
        programs: own_directory(),
        unknown: serde_json::Map::new(),
    };
    if let Err(error) = records::write(&place.dir().join("host.json"), &record) {
        tracing::error!(%error, "writing the run file");
    }
}

/// Where this program lies.
fn own_directory() -> Option<String> {
    let own = std::env::current_exe().ok()?;
    Some(own.parent()?.display().to_string())
}

fn on_a_thread(
    name: &str,
    session: &Arc<Session>,
    body: impl FnOnce(&Arc<Session>) + Send + 'static,
) -> Result<(), WireError> {
    let session = session.clone();
    threads::start(name, move || body(&session))?;
    Ok(())
}

/// Reads what the program prints, to the end.
fn read_all(session: &Session, mut reader: pty::Reader) {
    // Memory that is never written to is not there.
    let mut buffer = Vec::with_capacity(BATCH);
    let mut pace = Pace::new(Instant::now());
    loop {
        match reader.read(&mut buffer, pace.is_flood) {
            Ok(false) => break,
            Ok(true) => {
                pace.went_on(buffer.len(), Instant::now());
                session.take_in(&buffer, pace.is_flood);
            }
            Err(error) => {
                tracing::error!(%error, "reading from the terminal");
                break;
            }
        }
    }
    session.finish_output();
}

/// Feeds the screen with what was read.
fn parse_all(session: &Session) {
    let mut pace = Pace::new(Instant::now());
    while session.wait_for_output(pace.is_flood) {
        let read = session.parse_some();
        pace.went_on(read, Instant::now());
    }
}

/// Ends the program when the host is told to end.
fn heed(session: &Arc<Session>, mut signals: Signals) {
    while let Some(seen) = signals.next() {
        tracing::warn!(?seen, "told to end");
        if let Some(live) = &session.live {
            let asks = is_from_manager(&seen);
            live.stop.told(session, seen, PATIENCE);
            if asks {
                live.stop.explained(scope::farewell(WORD));
            }
        }
    }
}
