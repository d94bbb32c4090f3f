//! From `launch.json` to a running program, step by step, each of which may refuse. No thread is started here.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use protocol::transport::Listener;
use serde::Deserialize;
use store::ending::{Exit, Facts};
use store::lock::{self, Lock, PATIENCE, Taken};
use store::log::Run;
use store::log::bounds::BOUND;
use store::process::{self, Identity};
use store::records::{self, Closed, EndRecord, Found, Launch};

use crate::agent::Agent;
use crate::args::Which;
use crate::ending;
use crate::flush::Flush;
use crate::index::Index;
use crate::leave::{Circumstances, in_time, may_start};
use crate::place::Place;
use crate::platform::detach::Answer;
use crate::pty::{self, Program};
use crate::rebuild;
use crate::reserve::Reserve;
use crate::session::{Live, Session};
use crate::sizing::fit;
use crate::standing::Standing;
use crate::stop::Stop;
use crate::terminal::Terminal;
use crate::turn::Log;
use crate::typing::Typing;

/// A program that runs, and all that its threads need.
#[derive(Debug)]
pub struct Started {
    /// What they share.
    pub session: Session,
    /// What the program prints.
    pub reader: pty::Reader,
    /// The program.
    pub child: pty::Child,
    /// Where clients come in.
    pub listener: Listener,
    /// Brings the log to the disk.
    pub flush: Arc<Flush>,
    /// Makes the log's text ready to be searched.
    pub index: Arc<Index>,
    /// Room for the end record.
    pub reserve: Reserve,
    /// Held for life.
    pub lock: Lock,
    /// This process.
    pub host: Identity,
}

/// Starts the program of a run, if that is still wanted.
///
/// # Errors
/// Why it does not run. Where that was found out only by trying, the end record says so, too.
pub fn start(root: Root, which: &Which, scope: Option<Answer>) -> Result<Started, WireError> {
    let dir = root.generation(&which.session, which.generation);
    let lock = take_lock(&dir)?;
    let env = read_environment()?;
    // Only now: a daemon that was stopped while it wrote may go on long after its leave has expired.
    let launch = permitted(&dir, &which.session, which.generation)?;
    let host = process::identify(std::process::id()).map_err(|error| failed("looking at this process", &error))?;
    let reserve = Reserve::keep(&dir).map_err(|error| failed("keeping room for the end record", &error))?;
    let place = Place {
        root,
        session: which.session.clone(),
        generation: which.generation,
        nonce: launch.nonce.clone(),
        started_at: store::now_ms(),
        previous: launch.previous,
    };
    match open(&place, &launch, env, scope) {
        Ok((listener, opened, child, standing)) => {
            let flush = Arc::new(Flush::default());
            let index = Arc::new(Index::new(place.log(), launch.log_bound.unwrap_or(BOUND)));
            let (reader, program) = (opened.reader, opened.child);
            let (typing, stop) = (Typing::new(opened.writer), Stop::default());
            let live = Live { child, standing, control: opened.control, typing, stop };
            let session = session(place, live, &launch, (&flush, &index));
            Ok(Started { session, reader, child: program, listener, flush, index, reserve, lock, host })
        }
        Err(error) => {
            record_failure(&place, &launch, &reserve, &error);
            Err(error)
        }
    }
}

fn take_lock(dir: &Path) -> Result<Lock, WireError> {
    match lock::take_within(&dir.join("host.lock"), PATIENCE) {
        Ok(Taken::Yes(lock)) => Ok(lock),
        Ok(Taken::Held) => Err(WireError::new(ErrorCode::Busy, "another host has this run")),
        Err(error) => Err(failed("taking the run's lock", &error)),
    }
}

/// The leave to start, checked.
fn permitted(dir: &Path, session: &SessionId, generation: Generation) -> Result<Launch, WireError> {
    let launch = match records::read::<Launch>(&dir.join("launch.json")) {
        Ok(Found::Record(launch)) => launch,
        Ok(Found::Absent) => return Err(WireError::new(ErrorCode::StartFailed, "the run has no leave to start")),
        Ok(Found::Newer { format }) => {
            let message = format!("the run's leave has the newer format {format}");
            return Err(WireError::new(ErrorCode::NewerFormat, message));
        }
        Ok(Found::Damaged { why }) => {
            return Err(WireError::new(ErrorCode::Damaged, format!("the run's leave is damaged: {why}")));
        }
        Err(error) => return Err(failed("reading the run's leave", &error)),
    };
    let boot_id = process::boot_id().map_err(|error| failed("reading the boot's id", &error))?;
    // A file that cannot be read counts as there: when in doubt nothing is started.
    let closed = records::read::<Closed>(&dir.join("closed.json")).map_or(true, |found| found.is_there());
    let ended = records::read::<EndRecord>(&dir.join("end.json")).map_or(true, |found| found.is_there());
    let now = store::now_ms();
    may_start(&launch, &Circumstances { session, generation, boot_id: &boot_id, now, closed, ended })?;
    Ok(launch)
}

