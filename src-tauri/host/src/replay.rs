//! The verb `replay`: serves an ended run from its log, as its host would, until nobody looks any more.

use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::end::End;
use protocol::error::{ErrorCode, WireError};
use protocol::hello::{Hello, Role};
use protocol::launch::Ready;
use protocol::paths::Root;
use protocol::session::Size;
use store::lock::{self, Lock, PATIENCE, Taken};
use store::records::{self, Closed, EndRecord, Found, Host, Launch, Record};

use crate::args::Which;
use crate::place::Place;
use crate::session::Session;
use crate::sizing::fit;
use crate::start::listen;
use crate::terminal::Terminal;
use crate::{ready, rebuild, serve, threads};

/// How long it stays without a client.
const ALONE: Duration = Duration::from_secs(10);

/// Serves one ended run. Says where it, or another that does so already, listens.
///
/// # Errors
/// Why it cannot.
pub fn replay(root: Root, which: &Which) -> Result<(), WireError> {
    let socket = root.replay_socket(&which.session, which.generation);
    let dir = root.generation(&which.session, which.generation);
    let Some(held) = take_lock(&dir, &socket)? else {
        ready::say(&Ready::listening(&socket));
        return Ok(());
    };
    let session = Arc::new(session(root, which)?);
    let listener = listen(&socket)?;
    let accepting = session.clone();
    threads::start("accept", move || serve::accept_all(&accepting, &listener))?;
    ready::say(&Ready::listening(&socket));
    wait_until_alone(&session);
    // It is ours: the lock is still held.
    let _ = std::fs::remove_file(socket);
    drop(held);
    Ok(())
}

/// `None`: another replay of the same run holds it, and answers.
fn take_lock(dir: &Path, socket: &Path) -> Result<Option<Lock>, WireError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match lock::try_take(&dir.join("replay.lock")) {
            Ok(Taken::Yes(lock)) => return Ok(Some(lock)),
            Ok(Taken::Held) => {}
            Err(error) => return Err(WireError::new(ErrorCode::NotFound, format!("looking for the run: {error}"))),
        }
        // It may not listen yet, or be about to leave.
        match Client::connect(socket, &Hello::new("holdfast-host", Role::Client)) {
            Ok(_) => return Ok(None),
            Err(error) if Instant::now() > deadline => return Err(error),
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn session(root: Root, which: &Which) -> Result<Session, WireError> {
    let mut place = Place {
        root,
        session: which.session.clone(),
        generation: which.generation,
        nonce: String::new(),
        started_at: 0,
        previous: None,
    };
    let launch = found::<Launch>(&place, "launch.json");
    let host = found::<Host>(&place, "host.json");
    let end = found::<EndRecord>(&place, "end.json");
    if let Some(launch) = &launch {
        place.nonce.clone_from(&launch.nonce);
        place.previous = launch.previous;
    }
    place.started_at =
        host.map(|host| host.started_at).or(launch.as_ref().map(|launch| launch.created_at)).unwrap_or(0);
    let size = end.as_ref().map(|end| end.size).or(launch.map(|launch| launch.size)).map_or(Size::DEFAULT, fit);
    let terminal = terminal(&place, size)?;
    let closed = || found::<Closed>(&place, "closed.json").map(|closed| closed.end);
    let end: Option<End> = end.map(|end| end.end).or_else(closed);
    let session = Session::new(place, None, terminal, None);
    session.was_over(end);
    Ok(session)
}

/// What the run showed last; nothing where no output was kept.
fn terminal(place: &Place, size: Size) -> Result<Terminal, WireError> {
    let log = place.log();
    let rebuilt = rebuild::from_log(&log, u64::MAX)
        .map_err(|error| WireError::new(ErrorCode::Io, format!("reading the log: {error}")))?;
    Ok(match rebuilt {
        Some(rebuilt) => Terminal::new(rebuilt.screen, rebuilt.offset, Some(log)),
        None => Terminal::new(rebuild::fresh(size), 0, None),
    })
}

/// A record that cannot be read is as good as none: the picture is what is wanted here.
fn found<T: Record>(place: &Place, name: &str) -> Option<T> {
    records::read::<T>(&place.dir().join(name)).ok().and_then(Found::record)
}

fn wait_until_alone(session: &Session) {
    let mut stream = threads::lock(&session.stream);
    loop {
        stream = session
            .clients_changed
            .wait_while(stream, |stream| !stream.clients.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        let (still, waited) = session
            .clients_changed
            .wait_timeout_while(stream, ALONE, |stream| stream.clients.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return;
        }
        stream = still;
    }
}
