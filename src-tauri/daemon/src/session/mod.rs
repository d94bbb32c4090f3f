//! One session in the daemon: a task that owns what is known of it and makes every change to it, one at a time.
//! It reaches the session's program through the session's host only, but for survivors of a dead host (`orphan`).

mod agent;
pub mod agent_start;
mod archive;
pub mod beginning;
mod changes;
pub mod close;
pub mod damage;
mod evidence;
#[cfg(test)]
#[cfg(debug_assertions)]
mod faults;
mod intent;
mod launch;
mod line;
mod link;
mod look;
mod lost;
mod obey;
mod orphan;
mod overdue;
mod pursue;
mod queue;
pub mod record;
mod restart;
mod room;
mod row;
mod run;
pub mod shown;
pub mod start;
mod stop;
mod stuck;
mod task;
mod tidy;
pub mod timeline;
mod wipe;
mod wishes;
mod word;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use protocol::end::{Actor, IntentReason};
use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::queue::{Prompt, Queue};
use protocol::requests::{Archived, Change, Killed, Opened, Unarchiving};
use protocol::session::{Session, Size};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, timeout};

use crate::context::Daemon;
use crate::space::Piece;
use record::Known;
use word::Word;

pub use intent::Stop;
pub use word::OLD_AFTER;

/// How many commands may wait for one session.
const WAITING: usize = 64;

/// Where a session's task takes commands, and where it is asked for a fresh word without waiting for its turn.
#[derive(Clone, Debug)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    /// Told by whoever wants a fresh word. However many do, it is one wish.
    wanted: Arc<Notify>,
    /// When the one who knows last spoke.
    word: watch::Receiver<Option<Word>>,
}

/// What a session is told to do.
#[derive(Debug)]
pub enum Command {
    /// Start the next run.
    Start(Box<Begin>, oneshot::Sender<Result<Session, WireError>>),
    /// End the run and start the next, at work or not.
    Restart(Box<Begin>, bool, oneshot::Sender<Result<Session, WireError>>),
    /// End the run.
    Stop(Stop, oneshot::Sender<Killed>),
    /// Say where its terminal is served.
    Open(Option<Generation>, oneshot::Sender<Result<Opened, WireError>>),
    /// Be called something else, by somebody.
    Rename(String, Actor, oneshot::Sender<Result<Session, WireError>>),
    /// Be put away.
    Archive(Actor, oneshot::Sender<Result<Archived, WireError>>),
    /// Be taken out again.
    Unarchive(Actor, oneshot::Sender<Result<Unarchiving, WireError>>),
    /// Remove pieces of what is kept of its output.
    Trim(Vec<Piece>, oneshot::Sender<()>),
    /// A person has looked at it.
    Seen(oneshot::Sender<Result<(), WireError>>),
    /// Say what waits for its agent.
    Queue(oneshot::Sender<Result<Queue, WireError>>),
    /// Have its agent asked something as soon as it is idle, for somebody.
    Enqueue(String, Actor, oneshot::Sender<Result<Prompt, WireError>>),
    /// Change something about a prompt that waits, for somebody.
    ChangeQueue(u64, Change, Actor, oneshot::Sender<Result<Queue, WireError>>),
    /// Say whether it could be wiped.
    CheckRemovable(oneshot::Sender<Result<(), WireError>>),
    /// Be wiped.
    Remove(oneshot::Sender<Result<(), WireError>>),
}

/// How to start a run.
#[derive(Clone, Debug, Default)]
pub struct Begin {
    /// The environment, already overlaid. Values are never stored.
    pub environment: BTreeMap<String, String>,
    /// The terminal's size. Absent: as it was.
    pub size: Option<Size>,
    /// Start an agent anew, where it has nothing to go on from.
    pub fresh: bool,
    /// Who wants it, for the journal.
    pub by: Option<Actor>,
    /// The session was just made: there is nobody of an earlier run to look for.
    pub first: bool,
    /// Only if this run is still the one to bring back. Absent: whatever came before.
    pub lost: Option<Generation>,
}

/// Why a session's task is started.
#[derive(Debug)]
pub enum Start {
    /// It was found on disk; the sender is told once it was looked at.
    Adopt {
        /// Its newest run. Absent: none was ever claimed.
        generation: Option<Generation>,
        /// Told once.
        looked: oneshot::Sender<()>,
    },
    /// It was just made.
    New,
}

/// Starts the task of a session, which lists it at once.
pub fn spawn(daemon: &Arc<Daemon>, id: SessionId, known: Known, start: Start) -> Handle {
    let (sender, receiver) = mpsc::channel(WAITING);
    let (word, heard) = watch::channel(None);
    let handle = Handle { commands: sender, wanted: Arc::default(), word: heard };
    if matches!(start, Start::New) {
        daemon.space.measured(&id, 0, 0);
    }
    let mut task = task::Task::new(daemon.clone(), id, known, &start, handle.clone(), word);
    task.publish();
    tokio::spawn(task.run(receiver, start));
    handle
}

