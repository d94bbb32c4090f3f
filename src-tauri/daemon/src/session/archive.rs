//! Putting the session away and taking it out again. It counts as put away only once its run is proved over; until then
//! the wish stands in its record, outlives the daemon, and is carried out when the host can be reached again.
//! Nothing here signals a process: a live session is stopped by an intent, as any other.

use std::time::Duration;

use protocol::end::{Actor, IntentReason};
use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Archived, Archiving, Unarchiving};
use store::records::{ArchivePending, SessionRecord};
use tokio::time::Instant;

use super::intent::Stop;
use super::record::Known;
use super::run::Run;
use super::task::Task;
use crate::context::off_loop;

/// How long after a try to put a session away that failed the next one is, growing from the first to the last.
const AGAIN: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));

/// The next try to put the session away.
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

    /// When it is due.
    pub(super) fn at(self) -> Instant {
        self.at
    }
}

/// What stands between a session and being put away.
enum Target {
    /// Nothing: its run is over and nobody is left of it.
    Over,
    /// A run whose host takes orders.
    Live,
    /// Nobody who could be asked to end it. The only thing that makes an archive pending; everything else fails it.
    Missing(Missing),
}

/// Why there is nobody to ask.
enum Missing {
    /// Its host does not answer, or has not yet.
    Host(String),
    /// Its host is gone and processes of it are left.
    Orphaned(String),
    /// It has ended and left processes behind.
    LeftBehind(String),
}

impl Missing {
    /// For people.
    fn why(self) -> String {
        match self {
            Self::Host(why) | Self::Orphaned(why) => why,
            Self::LeftBehind(pids) => format!("it has ended and left processes behind: {pids}"),
        }
    }
}

/// How far a session is put away, as its record has it.
pub(super) struct Before {
    archived: bool,
    archived_at: Option<u64>,
    archive_pending: Option<ArchivePending>,
}

impl Before {
    fn of(record: &SessionRecord) -> Self {
        Self {
            archived: record.archived,
            archived_at: record.archived_at,
            archive_pending: record.archive_pending.clone(),
        }
    }

    fn is_any(&self) -> bool {
        self.archived || self.archive_pending.is_some()
    }

    fn put_into(self, record: &mut SessionRecord) {
        record.archived = self.archived;
        record.archived_at = self.archived_at;
        record.archive_pending = self.archive_pending;
    }
}

impl Task {
    /// Puts the session away; a live one is stopped first.
    pub(super) async fn archive(&mut self, actor: Actor) -> Result<Archived, WireError> {
        self.whole()?;
        if !matches!(self.run, Run::Live { .. } | Run::Ended { .. } | Run::None) {
            self.look().await;
        }
        if self.known.record().archived && matches!(self.run, Run::Ended { .. } | Run::None) {
            return Ok(self.archiving(Archiving::Already, None));
        }
        match self.target().await? {
            Target::Over => {
                self.put_away().await?;
                Ok(self.archiving(Archiving::Archived, None))
            }
            Target::Live => {
                self.wish(&actor).await?;
                self.stop_and_put_away(actor).await
            }
            Target::Missing(missing) => {
                self.wish(&actor).await?;
                Ok(self.archiving(Archiving::Pending, Some(missing.why())))
            }
        }
    }

    /// Takes the session out again, or calls off what is still to be archived.
    pub(super) async fn unarchive(&mut self) -> Result<Unarchiving, WireError> {
        let before = Before::of(self.whole()?);
        if !before.is_any() {
            return Ok(Unarchiving::Already);
        }
        self.take_out().await?;
        Ok(if before.archived { Unarchiving::Unarchived } else { Unarchiving::CalledOff })
    }

    /// Takes the session out, and says how far it was put away. Its name must be free again.
    pub(super) async fn take_out(&mut self) -> Result<Before, WireError> {
        let record = self.whole()?;
        let (before, name) = (Before::of(record), record.name.clone());
        if !before.is_any() {
            return Ok(before);
        }
        // Here and not before: it may have been renamed while this waited for its turn.
        self.daemon.registry.reserve_name(&name, true, Some(&self.id)).map_err(|error| {
            let hint = format!("rename this one first: `holdfast rename {} NAME`", self.id.short());
            WireError::new(error.code, format!("another session is called {name:?} by now")).hint(hint)
        })?;
        let out = Before { archived: false, archived_at: None, archive_pending: None };
        let outcome = self.rewrite(|record| out.put_into(record)).await;
        self.daemon.registry.release_name(&name);
        outcome.map(|()| before)
    }

