//! The command to end the run: the intent first, then its host, or where that is dead the survivors themselves.

use protocol::end::IntentReason;
use protocol::envelope::Done;
use protocol::error::{ErrorCode, WireError};
use protocol::host::CarryOut;
use protocol::id::Generation;
use protocol::requests::{Killed, Outcome};
use store::ending::Cited;
use store::process;
use tokio::time::{Instant, timeout_at};

use super::intent::{self, AFTERMATH, DELIVERY, Recorded, Stop};
use super::line::{Attended, Line};
use super::run::Run;
use super::task::{PROBE, Task};
use super::{launch, orphan};
use crate::context::off_loop;

impl Task {
    pub(super) async fn stop(&mut self, stop: Stop) -> Killed {
        if !matches!(self.run, Run::Live { .. } | Run::Ended { .. } | Run::None) {
            self.look().await;
        }
        let generation = self.run.generation();
        match &self.run {
            Run::None => self.stop_nothing(&stop).await,
            Run::Ended { .. } => self.stop_left_behind(generation, stop).await,
            Run::Live { .. } => self.stop_live(generation, stop).await,
            Run::Orphaned { .. } => self.stop_survivors(generation, stop).await,
            Run::Unknown { .. } | Run::Starting { .. } | Run::Unreachable { .. } => {
                // The wish is on record: it expires unheard, but the run is not brought back.
                self.record(generation, &stop).await;
                let why = self.row().why;
                self.killed(Outcome::StillAlive, Some(why))
            }
        }
    }

    async fn stop_live(&mut self, generation: Generation, stop: Stop) -> Killed {
        match self.end_live(generation, stop).await {
            Ok(detail) => self.killed(Outcome::Stopped, detail),
            Err(error) => self.killed(Outcome::StillAlive, Some(error.message)),
        }
    }

    /// Has the host end the run. Returns what else is to be said once it has ended.
    pub(super) async fn end_live(&mut self, generation: Generation, stop: Stop) -> Result<Option<String>, WireError> {
        let recorded = self.record(generation, &stop).await;
        self.carry_out(recorded, &stop).await
    }

    /// As [`Self::end_live`], by an intent that is recorded already.
    pub(super) async fn carry_out(&mut self, mut recorded: Recorded, stop: &Stop) -> Result<Option<String>, WireError> {
        match self.deliver(&recorded).await {
            Ok(()) => {}
            // A full disk keeps nobody from stopping: it is carried out all the same.
            Err(error) if error.code == ErrorCode::NotDurable => {
                recorded.unwritten.get_or_insert(error.message);
            }
            // It ends by itself just now; its record comes in a moment.
            Err(error) if error.code == ErrorCode::Ended => {}
            Err(error) => {
                self.look().await;
                if self.run.end().is_none() {
                    return Err(error);
                }
            }
        }
        let deadline = Instant::now() + stop.patience() + AFTERMATH;
        while self.run.end().is_none() && Instant::now() < deadline {
            self.attend(deadline).await;
        }
        match (self.run.end(), recorded.unwritten) {
            (None, _) => Err(WireError::new(ErrorCode::TimedOut, "it has not ended in time")),
            (Some(_), why) => Ok(why.map(|why| format!("the stop could not be recorded: {why}"))),
        }
    }

    /// Has the host take the intent: its acknowledgement is on disk when this returns.
    async fn deliver(&mut self, recorded: &Recorded) -> Result<(), WireError> {
        let unwritten = recorded.unwritten.is_some().then(|| recorded.intent.clone());
        let order = CarryOut { intent: recorded.number, unwritten };
        let deadline = Instant::now() + DELIVERY;
        self.await_connection().await;
        // Lists say within a moment if it does not answer.
        self.probe().await;
        let silent = || WireError::new(ErrorCode::Unreachable, "its host does not answer");
        let link = match &mut self.line {
            Line::Up(link) => link,
            Line::Connecting(_) => return Err(silent()),
            Line::Down | Line::LookAt(_) => {
                return Err(WireError::new(ErrorCode::Unreachable, "its host is not connected"));
            }
        };
        let asked = timeout_at(deadline, link.ask(&order)).await.map_err(|_| silent())??;
        while matches!(self.line, Line::Up(_)) {
            match self.attend(deadline).await {
                Attended::Answer(response) if response.id == asked => {
                    return response.read::<CarryOut>().map(|Done {}| ());
                }
                Attended::Answer(_) | Attended::News => {}
                Attended::Nothing => return Err(silent()),
            }
        }
        // The connection has ended, and what its files say was taken in.
        match self.run.end() {
            Some(_) => Ok(()),
            None => Err(WireError::new(ErrorCode::Unreachable, "its host hung up")),
        }
    }

