//! The task of one session: waits for commands and for the host's word, and keeps the list true.
//! Everything that it learns goes through `publish`; everything that it changes on disk is changed before that.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use protocol::end::Actor;
use protocol::error::WireError;
use protocol::event::Event;
use protocol::host::{HostEvent, HostStatus};
use protocol::id::{Generation, SessionId};
use protocol::session::{Session, Size};
use store::records::Host;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::changes::{self, Stand};
use super::close::{Ended, Finding, RunFiles};
use super::link::{Expected, Link};
use super::overdue::Overdue;
use super::pursue::Again;
use super::record::{self, Known};
use super::run::Run;
use super::{Command, Handle, Start, damage, lost, row};
use crate::context::{Daemon, off_loop};
use crate::registry::{Entry, Lost};

/// How long a host may take to answer before its session counts as unreachable. Its late answer is taken all the same.
const PROBE: Duration = Duration::from_millis(250);
/// How long a run that may still start is waited for. A host that was spawned comes within milliseconds.
const COMING: Duration = Duration::from_secs(2);
/// How often a state that can only be found out by looking is looked at again, growing from the first to the last.
const LOOK_AGAIN: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(5));

type Greeted = Result<(Box<Link>, Box<HostStatus>), WireError>;
type Connecting = JoinHandle<Greeted>;

/// The connection to the host.
#[derive(Debug)]
pub(super) enum Line {
    /// None, and none is wanted.
    Down,
    /// Greeted.
    Up(Box<Link>),
    /// The host has not answered yet.
    Connecting(Connecting),
    /// The files are looked at again at this moment.
    LookAt(Instant),
}

/// One session.
pub(super) struct Task {
    pub(super) daemon: Arc<Daemon>,
    pub(super) id: SessionId,
    pub(super) known: Known,
    pub(super) run: Run,
    pub(super) line: Line,
    /// Where the host listens, while it is known.
    pub(super) socket: Option<PathBuf>,
    /// On whose behalf the present command is carried out, for the journal.
    pub(super) by: Option<Actor>,
    handle: Handle,
    /// What the journal was told.
    stand: Stand,
    lost: Option<Lost>,
    looking_since: Option<Duration>,
    /// The next try at what is still to be done, if one has failed.
    pub(super) again: Option<Again>,
    /// The start that was given up.
    pub(super) overdue: Option<Overdue>,
    /// Until when the newest run may still come up, where its host does not answer.
    pub(super) leave: Option<Instant>,
}

/// What the task waits for.
enum Heard {
    Command(Option<Command>),
    Host(Option<HostEvent>),
    Connected(Greeted),
    Time,
}

impl Task {
    pub(super) fn new(daemon: Arc<Daemon>, id: SessionId, known: Known, start: &Start, handle: Handle) -> Self {
        let run = match start {
            Start::Adopt { generation: Some(generation), .. } => Run::Unknown { generation: *generation },
            Start::Adopt { generation: None, .. } | Start::New => Run::None,
        };
        let (line, stand) = (Line::Down, Stand::first(&known));
        let (socket, by, lost, looking_since) = (None, None, None, None);
        let (again, overdue, leave) = (None, None, None);
        Self { daemon, id, known, run, line, socket, by, handle, stand, lost, looking_since, again, overdue, leave }
    }

