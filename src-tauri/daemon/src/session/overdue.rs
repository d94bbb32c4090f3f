//! Starts that do not come up in time. The daemon gives them up by an intent, as any other stop: a host that turns out to
//! live carries it out, and where none ever came the run is closed under its lock. Nothing here signals a process.

use std::time::Duration;

use protocol::end::IntentReason;
use protocol::error::{ErrorCode, WireError};
use protocol::id::Generation;
use tokio::time::Instant;

use super::close::Coming;
use super::intent::{Recorded, Stop};
use super::task::Task;
use crate::context::off_loop;

/// A start that was given up and may yet turn out to live.
#[derive(Debug)]
pub(super) struct Overdue {
    generation: Generation,
    /// Not heard by any host yet. Absent: it was tried, or an earlier daemon recorded it.
    unheard: Option<Recorded>,
}

impl Task {
    /// Gives up the start of a run whose host has not said in time that its program runs. Returns what to tell who asked.
    pub(super) async fn give_up_start(&mut self, generation: Generation, leave: Duration) -> WireError {
        self.note_overdue(generation).await;
        let files = self.files(generation);
        let finding = off_loop(move || files.look(false)).await;
        self.found(generation, finding).await;
        let name = &self.known.record().name;
        WireError::new(ErrorCode::TimedOut, format!("{name} did not come up within {} s", leave.as_secs()))
            .hint(format!("`holdfast show {}` says what became of it", self.id.short()))
    }

    /// A host holds the lock of a run and neither answers nor has said that it runs: looks whether it still may.
    pub(super) async fn check_overdue(&mut self, generation: Generation) {
        let files = self.files(generation);
        match off_loop(move || files.coming()).await {
            Coming::MayCome { within } => self.leave = Some(Instant::now() + within),
            Coming::Late if !self.is_overdue(generation) => self.note_overdue(generation).await,
            Coming::Late | Coming::Came => {}
        }
    }

    /// What an earlier daemon gave up is given up.
    pub(super) async fn recall_overdue(&mut self) {
        let generation = self.run.generation();
        if generation == 0 {
            return;
        }
        let files = self.files(generation);
        if self.daemon.look(move || files.was_given_up()).await {
            self.overdue = Some(Overdue { generation, unheard: None });
        }
    }

    async fn note_overdue(&mut self, generation: Generation) {
        let recorded = self.record(generation, &given_up()).await;
        self.overdue = Some(Overdue { generation, unheard: Some(recorded) });
    }

    /// Whether this run was given up.
    pub(super) fn is_overdue(&self, generation: Generation) -> bool {
        self.overdue.as_ref().is_some_and(|overdue| overdue.generation == generation)
    }

    /// Has a run that was given up ended by its host, which answers after all.
    pub(super) async fn end_overdue(&mut self, generation: Generation) -> Result<(), WireError> {
        let unheard = self.overdue.as_mut().and_then(|overdue| overdue.unheard.take());
        let recorded = match unheard.filter(|recorded| recorded.intent.deadline > store::now_ms()) {
            Some(recorded) => recorded,
            None => self.record(generation, &given_up()).await,
        };
        self.carry_out(recorded, &given_up()).await.map(|_| ())
    }
}

fn given_up() -> Stop {
    Stop { actor: "daemon".to_owned(), reason: IntentReason::StartTimeout, now: false }
}
