//! Restarting in place: the run is ended by an intent and the next one begun, as one change to the session. What could not be
//! started again is not ended. A daemon that dies in between leaves a lost run, which the restore plan offers.

use protocol::end::IntentReason;
use protocol::error::{ErrorCode, WireError};
use protocol::session::{Session, Status};

use super::Begin;
use super::intent::Stop;
use super::run::Run;
use super::start::Wish;
use super::task::Task;

impl Task {
    /// Ends the run and starts the next. `now`: also where it is at work.
    ///
    /// # Errors
    /// `busy` where it is at work; why it could not be started again, before it is ended; why it was not ended.
    pub(super) async fn restart(&mut self, begin: Begin, now: bool) -> Result<Session, WireError> {
        if !matches!(self.run, Run::Live { .. } | Run::Ended { .. }) {
            self.look().await;
        }
        match &self.run {
            Run::Live { status } => {
                let (generation, size) = (status.generation, status.size);
                self.check_restartable(&begin, now).await?;
                let actor = begin.by.clone().unwrap_or_else(|| "unknown".to_owned());
                self.by.clone_from(&begin.by);
                self.end_live(generation, Stop { actor, reason: IntentReason::Restart, now: false }).await?;
                self.start(Begin { size: begin.size.or(Some(size)), ..begin }).await
            }
            _ => self.start(begin).await,
        }
    }

    /// Checks that it is at rest, and that it could go on afterwards.
    async fn check_restartable(&self, begin: &Begin, now: bool) -> Result<(), WireError> {
        let row = self.row();
        if !now && row.status != Status::Idle {
            let message = format!("{} is not idle: {}", row.name, row.why);
            return Err(WireError::new(ErrorCode::Busy, message).hint(format!(
                "wait for it, or restart it all the same: `holdfast restart --now {}`",
                row.id.short()
            )));
        }
        let record = self.whole()?.clone();
        let mut environment = begin.environment.clone();
        environment.extend(record.spec.env.clone());
        self.program(&record, Wish { first: false, fresh: begin.fresh, environment }).await.map(|_| ())
    }
}