/// The one document on standard input: values that must not be seen on disk or in a list of processes.
fn read_environment() -> Result<BTreeMap<String, String>, WireError> {
    #[derive(Deserialize)]
    struct Given {
        env: BTreeMap<String, String>,
    }
    let mut text = Vec::new();
    io::stdin().read_to_end(&mut text).map_err(|error| failed("reading the environment", &error))?;
    let given: Given = serde_json::from_slice(&text)
        .map_err(|error| WireError::new(ErrorCode::StartFailed, format!("reading the environment: {error}")))?;
    Ok(given.env)
}

fn open(
    place: &Place,
    launch: &Launch,
    given: BTreeMap<String, String>,
    scope: Option<Answer>,
) -> Result<(Listener, pty::Opened, Identity, Standing), WireError> {
    let listener = listen(&place.root.host_socket(&place.session, place.generation))?;
    // Again: this process may have been held up since it was asked, and now is the last moment.
    permitted(&place.dir(), &place.session, place.generation)?;
    let env = environment(place, launch, given);
    let (cwd, size) = (Path::new(&launch.cwd), fit(launch.size));
    // Before the program, so that it is in the scope from its first moment.
    let standing = Standing::found_out(scope);
    // Again: this process may have been stopped since.
    in_time(launch, store::now_ms())?;
    let opened = pty::open(&Program { argv: &launch.argv, cwd, env: &env, size, open_files: launch.open_files })?;
    // If this failed, closing the terminal would hang the program up.
    let child = process::identify(opened.child.pid()).map_err(|error| failed("looking at the program", &error))?;
    Ok((listener, opened, child, standing))
}

/// Binds a socket of ours. A file left there is from a host that is gone: this one holds the lock.
///
/// # Errors
/// `start_failed` where the system refuses.
pub fn listen(path: &Path) -> Result<Listener, WireError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed("removing an old socket", &error)),
        _ => {}
    }
    Listener::bind(path).map_err(|error| failed("listening", &error))
}

/// What the program gets: what was given, and what is true of this terminal.
fn environment(place: &Place, launch: &Launch, mut env: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let socket = place.root.host_socket(&place.session, place.generation);
    for (name, value) in [
        ("TERM", "xterm-256color".to_owned()),
        ("COLORTERM", "truecolor".to_owned()),
        // Keeps the name by which the directory was reached, where it leads there; shells check.
        ("PWD", launch.cwd.clone()),
        ("HOLDFAST_SESSION", place.session.to_string()),
        ("HOLDFAST_GENERATION", place.generation.to_string()),
        ("HOLDFAST_SOCKET", socket.display().to_string()),
    ] {
        env.insert(name.to_owned(), value);
    }
    env
}

fn session(place: Place, live: Live, launch: &Launch, (flush, index): (&Arc<Flush>, &Arc<Index>)) -> Session {
    let (size, dir) = (fit(launch.size), place.log());
    let run = Run { session: place.session.clone(), generation: place.generation };
    let bound = launch.log_bound.unwrap_or(BOUND);
    let mut log = launch.log.then(|| Log::new(dir.clone(), run, bound, flush.clone(), index.clone()));
    let begun = log.as_mut().map(|log| log.begin(size)).transpose();
    let terminal = Terminal::new(rebuild::fresh(size), 0, launch.log.then_some(dir));
    let watched = launch.agent.clone();
    let agent = watched.map(|watched| Agent::new(watched, place.generation, &place.dir(), place.started_at));
    let mut session = Session::new(place, Some(live), terminal, log);
    session.agent = agent;
    if let Err(error) = begun {
        session.stop_log(&error);
    }
    session
}

fn record_failure(place: &Place, launch: &Launch, reserve: &Reserve, error: &WireError) {
    // It is ours: the lock is held, and only this process can have bound it.
    let _ = std::fs::remove_file(place.root.host_socket(&place.session, place.generation));
    let facts = Facts {
        exit: Exit::NotStarted,
        cited: None,
        later: Vec::new(),
        signals: Vec::new(),
        farewell: None,
        out_of_memory: false,
        start_error: Some(error.message.clone()),
        at: store::now_ms(),
    };
    let last =
        ending::Last { offset: 0, size: fit(launch.size), output_at: None, last_line: String::new(), title: None };
    let record = ending::record(place, facts, last, Vec::new());
    if let Err(error) = reserve.write(&record) {
        // The daemon is told as well; without a record it closes the run itself.
        tracing::error!(%error, "writing the end record");
    }
}

fn failed(step: &str, error: &io::Error) -> WireError {
    WireError::new(ErrorCode::StartFailed, format!("{step}: {error}"))
}
