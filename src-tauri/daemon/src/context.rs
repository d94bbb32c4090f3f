//! What all parts of one daemon share. Data and its plain accessors; no part's work is done here.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::hello::{Hello, Role};
use protocol::paths::Root;
use protocol::requests::DaemonStatus;
use store::scope::Standing;
use tokio::sync::{Notify, Semaphore, watch};

use crate::agents::Versions;
use crate::awake::Awake;
use crate::files::Files;
use crate::journal::Journal;
use crate::leave::Exit;
use crate::notifications::Notifications;
use crate::registry::Registry;
use crate::settings::Told;
use crate::space::Space;
use crate::turns::Turns;
use crate::usage::Meter;
use crate::watchdog::Watchdog;
use crate::workers::Workers;

/// How many sessions start at the same time in a restore.
const STARTS_AT_ONCE: usize = 2;

/// How many looks at files of sessions are under way at the same time. They must not take all threads from whoever starts
/// or ends something; and the more there are, the more share one look at all processes.
const LOOKS_AT_ONCE: usize = 128;

/// How many questions to git are answered at the same time: each may read a whole working tree.
const GITS_AT_ONCE: usize = 3;

/// How far the look at all sessions after the start has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Not all records have been read.
    Reading,
    /// All sessions are listed; some were not looked at.
    Listed,
    /// Every session was looked at.
    Reconciled,
}

/// One running daemon.
#[derive(Debug)]
pub struct Daemon {
    /// The root that it serves.
    pub root: Root,
    /// Where our programs lie that it starts hosts from.
    pub programs: PathBuf,
    /// All sessions.
    pub registry: Registry,
    /// What is remembered of what happened.
    pub journal: Journal,
    /// What people are told.
    pub notifications: Notifications,
    /// What is kept of the sessions' output.
    pub space: Space,
    /// The way out.
    pub exit: Exit,
    /// Told whenever the watchdog's counts change.
    pub liveness: Notify,
    /// Told whenever something was carried out.
    pub busy: Notify,
    /// How far the look at all sessions has come.
    pub progress: watch::Sender<Progress>,
    /// Taken by each look at the files of a session.
    looks: Semaphore,
    /// Taken by each question to git.
    gits: Semaphore,
    /// The files where a session works that somebody types names of.
    pub files: Files,
    /// Taken by each start of a restore.
    pub starts: Semaphore,
    /// What versions agents were found to have.
    pub versions: Versions,
    /// Whose turn it is to start a project's orchestrator.
    pub orchestrators: Turns,
    /// Whether the computer is kept awake.
    pub awake: Awake,
    /// How many workers run that agents have started.
    pub workers: Workers,
    /// What the programs of sessions take.
    pub meter: Meter,
    /// Whose turn it is to go on with an agent's conversation.
    pub conversations: Turns,
    /// What was last told of the settings.
    pub settings_told: Told,
    /// Held while a full stop or a restore is carried out: one at a time, and a restore sees either side of a stop.
    pub sweeping: Semaphore,
    /// Held while a decision about the restore plan is written.
    pub deciding: Semaphore,
    /// When it started, in milliseconds since 1970.
    pub started_at: u64,
    /// What its hello carries.
    pub nonce: String,
    /// The soft limit of open files before it was raised.
    pub open_files: Option<u64>,
    /// Set when everything is being stopped, and never taken back: the daemon leaves after it.
    stopping: AtomicBool,
    watchdog: Mutex<Watchdog>,
    standing: Mutex<Standing>,
}

impl Daemon {
    /// A daemon that serves nothing yet.
    pub fn new(root: Root, programs: PathBuf, nonce: String, open_files: Option<u64>, watchdog: Watchdog) -> Arc<Self> {
        let journal = Journal::new(&root.journal());
        let notifications = Notifications::new(&root.notifications());
        Arc::new(Self {
            root,
            programs,
            registry: Registry::default(),
            journal,
            notifications,
            space: Space::default(),
            exit: Exit::default(),
            liveness: Notify::new(),
            busy: Notify::new(),
            progress: watch::Sender::new(Progress::Reading),
            looks: Semaphore::new(LOOKS_AT_ONCE),
            gits: Semaphore::new(GITS_AT_ONCE),
            files: Files::default(),
            starts: Semaphore::new(STARTS_AT_ONCE),
            versions: Versions::default(),
            orchestrators: Turns::default(),
            conversations: Turns::default(),
            awake: Awake::default(),
            workers: Workers::default(),
            meter: Meter::default(),
            settings_told: Told::default(),
            sweeping: Semaphore::new(1),
            deciding: Semaphore::new(1),
            started_at: store::now_ms(),
            nonce,
            open_files,
            stopping: AtomicBool::new(false),
            watchdog: Mutex::new(watchdog),
            standing: Mutex::default(),
        })
    }

    /// The watchdog's counts. Tell [`Self::liveness`] after a change.
    pub fn watchdog(&self) -> MutexGuard<'_, Watchdog> {
        self.watchdog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the watchdog's counts and lets its driver look again.
    pub fn tell_watchdog(&self, change: impl FnOnce(&mut Watchdog)) {
        change(&mut self.watchdog());
        self.liveness.notify_one();
    }

    /// Whether the daemon has a scope of its own. Nothing is said before that is found out.
    pub fn standing(&self) -> Standing {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// It is found out.
    pub fn set_standing(&self, standing: Standing) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// From now on nothing is started: everything is being stopped.
    pub fn begin_stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Whether everything is being stopped, or the daemon leaves.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst) || self.exit.is_wanted()
    }

    /// As [`off_loop`], for a look at the files of a session.
    pub async fn look<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        // It is never closed.
        let _turn = self.looks.acquire().await;
        off_loop(work).await
    }

    /// As [`off_loop`], for what asks git.
    pub async fn ask_git<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        // It is never closed.
        let _turn = self.gits.acquire().await;
        off_loop(work).await
    }

    /// Waits until the look at all sessions has come this far.
    pub async fn wait_for(&self, progress: Progress) {
        let mut seen = self.progress.subscribe();
        // The sender lives as long as this does.
        let _ = seen.wait_for(|now| *now >= progress).await;
    }

    /// Waits until all sessions are listed, which takes no host. What nobody has looked at yet is told as not fresh.
    pub async fn wait_for_list(&self) {
        self.wait_for(Progress::Listed).await;
    }

    /// Whether sessions are still being looked at.
    pub fn is_reconciling(&self) -> bool {
        *self.progress.borrow() < Progress::Reconciled
    }

    /// What the daemon says first on every connection.
    pub fn hello(&self) -> Hello {
        Hello { nonce: self.nonce.clone(), ..Hello::new("holdfastd", Role::Daemon) }
    }

    /// The daemon about itself, from memory; problems are for its callers to add.
    pub fn status(&self) -> DaemonStatus {
        let watchdog = self.watchdog();
        DaemonStatus {
            pid: std::process::id(),
            version: protocol::VERSION.to_owned(),
            owner: watchdog.owner(),
            root: self.root.dir().to_string_lossy().into_owned(),
            started_at: self.started_at,
            reconciling: self.is_reconciling(),
            sessions: self.registry.live(),
            supervisors: watchdog.supervisors(),
            log_bytes: self.space.total(),
            awake: self.awake.said(),
            problems: Vec::new(),
        }
    }
}

/// Runs blocking file work off the event loop.
///
/// # Panics
/// Where the work itself panics.
pub async fn off_loop<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => panic!("blocking work is never cancelled: {error}"),
        },
    }
}
