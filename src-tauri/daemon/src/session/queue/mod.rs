//! The prompts that wait until the session's agent is idle, kept in `queue/prompts.json` and given to it one by one.
//!
//! | the daemon dies | and then |
//! |---|---|
//! | before a prompt is marked as being sent | it waits, and is sent |
//! | after that, whatever the host did | it is uncertain: shown, and never sent again by itself |
//! | after the answer is on disk | it is delivered |
//!
//! The host looks at the agent before the paste and once more before Enter.

mod rules;
mod sending;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use protocol::end::Actor;
use protocol::error::{ErrorCode, WireError};
use protocol::queue::{Prompt, Queue};
use protocol::requests::Change;
use protocol::timeline::What;
use store::disk;
use store::journal::{Entry, fingerprint};
use store::records::{self, Found, QueueRecord};
use tokio::time::Instant;

use super::task::Task;
use crate::context::off_loop;

/// What a session's task knows of its queue.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    record: QueueRecord,
    /// Why the record on disk is not to be written: it cannot be read.
    damage: Option<String>,
    sending: Option<Sending>,
    /// When the next try is, and how long the wait for it was. Absent: as soon as something changes.
    again: Option<(Instant, Duration)>,
}

/// A prompt that the host was asked to deliver.
#[derive(Debug)]
struct Sending {
    number: u64,
    request: u64,
    deadline: Instant,
}

/// Writes what waits into a session's directory. Blocking.
///
/// # Errors
/// `io`.
pub(super) fn write(session: &Path, record: &QueueRecord) -> Result<(), WireError> {
    let path = path(session);
    let outcome = match path.parent().map(disk::create_directory) {
        Some(Err(error)) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => records::write(&path, record),
    };
    outcome.map_err(|error| WireError::new(ErrorCode::Io, format!("writing the queue of prompts: {error}")))
}

fn path(session: &Path) -> PathBuf {
    session.join("queue").join("prompts.json")
}

impl Waiting {
    /// What the start has written.
    pub(super) fn set(&mut self, record: QueueRecord) {
        self.record = record;
    }

    /// How many prompts wait.
    pub(super) fn count(&self) -> usize {
        rules::waiting(&self.record)
    }

    /// Of how many of them nobody can tell whether the agent has them.
    pub(super) fn uncertain(&self) -> usize {
        rules::uncertain(&self.record)
    }

    /// When it is to be looked at again though nobody says anything.
    pub(super) fn due(&self) -> Option<Instant> {
        let again = self.again.filter(|_| rules::next(&self.record).is_some()).map(|(at, _)| at);
        self.sending.as_ref().map(|sending| sending.deadline).or(again)
    }
}

impl Task {
    fn queue_path(&self) -> PathBuf {
        path(&self.daemon.root.session(&self.id))
    }

    /// Reads what waits, after a start of the daemon. Nothing is read for sessions without an agent.
    pub(super) async fn recall_queue(&mut self) {
        if self.known.record().spec.agent.is_none() {
            return;
        }
        let path = self.queue_path();
        match self.daemon.look(move || records::read::<QueueRecord>(&path)).await {
            Ok(Found::Record(record)) => self.waiting.record = record,
            Ok(Found::Absent) => {}
            Ok(Found::Newer { format }) => self.waiting.damage = Some(format!("a newer Holdfast wrote it ({format})")),
            Ok(Found::Damaged { why }) => self.waiting.damage = Some(why),
            Err(error) => self.waiting.damage = Some(error.to_string()),
        }
        if let Some(why) = &self.waiting.damage {
            tracing::warn!("{}: {why}", self.queue_path().display());
        }
        let mut record = self.waiting.record.clone();
        if rules::recover(&mut record) {
            self.tell_prompt(What::PromptUncertain, "the daemon ended while a prompt was being sent", None);
            if let Err(error) = self.keep(record.clone()).await {
                // It is what the next daemon would find as well.
                tracing::warn!("{}", error.message);
                self.waiting.record = record;
            }
        }
    }

    /// What waits.
    ///
    /// # Errors
    /// `damaged`.
    pub(super) fn queue(&self) -> Result<Queue, WireError> {
        self.readable()?;
        Ok(self.waiting.record.queue.clone())
    }

    /// Adds a prompt.
    ///
    /// # Errors
    /// `bad_request` where the session runs no agent; `damaged`, `too_large`; `io` where it could not be written.
    pub(super) async fn enqueue(&mut self, text: &str, by: Actor) -> Result<Prompt, WireError> {
        if self.whole()?.spec.agent.is_none() {
            let message = format!("{} runs no agent, and nobody can tell when it is idle", self.known.record().name);
            return Err(WireError::new(ErrorCode::BadRequest, message).hint("type into it: `holdfast send`"));
        }
        let mut record = self.changeable()?;
        let added = rules::add(&mut record, text, by.clone(), store::now_ms())?;
        self.keep(record).await?;
        self.by = Some(by);
        self.tell_prompt(What::PromptQueued, "a prompt waits for its agent to be idle", Some(&added));
        self.waiting.again = None;
        Ok(added)
    }

    /// Changes something about a prompt.
    ///
    /// # Errors
    /// As [`rules::change`]; `damaged`; `io`.
    pub(super) async fn change_queue(&mut self, number: u64, change: &Change, by: Actor) -> Result<Queue, WireError> {
        let mut record = self.changeable()?;
        rules::change(&mut record, number, change)?;
        self.keep(record).await?;
        if *change == Change::Drop {
            self.by = Some(by);
            self.tell_prompt(What::PromptDropped, "a prompt is not wanted any more", None);
        }
        self.waiting.again = None;
        self.queue()
    }

    /// The queue in which what its agent is to be asked, and could not be told as an argument, comes first. The start writes it.
    ///
    /// # Errors
    /// `damaged`.
    pub(super) fn with_first(&self, text: &str) -> Result<QueueRecord, WireError> {
        let mut record = self.changeable()?;
        let by = self.by.clone().unwrap_or_else(|| "unknown".to_owned());
        rules::put_first(&mut record, text, by, store::now_ms());
        Ok(record)
    }

    fn readable(&self) -> Result<(), WireError> {
        let Some(why) = &self.waiting.damage else { return Ok(()) };
        let message = format!("{} cannot be read: {why}", self.queue_path().display());
        Err(WireError::new(ErrorCode::Damaged, message).hint("mend the file or move it away, then restart the daemon"))
    }

    fn changeable(&self) -> Result<QueueRecord, WireError> {
        self.readable()?;
        Ok(self.waiting.record.clone())
    }

    /// Writes the record, then takes it over.
    async fn keep(&mut self, record: QueueRecord) -> Result<(), WireError> {
        let (session, written) = (self.daemon.root.session(&self.id), record.clone());
        off_loop(move || write(&session, &written)).await?;
        self.waiting.record = record;
        self.publish();
        Ok(())
    }

    fn tell_prompt(&self, what: What, text: &str, prompt: Option<&Prompt>) {
        let mut entry = Entry::now(what, text);
        if let Some(prompt) = prompt {
            entry = entry.with("number", prompt.number).with("prompt", fingerprint(&prompt.text));
        }
        let by = self.by.clone().unwrap_or_else(|| "daemon".to_owned());
        self.daemon.journal.note(entry.of(&self.id, self.run.generation()).by(by));
    }
}