    /// Runs until the session is wiped or the daemon ends.
    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<Command>, start: Start) {
        if let Start::Adopt { looked, .. } = start {
            self.inspect().await;
            self.recall_overdue().await;
            self.look().await;
            // The daemon may be leaving already.
            let _ = looked.send(());
        }
        loop {
            self.pursue().await;
            self.by = None;
            match self.wait(&mut commands).await {
                Heard::Command(None) => return,
                Heard::Command(Some(command)) => {
                    if self.obey(command).await.is_break() {
                        return;
                    }
                }
                Heard::Host(Some(event)) => self.hear(event).await,
                Heard::Host(None) | Heard::Time => self.look().await,
                Heard::Connected(outcome) => self.connected(outcome).await,
            }
        }
    }

    /// Says once what of its newest run cannot be read, and tidies up after those who died over its files.
    async fn inspect(&self) {
        let generation = self.run.generation();
        let mut found = Vec::new();
        if let Known::Damaged { why, .. } = &self.known {
            found.push(why.clone());
        }
        if generation > 0 {
            let (files, root, id) = (self.files(generation), self.daemon.root.clone(), self.id.clone());
            let damage = off_loop(move || {
                record::sweep(&root, &id);
                damage::tell(&files)
            });
            found.extend(damage.await);
        }
        for sentence in found {
            self.daemon.journal.note(damage::entry(&sentence).of(&self.id, generation));
        }
    }

    async fn wait(&mut self, commands: &mut mpsc::Receiver<Command>) -> Heard {
        let due = self.due();
        tokio::select! {
            command = commands.recv() => Heard::Command(command),
            heard = listen(&mut self.line) => heard,
            () = at(due) => Heard::Time,
        }
    }

    /// Waits for the host for up to `limit`, for commands that need its word. Returns whether anything came.
    pub(super) async fn attend(&mut self, limit: Duration) -> bool {
        match timeout(limit, listen(&mut self.line)).await {
            Err(_) => return false,
            Ok(Heard::Host(Some(event))) => self.hear(event).await,
            Ok(Heard::Connected(outcome)) => self.connected(outcome).await,
            Ok(Heard::Host(None) | Heard::Time | Heard::Command(_)) => self.look().await,
        }
        true
    }

    /// Takes in what the host says.
    async fn hear(&mut self, event: HostEvent) {
        match event {
            HostEvent::Status { status } if status.end.is_none() => self.set(Run::Live { status }),
            // The end record is on disk by now, and says more.
            HostEvent::Status { .. } | HostEvent::Ended { .. } => self.look().await,
            HostEvent::Notice { message } => {
                let message = format!("{}: {message}", self.known.record().name);
                self.daemon.registry.emit(&Event::Notice { message });
            }
            HostEvent::Snapshot { .. } | HostEvent::Resized { .. } | HostEvent::LogEnd | HostEvent::Unknown => {}
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
                    self.set(Run::Live { status });
                }
            }
            Err(error) => {
                let host = self.host();
                self.unreachable(error.message, host);
                self.look_later();
            }
        }
    }

    /// Looks at the files of the newest run and acts on what they say.
    pub(super) async fn look(&mut self) {
        self.hang_up();
        let (root, id) = (self.daemon.root.clone(), self.id.clone());
        let generation = match off_loop(move || record::latest_generation(&root, &id)).await {
            Ok(Some(generation)) => generation,
            Ok(None) => return self.set(Run::None),
            Err(error) => {
                let why = format!("reading its directory: {error}");
                return self.found(self.run.generation(), Finding::CannotTell { why }).await;
            }
        };
        let deadline = Instant::now() + COMING;
        loop {
            let (files, patient) = (self.files(generation), Instant::now() < deadline);
            match off_loop(move || files.look(patient)).await {
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
        if let Line::Connecting(connecting) = std::mem::replace(&mut self.line, Line::Down) {
            connecting.abort();
        }
    }

    pub(super) async fn found(&mut self, generation: Generation, finding: Finding) {
        self.leave = None;
        match finding {
            Finding::Ended(ended) => self.ended(generation, ended).await,
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
                self.unreachable_run(generation, "its host has not said yet that it runs".to_owned(), None);
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
                self.unreachable_run(generation, why, None);
                self.look_later();
            }
        }
    }

    /// Connects to a host that is known to live. A silent one leaves the connection open: its late answer is heard at once.
    pub(super) async fn connect(&mut self, socket: PathBuf, expected: Expected, host: Option<Box<Host>>) {
        self.socket = Some(socket.clone());
        let generation = expected.generation;
        let mut connecting = tokio::spawn(async move { Link::connect(Path::new(&socket), expected).await });
        match timeout(PROBE, &mut connecting).await {
            Ok(outcome) => {
                if matches!(outcome, Ok(Err(_))) {
                    self.unreachable_run(generation, "its host does not answer".to_owned(), host);
                }
                self.connected(outcome.unwrap_or_else(|error| Err(failed_task(&error)))).await;
            }
            Err(_) => {
                self.line = Line::Connecting(connecting);
                self.unreachable_run(generation, "its host lives and does not answer".to_owned(), host);
            }
        }
    }

    async fn ended(&mut self, generation: Generation, ended: Box<Ended>) {
        self.hang_up();
        self.socket = None;
        self.looking_since = None;
        let (root, session, newest) = (self.daemon.root.clone(), self.known.record().clone(), ended.end.clone());
        self.lost = off_loop(move || lost::find(&root, &session, generation, newest)).await;
        self.set(Run::Ended { generation, ended });
    }

    fn unreachable(&mut self, why: String, host: Option<Box<Host>>) {
        self.unreachable_run(self.run.generation(), why, host);
    }

    fn unreachable_run(&mut self, generation: Generation, why: String, host: Option<Box<Host>>) {
        let last = self.run.last().filter(|last| last.generation == generation).cloned().map(Box::new);
        self.set(Run::Unreachable { generation, why, last, host });
    }

    fn host(&self) -> Option<Box<Host>> {
        match &self.run {
            Run::Unreachable { host, .. } | Run::Orphaned { host, .. } => host.clone(),
            _ => None,
        }
    }

    /// Looks again after a while, and each time after a longer one.
    fn look_later(&mut self) {
        let wait = self.looking_since.map_or(LOOK_AGAIN.0, |wait| (wait * 2).min(LOOK_AGAIN.1));
        self.looking_since = Some(wait);
        self.line = Line::LookAt(Instant::now() + wait);
    }

    /// Takes over what is known of the run and tells everybody.
    pub(super) fn set(&mut self, run: Run) {
        self.tell_new_warning(&run);
        if !matches!(run, Run::Ended { .. }) {
            self.lost = None;
        }
        self.run = run;
        self.publish();
    }

    /// That a host cannot keep the output any more is told once, whenever this daemon first hears of it.
    fn tell_new_warning(&self, run: &Run) {
        let warning = |run: &Run| run.last().and_then(|status| status.log_warning.clone());
        if let Some(message) = warning(run).filter(|message| warning(&self.run).as_ref() != Some(message)) {
            let message = format!("{}: {message}", self.known.record().name);
            self.daemon.registry.emit(&Event::Notice { message });
        }
    }

    /// What a restore would bring back.
    pub(super) fn lost(&self) -> Option<&Lost> {
        self.lost.as_ref()
    }

    /// Tells the journal what has changed, and the registry what the session is now.
    pub(super) fn publish(&mut self) {
        let is_news = self.run.end().is_none_or(|end| self.daemon.journal.is_news(end.at));
        let now = changes::Now { known: &self.known, run: &self.run, by: self.by.as_ref(), is_news };
        let (stand, entries) = changes::what_changed(&self.stand, &now);
        self.stand = stand;
        entries.into_iter().for_each(|entry| self.daemon.journal.note(entry));
        let row = self.row();
        self.daemon.registry.publish(Entry { row, handle: self.handle.clone(), lost: self.lost.clone() });
    }

    pub(super) fn row(&self) -> Session {
        row::row(&self.known, &self.run, store::now_ms())
    }

    pub(super) fn files(&self, generation: Generation) -> RunFiles {
        RunFiles::new(&self.daemon.root, &self.id, generation)
    }
}

async fn listen(line: &mut Line) -> Heard {
    match line {
        Line::Down => std::future::pending().await,
        Line::Up(link) => Heard::Host(link.next().await),
        Line::Connecting(connecting) => {
            Heard::Connected(connecting.await.unwrap_or_else(|error| Err(failed_task(&error))))
        }
        Line::LookAt(moment) => {
            sleep_until(*moment).await;
            Heard::Time
        }
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

fn failed_task(error: &tokio::task::JoinError) -> WireError {
    WireError::new(protocol::error::ErrorCode::Internal, format!("connecting to its host: {error}"))
}