impl Handle {
    /// One whose task does nothing: its commands wait for as long as the second part lives.
    #[cfg(all(test, debug_assertions))]
    fn without_task() -> (Self, mpsc::Receiver<Command>) {
        let (commands, unheard) = mpsc::channel(WAITING);
        (Self { commands, wanted: Arc::default(), word: watch::channel(None).1 }, unheard)
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, WireError> {
        let (sender, receiver) = oneshot::channel();
        let gone = |_| WireError::new(ErrorCode::NotFound, "the session was wiped");
        self.commands.send(command(sender)).await.map_err(|_| gone(()))?;
        receiver.await.map_err(|_| gone(()))
    }

    /// Starts the next run.
    ///
    /// # Errors
    /// Why it was not started; then nothing runs that did not run before.
    pub async fn start(&self, begin: Begin) -> Result<Session, WireError> {
        self.ask(|reply| Command::Start(Box::new(begin), reply)).await?
    }

    /// Ends the run and starts the next with the same conversation. `now`: also where it is at work.
    ///
    /// # Errors
    /// `busy` where it is at work; why it was not restarted.
    pub async fn restart(&self, begin: Begin, now: bool) -> Result<Session, WireError> {
        self.ask(|reply| Command::Restart(Box::new(begin), now, reply)).await?
    }

    /// Ends the run and says what came of it.
    ///
    /// # Errors
    /// `not_found` where the session was wiped meanwhile.
    pub async fn stop(&self, actor: Actor, reason: IntentReason, now: bool) -> Result<Killed, WireError> {
        self.ask(|reply| Command::Stop(Stop { actor, reason, now }, reply)).await
    }

    /// Says where its terminal is served, or that of an older run.
    ///
    /// # Errors
    /// Why it is served nowhere.
    pub async fn open(&self, generation: Option<Generation>) -> Result<Opened, WireError> {
        self.ask(|reply| Command::Open(generation, reply)).await?
    }

    /// Gives it another name, which the caller has reserved.
    ///
    /// # Errors
    /// Where the record could not be written; then it keeps its name.
    pub async fn rename(&self, name: String, by: Actor) -> Result<Session, WireError> {
        self.ask(|reply| Command::Rename(name, by, reply)).await?
    }

    /// Puts it away, and stops it before where it lives.
    ///
    /// # Errors
    /// Why it is not put away; `io` and `damaged` where its record could not be written, and then nothing was changed.
    pub async fn archive(&self, actor: Actor) -> Result<Archived, WireError> {
        self.ask(|reply| Command::Archive(actor, reply)).await?
    }

    /// Takes it out again, or calls off what is still to be archived.
    ///
    /// # Errors
    /// `bad_name` where another session has its name by now; where its record could not be written.
    pub async fn unarchive(&self, by: Actor) -> Result<Unarchiving, WireError> {
        self.ask(|reply| Command::Unarchive(by, reply)).await?
    }

    /// A person has looked at it.
    ///
    /// # Errors
    /// Where the record could not be written.
    pub async fn seen(&self) -> Result<(), WireError> {
        self.ask(Command::Seen).await?
    }

    /// What waits for its agent.
    ///
    /// # Errors
    /// `damaged`.
    pub async fn queue(&self) -> Result<Queue, WireError> {
        self.ask(Command::Queue).await?
    }

    /// Has its agent asked something as soon as it is idle.
    ///
    /// # Errors
    /// `bad_request` where it runs no agent; `damaged`, `too_large`; `io` where it could not be written.
    pub async fn enqueue(&self, text: String, by: Actor) -> Result<Prompt, WireError> {
        self.ask(|reply| Command::Enqueue(text, by, reply)).await?
    }

    /// Changes something about a prompt that waits.
    ///
    /// # Errors
    /// `not_found`, `busy` while it is being sent; as [`Self::enqueue`].
    pub async fn change_queue(&self, number: u64, change: Change, by: Actor) -> Result<Queue, WireError> {
        self.ask(|reply| Command::ChangeQueue(number, change, by, reply)).await?
    }

    /// Has pieces of what is kept of its output removed; with none, looks whether it takes too much.
    pub async fn trim(&self, pieces: Vec<Piece>) {
        // One that is wiped meanwhile takes nothing.
        let _ = self.ask(|reply| Command::Trim(pieces, reply)).await;
    }

    /// One whose session nobody serves.
    #[cfg(test)]
    pub fn deaf() -> Self {
        let (commands, word) = (mpsc::channel(1).0, watch::channel(None).1);
        Self { commands, wanted: Arc::default(), word }
    }

    /// Has the one who knows asked again if its last word is old, and waits for nothing.
    pub fn want_word(&self) {
        if self.is_old(Instant::now()) {
            self.wanted.notify_one();
        }
    }

    /// As [`Self::want_word`], and waits for up to `limit` for it to speak.
    pub async fn fresh_word(&self, limit: Duration) {
        let since = Instant::now();
        if !self.is_old(since) {
            return;
        }
        self.wanted.notify_one();
        let mut word = self.word.clone();
        // A session that is wiped meanwhile says no more.
        let _ = timeout(limit, word.wait_for(|word| word.is_some_and(|word| word.moment >= since))).await;
    }

    fn is_old(&self, now: Instant) -> bool {
        self.word.borrow().is_none_or(|word| word.is_old(now))
    }

    /// Whether it could be wiped now. Nothing is changed.
    ///
    /// # Errors
    /// As [`Self::remove`].
    pub async fn check_removable(&self) -> Result<(), WireError> {
        self.ask(Command::CheckRemovable).await?
    }

    /// Wipes it and its output.
    ///
    /// # Errors
    /// `still_alive`, `orphaned`, `unreachable`; or why its directory could not be removed.
    pub async fn remove(&self) -> Result<(), WireError> {
        self.ask(Command::Remove).await?
    }
}
