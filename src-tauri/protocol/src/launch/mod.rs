//! Finding the daemon, starting one where there is none, and starting a search: what CLI and shell must do alike.
//! It never stops a daemon and never touches a session.

mod programs;
mod searching;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::{ErrorCode, WireError};
use crate::hello::{Hello, Role};
use crate::host::HostStatus;
use crate::paths::Root;
use crate::platform;
use crate::requests::Owner;

pub use programs::{install, sibling};
pub use searching::{Searching, Stopper};

/// How long a starting daemon may take until it listens. It serves before it looks at any session.
const START_LIMIT: Duration = Duration::from_secs(20);

/// How long a daemon that is leaving may turn clients away.
const LEAVING: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

/// The single line that a starting daemon or host writes to its standard output.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// It listens.
    Listening(Listening),
    /// It could not start.
    Failed {
        /// Why.
        error: WireError,
    },
}

/// Where a starting program listens, and what it has to say at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listening {
    /// The path of its socket.
    pub socket: String,
    /// From a host whose program runs: what it would say to whoever connects now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Box<HostStatus>>,
}

impl Ready {
    /// It listens, and there is no more to be said.
    pub fn listening(socket: &Path) -> Self {
        Self::Listening(Listening { socket: socket.to_string_lossy().into_owned(), status: None })
    }
}

/// A connection to the daemon, and the daemon's process where this call started it.
#[derive(Debug)]
pub struct Link {
    /// Connected and greeted.
    pub client: Client,
    /// The daemon, if it is our child. It is not ended when this is dropped.
    pub started: Option<Child>,
}

/// Connects to the daemon of `root`.
///
/// # Errors
/// `daemon_unreachable` where none runs; what [`Client::connect`] says otherwise.
pub fn connect(root: &Root, hello: &Hello) -> Result<Client, WireError> {
    Client::connect(&root.daemon_socket(), hello).map_err(|error| match error.code {
        ErrorCode::DaemonUnreachable => {
            WireError::new(ErrorCode::DaemonUnreachable, format!("no daemon answers for {}", root.dir().display()))
                .hint("start one with `holdfast start`")
        }
        _ => error,
    })
}

/// Connects to the daemon of `root` and starts one for `owner` where none runs. One that is started for a client that
/// is no supervisor leaves once nobody is connected.
///
/// # Errors
/// As [`connect`]; `program_missing` and `start_failed` where none could be started.
pub fn connect_or_start(root: &Root, hello: &Hello, owner: Owner) -> Result<Link, WireError> {
    let is_gone = |error: &WireError| error.code == ErrorCode::DaemonUnreachable;
    let deadline = Instant::now() + LEAVING;
    loop {
        match connect(root, hello) {
            Ok(client) => return Ok(Link { client, started: None }),
            Err(error) if is_gone(&error) => {}
            Err(error) => return Err(error),
        }
        let mut started = spawn(root, owner, hello.role == Role::Supervisor)?;
        match connect(root, hello) {
            Ok(client) => return Ok(Link { client, started: Some(started) }),
            // Ours was not needed because of one that was just leaving.
            Err(error) if is_gone(&error) && Instant::now() < deadline => {
                started.try_wait().ok();
                thread::sleep(PAUSE);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Starts a daemon, detached, and waits until it (or the one that was faster) listens.
///
/// # Errors
/// `program_missing` where our programs are not beside this one, `start_failed` or `timed_out` with what the daemon said.
pub fn start(root: &Root, owner: Owner) -> Result<Child, WireError> {
    spawn(root, owner, true)
}

/// An app's daemon waits for its app's link; one that a command started for itself leaves when nobody is connected.
fn spawn(root: &Root, owner: Owner, will_link: bool) -> Result<Child, WireError> {
    let program = install(root)?.join(programs::file_name("holdfastd"));
    let mut command = Command::new(&program);
    command.arg("--root").arg(root.dir()).arg("--owner").arg(match owner {
        Owner::Headless => "headless",
        Owner::App | Owner::Unknown => "app",
    });
    if owner == Owner::App && !will_link {
        command.arg("--until-idle");
    }
    // A daemon started from inside a session is not of that session.
    for name in ["HOLDFAST_SESSION", "HOLDFAST_GENERATION", "HOLDFAST_SOCKET"] {
        command.env_remove(name);
    }
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    platform::detach(&mut command);
    let failed = |why: String| WireError::new(ErrorCode::StartFailed, format!("starting {}: {why}", program.display()));
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let stdout = child.stdout.take().ok_or_else(|| failed("it has no output".to_owned()))?;
    match ready_within(START_LIMIT, stdout) {
        Ok(_) => Ok(child),
        Err(error) => {
            // It never served anybody. By its handle, because its number may be somebody else's by now; and waited for,
            // so that it does not stay as a zombie for the life of the app.
            child.kill().ok();
            child.wait().ok();
            Err(WireError { message: failed(error.message).message, ..error })
        }
    }
}

/// Reads the line that a starting program writes, but gives up after `limit`. The reading thread ends with the program.
///
/// # Errors
/// What the program said, or `timed_out` where it said nothing in time.
pub fn ready_within(limit: Duration, output: impl std::io::Read + Send + 'static) -> Result<Listening, WireError> {
    let (said, heard) = mpsc::channel();
    thread::spawn(move || said.send(wait_until_ready(output)));
    heard.recv_timeout(limit).unwrap_or_else(|_| {
        Err(WireError::new(ErrorCode::TimedOut, format!("it did not listen within {} s", limit.as_secs()))
            .hint("look into its log in the root's `log` directory"))
    })
}

/// Reads the line that a starting program writes.
///
/// # Errors
/// What the program said, or `start_failed` where it said nothing.
fn wait_until_ready(output: impl std::io::Read) -> Result<Listening, WireError> {
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    match serde_json::from_str(&line) {
        Ok(Ready::Listening(listening)) => Ok(listening),
        Ok(Ready::Failed { error }) => Err(error),
        Err(_) => Err(WireError::new(ErrorCode::StartFailed, "it ended without a word")
            .hint("look into its log in the root's `log` directory")),
    }
}

/// The programs that lie in `dir`, for the daemon that starts hosts from where it lies itself.
pub fn program_in(dir: &Path, name: &str) -> std::path::PathBuf {
    dir.join(programs::file_name(name))
}
