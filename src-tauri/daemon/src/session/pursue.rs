//! What is still to be done to a run that could not be reached when it was wanted: ended because its start was given up,
//! or ended and put away. Tried whenever something may have changed, and after failures less and less often.

use std::time::Duration;

use protocol::error::{ErrorCode, WireError};
use protocol::id::Generation;
use tokio::time::Instant;

use super::run::Run;
use super::task::Task;
use crate::context::off_loop;

/// How long after a try that failed the next one is, growing from the first to the last.
const AGAIN: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));

/// The next try.
#[derive(Clone, Copy, Debug)]
pub(super) struct Again {
    at: Instant,
    wait: Duration,
}

impl Again {
    fn after(before: Option<Self>) -> Self {
        let wait = before.map_or(AGAIN.0, |before| (before.wait * 2).min(AGAIN.1));
        Self { at: Instant::now() + wait, wait }
    }
}

impl Task {
    /// When something is due though nobody says anything. Absent: nothing is.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due_for_look().into_iter().chain(self.waiting.due()).chain(self.due_for_stuck()).min()
    }

    /// When the session is to be looked at though nobody says anything. Absent: not.
    pub(super) fn due_for_look(&self) -> Option<Instant> {
        let again = self.again.map(|again| again.at);
        again.into_iter().chain(self.leave).min()
    }

    /// Does what is still to be done, as far as the run allows.
    pub(super) async fn pursue(&mut self) {
        let outcome = match self.run {
            Run::Live { .. } if self.again.is_some_and(|again| Instant::now() < again.at) => return,
            Run::Live { .. } => self.end_unwanted().await,
            Run::Ended { .. } | Run::None => {
                self.overdue = None;
                Ok(())
            }
            // Whatever changes this is heard of: then it is tried at once.
            Run::Unknown { .. } | Run::Starting { .. } | Run::Unreachable { .. } | Run::Orphaned { .. } => {
                self.again = None;
                return;
            }
        };
        let outcome = match outcome {
            Ok(()) if self.run.is_over() => self.put_away_pending().await,
            outcome => outcome,
        };
        let waits = self.is_overdue(self.run.generation()) || self.pending().is_some();
        self.again = waits.then(|| Again::after(self.again));
        if let Err(error) = outcome {
            tracing::warn!("ending or archiving {}, to be tried again: {}", self.id, error.message);
        }
    }

    /// Ends the live run if it is not wanted any more.
    async fn end_unwanted(&mut self) -> Result<(), WireError> {
        let generation = self.run.generation();
        let wanted = !self.is_overdue(generation) && self.pending().is_none();
        if wanted || self.is_being_stopped(generation).await {
            return Ok(());
        }
        if self.is_overdue(generation) {
            self.end_overdue(generation).await
        } else if let Some(pending) = self.pending() {
            self.by = Some(pending.actor.clone());
            self.end_archived(pending.actor).await.map(|_| ())
        } else {
            Ok(())
        }
    }

    /// Whether its host has taken an intent already, perhaps an earlier daemon's: then the end comes by itself.
    async fn is_being_stopped(&self, generation: Generation) -> bool {
        let files = self.files(generation);
        off_loop(move || files.is_being_stopped()).await
    }

    /// Puts the session away if that is pending. Its run is over.
    async fn put_away_pending(&mut self) -> Result<(), WireError> {
        let Some(pending) = self.pending() else { return Ok(()) };
        self.by = Some(pending.actor);
        if !self.left_behind().await?.is_empty() {
            return Err(WireError::new(ErrorCode::Orphaned, "it left processes behind"));
        }
        self.put_away().await
    }
}
