//! The daemon's life from the lock to the goodbye.

use std::process::ExitCode;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use protocol::error::{ErrorCode, WireError};
use protocol::event::Event;
use protocol::hello::GoodbyeReason;
use protocol::launch::Ready;
use protocol::paths::{self, Root};
use protocol::transport::asynchronous::Listener;
use store::lock::Lock;
use store::{cgroup, process, records};
use tokio::runtime::Builder;

use crate::adopt;
use crate::args::Args;
use crate::awake;
use crate::claim::{self, Claim};
use crate::context::Daemon;
use crate::farewells;
use crate::journal::entries;
use crate::leave;
use crate::litter;
use crate::platform;
use crate::refresh;
use crate::rest;
use crate::server;
use crate::settings::Settings;
use crate::space;
use crate::standing;
use crate::watchdog::{GRACE, Watchdog};
use crate::workers;

/// Runs the daemon and turns the outcome into an exit code and the one line that the starter reads.
pub fn main(args: Args) -> ExitCode {
    match prepare(&args) {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some((daemon, lock))) => run(&args, daemon, lock),
        Err(error) => fail(&args, error),
    }
}

fn fail(args: &Args, error: WireError) -> ExitCode {
    tracing::error!("{}", error.message);
    if args.foreground {
        eprintln!("holdfastd: {}", error.message);
    } else {
        say(&Ready::Failed { error });
    }
    ExitCode::FAILURE
}

/// Takes the lock. `None` where another daemon serves this root already.
fn prepare(args: &Args) -> Result<Option<(Arc<Daemon>, Lock)>, WireError> {
    let dir = match &args.root {
        Some(dir) => dir.clone(),
        None => paths::locate()?,
    };
    let root = Root::open(&dir)?;
    if args.foreground {
        protocol::log::to_stderr();
    } else if protocol::log::to_file(&root.log(), "holdfastd").is_err() {
        // Nobody's session waits for a log that cannot be written.
        protocol::log::to_stderr();
    }
    let Claim::Ours(lock) = claim::claim(&root)? else {
        say(&Ready::listening(&root.daemon_socket()));
        return Ok(None);
    };
    litter::sweep_root(&root, &lock);
    make_root_last(&root);
    let settings = Settings::read(&root.settings());
    if let Err(error) = &settings {
        tracing::warn!("{}", error.message);
    }
    let grace = settings.as_ref().map_or(GRACE, Settings::grace);
    let watchdog = Watchdog::new(args.owner.into(), args.until_idle, grace);
    let nonce = new_nonce()?;
    let open_files = platform::raise_open_files();
    let programs = std::env::current_exe()?.parent().map(std::path::Path::to_owned).unwrap_or_default();
    let daemon = Daemon::new(root, programs, nonce, open_files, watchdog);
    daemon.journal.note(entries::daemon_started(&daemon.status()));
    Ok(Some((daemon, lock)))
}

/// A session that outlives a power cut is worth nothing in a root that does not. Programs make the root without that.
fn make_root_last(root: &Root) {
    for path in [root.sessions(), root.dir().to_owned()] {
        if let Err(error) = store::durable::sync_parent(&path) {
            tracing::warn!("syncing what {} lies in: {error}", path.display());
        }
    }
}

/// Random bytes that prove an identity over a socket.
///
/// # Errors
/// Where the system gives none.
pub fn new_nonce() -> Result<String, WireError> {
    protocol::id::SessionId::random()
        .map(|id| id.to_string())
        .map_err(|error| WireError::new(ErrorCode::Internal, format!("making random bytes: {error}")))
}

fn run(args: &Args, daemon: Arc<Daemon>, lock: Lock) -> ExitCode {
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(args, error.into()),
    };
    let listener = {
        let _context = runtime.enter();
        claim::listen(&daemon.root, &lock)
    };
    let listener = match listener {
        Ok(listener) => listener,
        Err(error) => return fail(args, error),
    };
    write_journal(&daemon);
    serve_notifications(&daemon);
    announce(args, &daemon);
    let reason = runtime.block_on(live(&daemon, listener, args.foreground));
    tracing::info!("leaving: {reason:?}");
    // Blocking work that is still under way, such as a slow login shell, must not keep the process for long; but as long
    // as it may write, the lock is held.
    runtime.shutdown_timeout(Duration::from_millis(100));
    daemon.notifications.close();
    daemon.journal.note(entries::daemon_left(reason));
    daemon.journal.close();
    leave::clean_up(&daemon.root, lock);
    ExitCode::SUCCESS
}

/// Lets the journal be written. A disk that refuses is told, and keeps nobody from the sessions.
fn write_journal(daemon: &Arc<Daemon>) {
    let teller = Arc::downgrade(daemon);
    daemon.journal.write(&daemon.root.journal(), move |message| {
        tracing::error!("{message}");
        if let Some(daemon) = teller.upgrade() {
            daemon.registry.emit(&Event::Notice { message });
        }
    });
}

