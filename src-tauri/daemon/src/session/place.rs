//! A session that waits for a place among the workers, to be started for the first time. The wish is on record; of the
//! environment, whose values are never stored, only this daemon knows.

use protocol::end::Actor;
use protocol::error::{ErrorCode, WireError};
use protocol::session::Session;

use super::Begin;
use super::task::Task;
use crate::context::off_loop;
use crate::environment;

impl Task {
    /// Starts the first run, with what the wish for it came with, else in the login shell's environment.
    pub(super) async fn start_queued(&mut self) -> Result<Session, WireError> {
        let Some(wish) = self.known.record().queued.clone() else {
            return Err(WireError::new(ErrorCode::Busy, "it does not wait for a place any more"));
        };
        let begin = match self.place.take() {
            Some(begin) => *begin,
            None => {
                let environment = off_loop(environment::of_login_shell).await;
                Begin { environment, size: wish.size, by: Some(wish.by), ..Begin::default() }
            }
        };
        let outcome = self.start(begin).await;
        self.no_longer_queued().await;
        outcome
    }

    /// It was started, or nobody wants that any more. Whether it waited.
    pub(super) async fn no_longer_queued(&mut self) -> bool {
        let waited = self.known.record().queued.is_some();
        self.place = None;
        if waited && let Err(error) = self.rewrite(|record| record.queued = None).await {
            tracing::warn!("{}: noting that it does not wait any more: {}", self.id, error.message);
        }
        waited
    }

    /// Somebody does not want it to be started. Whether it waited.
    pub(super) async fn call_off_start(&mut self, by: &Actor) -> bool {
        self.by = Some(by.clone());
        self.no_longer_queued().await
    }
}