    /// Puts the session away again as it was before a start that failed; never over what may be a live process.
    /// What goes wrong here is logged, because the start's own error is the one to tell.
    pub(super) async fn put_back(&mut self, before: Before) {
        if !before.is_any() || !matches!(self.run, Run::Ended { .. } | Run::None) {
            return;
        }
        if let Err(error) = self.rewrite(|record| before.put_into(record)).await {
            tracing::error!("putting {} away again after a start that failed: {}", self.id, error.message);
        }
    }

    /// Carries a pending archive on as far as the run allows. Called whenever something may have changed.
    pub(super) async fn pursue_archive(&mut self) {
        let Known::Whole(record) = &self.known else { return };
        let Some(pending) = record.archive_pending.clone() else {
            self.again = None;
            return;
        };
        self.by = Some(pending.actor.clone());
        let outcome = match self.run {
            Run::Ended { .. } | Run::None => match self.target().await {
                Ok(Target::Over) => self.put_away().await,
                Ok(_) => Err(WireError::new(ErrorCode::Orphaned, "it left processes behind")),
                Err(error) => Err(error),
            },
            Run::Live { .. } if self.again.is_some_and(|again| Instant::now() < again.at) => return,
            Run::Live { .. } => self.stop_and_put_away(pending.actor).await.map(|_| ()),
            Run::Unknown { .. } | Run::Starting { .. } | Run::Unreachable { .. } | Run::Orphaned { .. } => {
                // Whatever changes this is heard of: then it is tried at once.
                self.again = None;
                return;
            }
        };
        if let Err(error) = outcome {
            tracing::warn!("archiving {}, to be tried again: {}", self.id, error.message);
        }
        let waits = self.known.record().archive_pending.is_some();
        self.again = waits.then(|| Again::after(self.again));
    }

    async fn target(&self) -> Result<Target, WireError> {
        Ok(match &self.run {
            Run::None => Target::Over,
            Run::Live { .. } => Target::Live,
            Run::Ended { generation, .. } => {
                let files = self.files(*generation);
                let left = off_loop(move || files.survivors()).await?;
                let pids: Vec<String> = left.iter().take(5).map(|one| one.pid.to_string()).collect();
                if pids.is_empty() { Target::Over } else { Target::Missing(Missing::LeftBehind(pids.join(", "))) }
            }
            Run::Orphaned { .. } => Target::Missing(Missing::Orphaned(self.row().why)),
            Run::Unknown { .. } | Run::Starting { .. } | Run::Unreachable { .. } => {
                Target::Missing(Missing::Host(self.row().why))
            }
        })
    }

    /// Has the host end the run. The wish is on record: whatever happens to this daemon, it is put away after the end.
    async fn stop_and_put_away(&mut self, actor: Actor) -> Result<Archived, WireError> {
        let stop = Stop { actor, reason: IntentReason::Archive, now: false };
        let stopped = self.end_live(self.run.generation(), stop).await;
        match (self.target().await?, stopped) {
            (Target::Over, stopped) => {
                self.put_away().await?;
                let more = stopped.ok().flatten().map_or_else(String::new, |more| format!("; {more}"));
                Ok(self.archiving(Archiving::Archived, Some(format!("it was running and was stopped{more}"))))
            }
            (Target::Missing(missing), _) => Ok(self.archiving(Archiving::Pending, Some(missing.why()))),
            (Target::Live, Err(error)) => {
                Err(error.hint("it is archived when it has ended, unless `holdfast unarchive` calls that off"))
            }
            (Target::Live, Ok(_)) => Err(WireError::new(ErrorCode::StillAlive, "another run was started meanwhile")),
        }
    }

    /// Writes down that the session is to be put away, unless that stands there already.
    async fn wish(&mut self, actor: &Actor) -> Result<(), WireError> {
        if self.known.record().archive_pending.is_some() {
            return Ok(());
        }
        let pending =
            ArchivePending { actor: actor.clone(), requested: store::now_ms(), unknown: serde_json::Map::new() };
        self.rewrite(|record| record.archive_pending = Some(pending)).await
    }

    async fn put_away(&mut self) -> Result<(), WireError> {
        let away = Before { archived: true, archived_at: Some(store::now_ms()), archive_pending: None };
        self.rewrite(|record| away.put_into(record)).await
    }

    fn whole(&self) -> Result<&SessionRecord, WireError> {
        match &self.known {
            Known::Whole(record) => Ok(record),
            Known::Damaged { .. } => Err(WireError::new(ErrorCode::Damaged, self.row().why)),
        }
    }

    fn archiving(&self, result: Archiving, detail: Option<String>) -> Archived {
        Archived { id: self.id.clone(), result, detail, error: None }
    }
}
