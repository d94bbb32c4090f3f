//! Where the proof takes place: a root in a temporary directory, and everything that was started in it. All of it is ended
//! and removed when this is dropped, also after an interruption.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use protocol::client::{Client, Message};
use protocol::error::{ErrorCode, WireError};
use protocol::frame::Kind;
use protocol::hello::GoodbyeReason;
use protocol::host::{HostEvent, Logs};
use protocol::id::SessionId;
use protocol::launch;
use protocol::paths::Root;
use protocol::requests::{List, New, Outcome, Owner, Stop};
use protocol::session::{Session, Size, Status};

use crate::context::hello;
use crate::platform;

/// How long anything may take that should take a moment.
const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);
/// How many numbers further the program must have counted to be believed.
const ON: u64 = 3;

/// The stage.
pub(super) struct Stage {
    /// Removed last.
    _home: tempfile::TempDir,
    root: Root,
    interrupted: Arc<AtomicI32>,
    daemon: Option<Child>,
    client: Option<Child>,
    session: Option<SessionId>,
}

impl Stage {
    /// An empty stage.
    pub(super) fn new(interrupted: Arc<AtomicI32>) -> Result<Self, WireError> {
        let home = tempfile::Builder::new().prefix("holdfast-prove-").tempdir()?;
        // Its real path: sessions are told theirs.
        let root = Root::open(&home.path().canonicalize()?.join("root"))?;
        Ok(Self { _home: home, root, interrupted, daemon: None, client: None, session: None })
    }

    pub(super) fn root(&self) -> &Root {
        &self.root
    }

    /// Starts a daemon of its own and returns its process.
    pub(super) fn start_daemon(&mut self) -> Result<u32, WireError> {
        let daemon = launch::start(&self.root, Owner::Headless)?;
        let pid = daemon.id();
        self.daemon = Some(daemon);
        Ok(pid)
    }

    /// Starts a session whose program counts.
    pub(super) fn start_session(&mut self) -> Result<Session, WireError> {
        let variable = |name: &str| Some((name.to_owned(), std::env::var(name).ok()?));
        let environment: BTreeMap<String, String> = ["PATH", "SystemRoot"].into_iter().filter_map(variable).collect();
        let request = New {
            cwd: Some(self.root.dir().to_string_lossy().into_owned()),
            command: platform::COUNTING.iter().map(|word| (*word).to_owned()).collect(),
            environment: Some(environment),
            size: Some(Size::DEFAULT),
            ..New::default()
        };
        let made = self.ask_daemon()?.call_within(&request, LIMIT)?;
        self.session = Some(made.session.id);
        self.session()
    }

    /// The session, once the daemon has heard its host.
    pub(super) fn session(&self) -> Result<Session, WireError> {
        self.until("the daemon has the session", || {
            let sessions = self.ask_daemon()?.call_within(&List { all: true }, LIMIT)?;
            let ours = sessions.into_iter().find(|session| Some(&session.id) == self.session.as_ref());
            let Some(session) = ours else {
                return Err(WireError::new(ErrorCode::NotFound, "the daemon does not list the session"));
            };
            Ok((session.fresh && session.status != Status::Starting).then_some(session))
        })
    }