    /// A host that was just started may still be being connected to.
    async fn await_connection(&mut self) {
        let deadline = Instant::now() + PROBE;
        while matches!((&self.run, &self.line), (Run::Live { .. }, Line::Connecting(_))) && Instant::now() < deadline {
            self.attend(deadline).await;
        }
    }

    /// Without a run there is nowhere to record a stop, so none is carried out; but whoever is there is told.
    async fn stop_nothing(&mut self, stop: &Stop) -> Killed {
        if stop.reason == IntentReason::Kill && self.call_off_start(&stop.actor).await {
            return self.killed(Outcome::Stopped, Some("it waited for its start".to_owned()));
        }
        let id = self.id.clone();
        match off_loop(move || process::marked_in_any_run(id.as_str())).await {
            Ok(left) if left.is_empty() => self.killed(Outcome::AlreadyGone, None),
            Ok(left) => {
                let error = launch::strays(&self.known.record().name, &left);
                self.killed(Outcome::StillAlive, Some(error.message))
            }
            Err(error) => self.killed(Outcome::StillAlive, Some(format!("looking for its processes: {error}"))),
        }
    }

    async fn stop_survivors(&mut self, generation: Generation, stop: Stop) -> Killed {
        let recorded = self.record(generation, &stop).await;
        let cited = Cited { number: recorded.number, actor: stop.actor.clone(), reason: stop.reason };
        let (files, patience) = (self.files(generation), stop.patience());
        match off_loop(move || orphan::end_survivors(&files, &cited, patience)).await {
            Ok(_) => {
                self.look().await;
                self.killed(Outcome::Stopped, None)
            }
            Err(why) => {
                self.look().await;
                self.killed(Outcome::StillAlive, Some(why))
            }
        }
    }

    /// An ended run may have left processes in its terminal session, which keep the next run from starting.
    async fn stop_left_behind(&mut self, generation: Generation, stop: Stop) -> Killed {
        let files = self.files(generation);
        match off_loop(move || files.survivors()).await {
            Ok(left) if left.is_empty() => {
                self.no_longer_wanted(&stop).await;
                self.killed(Outcome::AlreadyGone, None)
            }
            Ok(_) => self.stop_survivors(generation, stop).await,
            Err(error) => self.killed(Outcome::StillAlive, Some(format!("looking for what it left behind: {error}"))),
        }
    }

    /// A lost run that somebody kills all the same is not offered any more: the wish goes on its record.
    async fn no_longer_wanted(&mut self, stop: &Stop) {
        let offered = self.lost().filter(|lost| !lost.unwanted).map(|lost| lost.generation);
        if let Some(generation) = offered.filter(|_| stop.reason == IntentReason::Kill) {
            self.record(generation, stop).await;
            self.look().await;
        }
    }

    pub(super) async fn record(&self, generation: Generation, stop: &Stop) -> Recorded {
        let (root, id, stop) = (self.daemon.root.clone(), self.id.clone(), stop.clone());
        let recorded = off_loop(move || intent::record(&root, &id, generation, &stop)).await;
        self.daemon.journal.note(intent::entry(&recorded).of(&self.id, generation));
        recorded
    }

    fn killed(&self, result: Outcome, detail: Option<String>) -> Killed {
        Killed { id: self.id.clone(), result, detail }
    }
}