/// Lets people be told things. A disk that refuses is told too.
fn serve_notifications(daemon: &Arc<Daemon>) {
    let (teller, warner) = (Arc::downgrade(daemon), Arc::downgrade(daemon));
    let emit = |daemon: &Weak<Daemon>, event: Event| {
        if let Some(daemon) = daemon.upgrade() {
            daemon.registry.emit(&event);
        }
    };
    let tell = move |told| emit(&teller, Event::Notified { notification: Box::new(told) });
    let warn = move |message| {
        tracing::error!("{message}");
        emit(&warner, Event::Notice { message });
    };
    daemon.notifications.serve(&daemon.root.notifications(), tell, warn);
}

/// Writes the run file and tells the starter.
fn announce(args: &Args, daemon: &Daemon) {
    write_run_file(daemon);
    tracing::info!("serving {} as process {}", daemon.root.dir().display(), std::process::id());
    if args.foreground {
        eprintln!("holdfastd: serving {}", daemon.root.dir().display());
    } else {
        say(&Ready::listening(&daemon.root.daemon_socket()));
    }
}

/// Writes `daemon.json`; again when the owner changes. A daemon without one serves as well, so that a full disk keeps
/// nobody from the sessions.
pub fn write_run_file(daemon: &Daemon) {
    let path = daemon.root.daemon_json();
    let written = process::identify(std::process::id()).and_then(|identity| {
        let record = records::Daemon {
            identity,
            owner: daemon.watchdog().owner(),
            version: protocol::VERSION.to_owned(),
            socket: daemon.root.daemon_socket().to_string_lossy().into_owned(),
            started_at: daemon.started_at,
            cgroup: cgroup::of(std::process::id()),
            scope: daemon.standing().scope,
            scope_error: daemon.standing().scope_error,
            unknown: serde_json::Map::new(),
        };
        records::replace(&path, &record)
    });
    if let Err(error) = written {
        tracing::error!("writing {}: {error}", path.display());
    }
}

/// Serves until something makes the daemon leave; then says goodbye.
async fn live(daemon: &Arc<Daemon>, listener: Listener, foreground: bool) -> GoodbyeReason {
    let serving = tokio::spawn(server::serve(daemon.clone(), listener));
    tokio::spawn(adopt::adopt_all(daemon.clone()));
    tokio::spawn(awake::run(daemon.clone()));
    tokio::spawn(workers::serve(daemon.clone()));
    tokio::spawn(farewells::listen(daemon.clone()));
    tokio::spawn(standing::find(daemon.clone(), foreground));
    let keeping = tokio::spawn(space::keep::run(daemon.clone()));
    let watching = tokio::spawn(watch(daemon.clone()));
    let refreshing = tokio::spawn(refresh::run(daemon.clone()));
    let resting = tokio::spawn(rest::run(daemon.clone()));
    let signalled = tokio::spawn({
        let daemon = daemon.clone();
        async move {
            match platform::wait_for_signal().await {
                Ok(()) => {
                    farewells::ask(&daemon).await;
                    daemon.exit.leave(GoodbyeReason::Signal);
                }
                Err(error) => tracing::error!("waiting for signals: {error}"),
            }
        }
    });
    let reason = daemon.exit.wanted().await;
    for task in [serving, keeping, watching, refreshing, resting, signalled] {
        task.abort();
    }
    daemon.exit.farewell().await;
    reason
}

/// Counts the time in which nobody is connected who counts, in steps of at most a second, so that time in which the
/// machine or the daemon slept is counted as one step. No timer runs while the daemon is to stay.
async fn watch(daemon: Arc<Daemon>) {
    const STEP: Duration = Duration::from_secs(1);
    loop {
        let remaining = daemon.watchdog().remaining();
        let Some(remaining) = remaining else {
            daemon.liveness.notified().await;
            continue;
        };
        let step = remaining.min(STEP);
        let began = Instant::now();
        tokio::select! {
            () = tokio::time::sleep(step) => {}
            () = daemon.liveness.notified() => {}
        }
        if daemon.watchdog().passed(began.elapsed().min(step)) {
            return daemon.exit.leave(GoodbyeReason::Watchdog);
        }
    }
}

/// Writes the line that the starter waits for, and closes standard output: nobody reads it any more.
fn say(ready: &Ready) {
    use std::io::Write as _;
    if let Ok(line) = serde_json::to_string(ready) {
        // The starter may be gone.
        let _ = writeln!(std::io::stdout(), "{line}");
        let _ = std::io::stdout().flush();
    }
    platform::close_stdout();
}
