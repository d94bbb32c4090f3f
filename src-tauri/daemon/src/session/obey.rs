//! Carrying out the commands of one session, one after the other. Each changes the disk first and the list after it.

use std::ops::ControlFlow;

use protocol::error::{ErrorCode, WireError};
use protocol::id::Generation;
use protocol::requests::Opened;
use protocol::timeline::What;
use store::journal::Entry;
use store::records::SessionRecord;

use super::record::{self, Known};
use super::run::Run;
use super::task::Task;
use super::{Command, launch};
use crate::context::off_loop;

impl Task {
    /// Carries out one command and answers it. Breaks when the session is no more.
    pub(super) async fn obey(&mut self, command: Command) -> ControlFlow<()> {
        // Whoever asked may be gone; what was asked is done all the same.
        match command {
            Command::Start(begin, reply) => {
                let outcome = self.start(*begin).await;
                if let Err(error) = &outcome {
                    self.tell_failed_start(error);
                }
                let _ = reply.send(outcome);
            }
            Command::Restart(begin, now, reply) => {
                let outcome = self.restart(*begin, now).await;
                let _ = reply.send(outcome);
            }
            Command::Stop(stop, reply) => {
                let outcome = self.stop(stop).await;
                let _ = reply.send(outcome);
            }
            Command::Open(generation, reply) => {
                let outcome = match generation.filter(|older| *older != self.run.generation()) {
                    None => self.open().await,
                    Some(older) => self.open_older(older).await,
                };
                let _ = reply.send(outcome);
            }
            Command::Rename(name, by, reply) => {
                self.by = Some(by);
                let outcome = self.rewrite(|record| record.name = name).await;
                let _ = reply.send(outcome.map(|()| self.row()));
            }
            Command::Archive(actor, reply) => {
                self.by = Some(actor.clone());
                let outcome = self.archive(actor).await;
                let _ = reply.send(outcome);
            }
            Command::Unarchive(by, reply) => {
                self.by = Some(by);
                let outcome = self.unarchive().await;
                let _ = reply.send(outcome);
            }
            Command::Trim(pieces, reply) => {
                self.trim(pieces).await;
                let _ = reply.send(());
            }
            Command::Seen(reply) => {
                let outcome = self.seen().await;
                let _ = reply.send(outcome);
            }
            Command::Queue(reply) => {
                let _ = reply.send(self.queue());
            }
            Command::Enqueue(text, by, reply) => {
                let outcome = self.enqueue(&text, by).await;
                let _ = reply.send(outcome);
            }
            Command::ChangeQueue(number, change, by, reply) => {
                let outcome = self.change_queue(number, &change, by).await;
                let _ = reply.send(outcome);
            }
            Command::CheckRemovable(reply) => {
                let outcome = self.check_removable().await;
                let _ = reply.send(outcome);
            }
            Command::Remove(reply) => {
                let outcome = self.remove().await;
                let gone = outcome.is_ok();
                let _ = reply.send(outcome);
                if gone {
                    return ControlFlow::Break(());
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn tell_failed_start(&self, error: &WireError) {
        // What did not come up in time may yet; that it was given up is on record as an intent.
        if error.code == ErrorCode::TimedOut {
            return;
        }
        let entry = Entry::now(What::StartFailed, "it could not be started").with("why", error.message.as_str());
        let by = self.by.clone().unwrap_or_else(|| "unknown".to_owned());
        self.daemon.journal.note(entry.of(&self.id, self.run.generation()).by(by));
    }

    async fn open(&mut self) -> Result<Opened, WireError> {
        let generation = self.run.generation();
        let (socket, live) = match &self.run {
            Run::Live { .. } => (self.socket.as_ref().map(|socket| socket.to_string_lossy().into_owned()), true),
            Run::Ended { .. } | Run::Orphaned { .. } => (Some(self.replay(generation).await?), false),
            Run::None => {
                return Err(
                    WireError::new(ErrorCode::Ended, "it was never started").hint("start it: `holdfast resume`")
                );
            }
            Run::Unknown { .. } | Run::Starting { .. } | Run::Unreachable { .. } => (None, true),
        };
        let socket = socket.ok_or_else(|| WireError::new(ErrorCode::Unreachable, self.row().why))?;
        Ok(Opened { id: self.id.clone(), name: self.known.record().name.clone(), generation, socket, live })
    }

    /// A run that another one has followed is over.
    async fn open_older(&self, generation: Generation) -> Result<Opened, WireError> {
        if !(1..self.run.generation()).contains(&generation) {
            return Err(WireError::new(ErrorCode::NotFound, format!("it has no run {generation}")));
        }
        let socket = self.replay(generation).await?;
        Ok(Opened { id: self.id.clone(), name: self.known.record().name.clone(), generation, socket, live: false })
    }

    async fn replay(&self, generation: Generation) -> Result<String, WireError> {
        let (programs, root, id) = (self.daemon.programs.clone(), self.daemon.root.clone(), self.id.clone());
        off_loop(move || launch::replay(&programs, &root, &id, generation)).await
    }

    async fn seen(&mut self) -> Result<(), WireError> {
        let now = (self.run.generation(), self.agent.as_ref().map_or(0, |word| word.turn));
        let record = self.known.record();
        if (record.seen, record.seen_turn) >= now {
            return Ok(());
        }
        self.rewrite(|record| (record.seen, record.seen_turn) = now).await
    }

    /// The record, if it can be read.
    pub(super) fn whole(&self) -> Result<&SessionRecord, WireError> {
        match &self.known {
            Known::Whole(record) => Ok(record),
            Known::Damaged { .. } => Err(WireError::new(ErrorCode::Damaged, self.row().why)),
        }
    }

    /// Changes the record on disk, then in memory. A damaged one is never written.
    pub(super) async fn rewrite(&mut self, change: impl FnOnce(&mut SessionRecord)) -> Result<(), WireError> {
        let mut changed = Box::new(self.whole()?.clone());
        change(&mut changed);
        let root = self.daemon.root.clone();
        let changed = off_loop(move || record::rewrite(&root, &changed).map(|()| changed)).await?;
        self.known = Known::Whole(changed);
        self.publish();
        Ok(())
    }
}
