//! One daemon per root: the lock, and what the one that comes second does. It never takes anything from a live daemon.

use std::io;
use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::error::{ErrorCode, WireError};
use protocol::hello::{Hello, Role};
use protocol::paths::Root;
use protocol::transport::asynchronous::Listener;
use store::lock::{self, Lock, Taken};

/// How long the one that comes second waits for the holder's hello.
const ANSWER: Duration = Duration::from_secs(2);

/// What a start came to.
#[derive(Debug)]
pub enum Claim {
    /// This is the daemon now.
    Ours(Lock),
    /// Another daemon serves this root, and has said hello.
    Theirs,
}

/// Takes the daemon's lock, or makes sure that its holder answers.
///
/// # Errors
/// `daemon_unreachable` where somebody holds the lock and does not answer; `io`.
pub fn claim(root: &Root) -> Result<Claim, WireError> {
    let deadline = Instant::now() + ANSWER;
    loop {
        // A holder that leaves between our try and our greeting makes room for us: try again.
        match lock::try_take(&root.daemon_lock())? {
            Taken::Yes(lock) => return Ok(Claim::Ours(lock)),
            Taken::Held => {}
        }
        match Client::connect(&root.daemon_socket(), &Hello::new("holdfastd", Role::Client)) {
            Ok(_) => return Ok(Claim::Theirs),
            Err(_) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(20)),
            Err(error) => {
                let message =
                    format!("another daemon holds {} and does not answer: {error}", root.daemon_lock().display());
                return Err(WireError::new(ErrorCode::DaemonUnreachable, message)
                    .hint("if it hangs, end that process; sessions are not touched by it"));
            }
        }
    }
}

/// Binds the daemon's socket. A name left by a dead daemon is removed: whoever holds the lock owns the name.
///
/// # Errors
/// `io` naming the socket where it cannot listen.
pub fn listen(root: &Root, _held: &Lock) -> Result<Listener, WireError> {
    let path = root.daemon_socket();
    let failed = |error: &io::Error| WireError::new(ErrorCode::Io, format!("listening at {}: {error}", path.display()));
    match Listener::bind(&path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            std::fs::remove_file(&path).map_err(|error| failed(&error))?;
            Listener::bind(&path).map_err(|error| failed(&error))
        }
        outcome => outcome.map_err(|error| failed(&error)),
    }
}