    /// Attaches a client in a process of its own, and returns that.
    pub(super) fn attach_client(&mut self) -> Result<u32, WireError> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["doctor", "--client"]).arg(self.socket()).stdin(Stdio::null());
        let mut client = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let said = client.stdout.take();
        let pid = client.id();
        self.client = Some(client);
        let mut line = String::new();
        if let Some(said) = said {
            BufReader::new(said).read_line(&mut line)?;
        }
        if line.trim() == "attached" { Ok(pid) } else { Err(differs("the client could not attach")) }
    }

    /// Kills the client at once.
    pub(super) fn kill_client(&mut self) -> Result<(), WireError> {
        Ok(self.client.take().map(kill).transpose().map(|_| ())?)
    }

    /// Kills the daemon at once.
    pub(super) fn kill_daemon(&mut self) -> Result<(), WireError> {
        Ok(self.daemon.take().map(kill).transpose().map(|_| ())?)
    }

    /// Waits until the program has counted on from a number, and returns how far it came.
    pub(super) fn count_on(&self, from: u64) -> Result<u64, WireError> {
        self.until("the program counts on", || Ok(Some(self.counted()?).filter(|number| *number >= from + ON)))
    }

    /// Ends the session and the daemon.
    pub(super) fn end(&mut self) -> Result<(), WireError> {
        let stop = Stop { keep_sessions: false, goodbye: GoodbyeReason::Stop };
        let stopped = self.ask_daemon()?.call_within(&stop, LIMIT)?;
        if let Some(alive) = stopped.sessions.iter().find(|one| one.result == Outcome::StillAlive) {
            return Err(differs(alive.detail.as_deref().unwrap_or("the session could not be ended")));
        }
        self.until("the session's host is gone", || {
            Ok(Client::connect(&self.socket(), &hello()).is_err().then_some(()))
        })?;
        self.session = None;
        if let Some(mut daemon) = self.daemon.take() {
            daemon.wait()?;
        }
        Ok(())
    }

    /// The program's numbers as its host has kept them, from 1 without a gap. Returns the last whole one.
    fn counted(&self) -> Result<u64, WireError> {
        let mut host = Client::connect(&self.socket(), &hello())?;
        host.set_timeout(Some(LIMIT))?;
        host.call(&Logs { follow: false })?;
        let mut bytes = Vec::new();
        loop {
            match host.next_message()? {
                Message::Frame(frame) if frame.kind == Kind::LOG => bytes.extend(frame.payload),
                Message::Frame(frame) if matches!(Message::event(&frame), Some(HostEvent::LogEnd)) => break,
                Message::Goodbye(_) | Message::Closed => return Err(differs("the session's host is gone")),
                Message::Frame(_) | Message::Response(_) => {}
            }
        }
        without_gap(&String::from_utf8_lossy(&bytes)).map_err(|why| differs(&why))
    }

    fn socket(&self) -> PathBuf {
        self.session.as_ref().map(|id| self.root.host_socket(id, 1)).unwrap_or_default()
    }

    fn ask_daemon(&self) -> Result<Client, WireError> {
        launch::connect(&self.root, &hello())
    }

    fn until<T>(&self, what: &str, mut look: impl FnMut() -> Result<Option<T>, WireError>) -> Result<T, WireError> {
        let deadline = Instant::now() + LIMIT;
        while self.interrupted.load(Ordering::SeqCst) == 0 {
            if let Some(found) = look()? {
                return Ok(found);
            }
            if Instant::now() >= deadline {
                return Err(WireError::new(ErrorCode::TimedOut, format!("waited in vain: {what}")));
            }
            thread::sleep(PAUSE);
        }
        Err(WireError::new(ErrorCode::Internal, "interrupted"))
    }
}

impl Drop for Stage {
    /// What goes wrong here is told by nobody: a reason was told before.
    fn drop(&mut self) {
        self.kill_client().ok();
        // From here on nothing is cut short.
        self.interrupted = Arc::new(AtomicI32::new(0));
        if self.session.is_some() {
            // A dead daemon leaves its session: another one ends it.
            if self.ask_daemon().is_err() {
                self.start_daemon().ok();
            }
            self.end().ok();
        }
        self.kill_daemon().ok();
        let sockets = self.root.daemon_socket().parent().map(Path::to_owned);
        if let Some(sockets) = sockets.filter(|sockets| !sockets.starts_with(self.root.dir())) {
            std::fs::remove_dir_all(sockets).ok();
        }
    }
}

/// Our own child, by its handle; waited for, so that nothing stays of it.
fn kill(mut child: Child) -> std::io::Result<()> {
    child.kill()?;
    child.wait().map(|_| ())
}

fn differs(why: &str) -> WireError {
    WireError::new(ErrorCode::Internal, why)
}

/// Checks that the lines are 1, 2, 3 and so on; the last one may be half there.
fn without_gap(text: &str) -> Result<u64, String> {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut last = 0;
    for line in whole.lines().map(str::trim) {
        if line != (last + 1).to_string() {
            return Err(format!("after {last} the output has {line:?}"));
        }
        last += 1;
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_doubles_and_strange_lines_are_seen() {
        for (text, counted) in
            [("", Some(0)), ("1\r\n2\r\n3", Some(2)), ("1\n3\n", None), ("1\n1\n", None), ("x\n", None)]
        {
            assert_eq!(without_gap(text).ok(), counted, "{text:?}");
        }
    }

    #[test]
    fn an_empty_stage_leaves_nothing() {
        let stage = Stage::new(Arc::default()).unwrap();
        let home = stage.root().dir().parent().unwrap().to_owned();
        assert!(home.is_dir());
        drop(stage);
        assert!(!home.exists());
    }
}
