//! Looking at the files of a session's newest run, and reaching its host where one lives.
//! "Cannot tell" is never "ended": such a run is looked at again, after ever longer waits.

use std::path::PathBuf;
use std::time::Duration;

use protocol::id::Generation;
use protocol::session::Size;
use store::records::Host;
use tokio::time::{Instant, sleep, timeout};

use super::close::{Ended, Finding};
use super::line::{Connecting, Greeted, Line};
use super::link::Expected;
use super::record::{self, Known};
use super::run::Run;
use super::task::{PROBE, Task};
use super::{damage, lost};

/// How long a run that may still start is waited for. A host that was spawned comes within milliseconds.
const COMING: Duration = Duration::from_secs(2);
/// How often a state that can only be found out by looking is looked at again, growing from the first to the last.
const LOOK_AGAIN: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(5));

impl Task {
    /// Says once what of its newest run cannot be read, and tidies up after those who died over its files.
    pub(super) async fn inspect(&self) {
        let generation = self.run.generation();
        let mut found = Vec::new();
        if let Known::Damaged { why, .. } = &self.known {
            found.push(why.clone());
        }
        if generation > 0 {
            let (files, root, id) = (self.files(generation), self.daemon.root.clone(), self.id.clone());
            let damage = self.daemon.look(move || {
                record::sweep(&root, &id);
                damage::tell(&files)
            });
            found.extend(damage.await);
        }
        for sentence in found {
            self.daemon.journal.note(damage::entry(&sentence).of(&self.id, generation));
        }
    }

    /// Looks at the files of the newest run and acts on what they say.
    pub(super) async fn look(&mut self) {
        self.hang_up();
        let (root, id) = (self.daemon.root.clone(), self.id.clone());
        let generation = match self.daemon.look(move || record::latest_generation(&root, &id)).await {
            Ok(Some(generation)) => generation,
            Ok(None) => return self.set(Run::None),
            Err(error) => {
                let why = format!("reading its directory: {error}");
                return self.found(self.run.generation(), Finding::CannotTell { why }).await;
            }
        };
        // Once: one that hangs would seem to be starting again and again.
        let coming = if self.looking_since.is_none() { COMING } else { Duration::ZERO };
        let deadline = Instant::now() + coming;
        loop {
            let (files, patient) = (self.files(generation), Instant::now() < deadline);
            match self.daemon.look(move || files.look(patient)).await {
                Finding::MayStart | Finding::HostLives { host: None, .. } if patient => {
                    let size = self.run.size().unwrap_or(Size::DEFAULT);
                    self.set(Run::Starting { generation, size });
                    sleep(LOOK_AGAIN.0).await;
                }
                finding => return self.found(generation, finding).await,
            }
        }
    }

    /// Lets go of the host; a connection that it has not answered is given up.
    pub(super) fn hang_up(&mut self) {
        self.line = Line::Down;
    }

    pub(super) async fn found(&mut self, generation: Generation, finding: Finding) {
        self.leave = None;
        match finding {
            Finding::Ended(ended) => {
                self.recall_agent().await;
                self.ended(generation, ended).await;
            }
            Finding::HostLives { host, nonce } => {
                let expected = Expected { session: self.id.clone(), generation, nonce };
                // Without a run file: a host listens where every host does, and proves itself by its hello.
                let usual = || self.daemon.root.host_socket(&self.id, generation);
                let socket = host.as_ref().map_or_else(usual, |host| PathBuf::from(&host.socket));
                let unannounced = host.is_none();
                self.connect(socket, expected, host).await;
                if unannounced && !matches!(self.run, Run::Live { .. }) {
                    self.check_overdue(generation).await;
                }
            }
            Finding::MayStart => {
                self.unreachable(generation, "its host has not said yet that it runs", None);
                self.look_later();
            }
            Finding::Orphaned { host, survivors } => {
                // A program needs a moment to die of the hang-up when its host is gone: at the second look it is an orphan.
                if self.looking_since.is_some() || !matches!(self.run, Run::Live { .. }) {
                    self.set(Run::Orphaned { generation, survivors, host });
                }
                self.look_later();
            }
            Finding::CannotTell { why } => {
                self.unreachable(generation, &why, None);
                self.look_later();
            }
        }
    }

    /// Connects to a host that is known to live. A silent one leaves the connection open: its late answer is heard at once.
    pub(super) async fn connect(&mut self, socket: PathBuf, expected: Expected, host: Option<Box<Host>>) {
        self.socket = Some(socket.clone());
        let generation = expected.generation;
        let mut connecting = Connecting::begin(socket, expected);
        match timeout(PROBE, connecting.outcome()).await {
            Ok(outcome) => {
                if outcome.is_err() {
                    self.unreachable(generation, "its host does not answer", host);
                }
                self.connected(outcome).await;
            }
            Err(_) => {
                self.line = Line::Connecting(connecting);
                self.unreachable(generation, "its host lives and does not answer", host);
            }
        }
    }

    /// The host has answered, or cannot.
    pub(super) async fn connected(&mut self, outcome: Greeted) {
        match outcome {
            Ok((link, status)) => {
                self.looking_since = None;
                if status.end.is_some() {
                    // It has ended meanwhile; its record says how.
                    self.line = Line::LookAt(Instant::now());
                } else {
                    self.line = Line::Up(link);
                    self.live(status);
                }
            }
            Err(error) => {
                let host = match &self.run {
                    Run::Unreachable { host, .. } | Run::Orphaned { host, .. } => host.clone(),
                    _ => None,
                };
                self.unreachable(self.run.generation(), &error.message, host);
                self.look_later();
            }
        }
    }

    async fn ended(&mut self, generation: Generation, ended: Box<Ended>) {
        self.hang_up();
        self.socket = None;
        self.looking_since = None;
        let (root, session, newest) = (self.daemon.root.clone(), self.known.record().clone(), ended.end.clone());
        self.lost = self.daemon.look(move || lost::find(&root, &session, generation, newest)).await;
        // After a start all are measured later, when every session was looked at.
        if !matches!(self.run, Run::Unknown { .. }) {
            self.measure(None).await;
        }
        self.set(Run::Ended { generation, ended });
        self.tidy_project().await;
    }

    /// Nobody who knows answers. What was heard last stays known.
    pub(super) fn unreachable(&mut self, generation: Generation, why: &str, host: Option<Box<Host>>) {
        let last = self.run.last().filter(|last| last.generation == generation).cloned().map(Box::new);
        self.set(Run::Unreachable { generation, why: why.to_owned(), last, host });
    }

    /// Looks again after a while, and each time after a longer one.
    fn look_later(&mut self) {
        let wait = self.looking_since.map_or(LOOK_AGAIN.0, |wait| (wait * 2).min(LOOK_AGAIN.1));
        self.looking_since = Some(wait);
        self.line = Line::LookAt(Instant::now() + wait);
    }
}
